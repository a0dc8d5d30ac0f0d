"""Read the outlets' file and name what is wrong with it: file, outlet and key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.errors import WrongUse
from flows.reference import checks
from flows.reference.checks import InvalidValue, Parser, make_integer_parser, make_list_parser
from transforms.records import Listing, Outlet, Selector

_ADVICE = 'See CONTRIBUTING.md, "Add an outlet".'


def read_outlets(path: Path) -> tuple[Outlet, ...]:
    """Return the outlets that the file declares, in its order (the first whose article paths match owns a URL).

    Raises WrongUse with one line that names file, outlet and key.
    """
    outlets: list[Outlet] = []
    for number, table in enumerate(_read_tables(path), start=1):
        name = table.get("outlet_id") if isinstance(table, dict) else None
        try:
            values = {"home_url": None} | checks.parse_table(table, _PARSERS, _REQUIRED)
            outlet = Outlet(**values)  # type: ignore[arg-type]  # each parser below returns its key's type
            _check_paged_feeds(outlet)
        except InvalidValue as error:
            label = f"{name if name is not None else number}"
            shown = label if label.isprintable() else ascii(label)
            raise WrongUse(f"{path}: outlet {shown}: {error}.", _ADVICE) from error
        outlets.append(outlet)
    _check_unique_ids(path, outlets)
    return tuple(replace(outlet, inner_outlets=_name_inner_outlets(outlet, outlets)) for outlet in outlets)


def _read_tables(path: Path) -> list[object]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WrongUse(f"{path}: there is no such file.", "BACKBENCH_OUTLETS names the file of outlets.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"{path}: cannot be read: {error}.") from error
    tables = content.get("outlet")
    if not isinstance(tables, list) or not tables or set(content) != {"outlet"}:
        raise WrongUse(f"{path}: must have at least one table [[outlet]], and nothing else.")
    return tables


def _check_paged_feeds(outlet: Outlet) -> None:
    feeds = [checks.split_feed_address(feed) for feed in outlet.feeds]
    for paged in outlet.paged_feeds:
        if checks.split_feed_address(paged) not in feeds:
            raise InvalidValue(f"key paged_feeds: {paged!r} continues none of the feeds: their paths differ")


def _check_unique_ids(path: Path, outlets: list[Outlet]) -> None:
    seen: set[str] = set()
    for outlet in outlets:
        if outlet.outlet_id in seen:
            raise WrongUse(f"{path}: outlet {outlet.outlet_id}: key outlet_id: declared twice.")
        seen.add(outlet.outlet_id)


def _name_inner_outlets(outlet: Outlet, outlets: list[Outlet]) -> tuple[str, ...]:
    """Return the names of the outlets in a folder of this outlet's site: of PoliticsHome, The House."""
    if urlsplit(outlet.home_url or "").path.strip("/"):
        return ()
    here = [other for other in outlets if other is not outlet and set(other.hosts) & set(outlet.hosts)]
    return tuple(other.name for other in here if urlsplit(other.home_url or "").path.strip("/"))


def _parse_listing(value: object) -> Listing:
    values: dict[str, Any] = checks.parse_table(value, _LISTING_PARSERS, ("pages", "item"))
    is_numbered, has_next_link = "{page}" in values["pages"], "older" in values
    if is_numbered:
        checks.parse_paged_url(values["pages"])
    if is_numbered == has_next_link:
        raise InvalidValue("key pages: either it contains {page}, or key older selects the link to the next page")
    return Listing(**values)


def _parse_selector(value: object) -> str:
    from cssselect import SelectorError  # here, so that commands which read no outlet start without it
    from cssselect.xpath import HTMLTranslator

    given = checks.parse_text(value)
    try:
        HTMLTranslator().css_to_xpath(given)
    except SelectorError as error:
        raise InvalidValue(f"{value!r} is not a CSS selector: {error}") from error
    return given


def _parse_field(value: object) -> Selector:
    if not isinstance(value, Mapping):
        return Selector(_parse_selector(value))
    values: dict[str, Any] = checks.parse_table(value, {"css": _parse_selector, "pattern": _parse_group_pattern}, ())
    if not values:
        raise InvalidValue("neither css nor pattern")
    return Selector(**values)


def _parse_group_pattern(value: object) -> str:
    given = checks.parse_pattern(value)
    if not re.compile(given).groups:
        raise InvalidValue(f"{value!r} has no group for the wanted part")
    return given


_LISTING_PARSERS: dict[str, Parser] = {
    "pages": checks.parse_url,
    "first_page": make_integer_parser(0),
    "item": _parse_selector,
    "link": _parse_selector,
    "title": _parse_field,
    "author": _parse_field,
    "date": _parse_field,
    "older": _parse_selector,
    "closed": checks.parse_flag,
}
_PARSERS: dict[str, Parser] = {
    "outlet_id": checks.parse_slug,
    "name": checks.parse_text,
    "home_url": checks.parse_url,
    "hosts": make_list_parser(checks.parse_host, min_length=1),
    "timezone": checks.parse_timezone,
    "day_first": checks.parse_flag,
    "feeds": make_list_parser(checks.parse_url),
    "paged_feeds": make_list_parser(checks.parse_paged_url),
    "use_sitemaps": checks.parse_flag,
    "sitemaps": make_list_parser(checks.parse_url),
    "listings": make_list_parser(_parse_listing),
    "archived": make_list_parser(checks.parse_prefix),
    "article_paths": make_list_parser(checks.parse_path_pattern, min_length=1),
    "excluded_paths": make_list_parser(checks.parse_path_pattern),
    "opinion_paths": make_list_parser(checks.parse_path_pattern),
    "partner_paths": make_list_parser(checks.parse_path_pattern),
    "delay_seconds": checks.parse_seconds,
    "marks": make_list_parser(checks.parse_text),
    "window_days": make_integer_parser(1, "number of days"),
}
_REQUIRED = ("outlet_id", "name", "hosts", "timezone", "article_paths")
