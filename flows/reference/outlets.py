"""Reads what the pipeline starts from and says plainly what is wrong with it."""

import tomllib
from pathlib import Path

from flows.errors import WrongUse
from flows.reference import checks
from flows.reference.checks import Check, Unusable, each
from flows.reference.outlet_listings import listing
from transforms.records import Outlet


def read_outlets(path: Path) -> tuple[Outlet, ...]:
    """Return the outlets that the file declares, in its order (the first whose article paths match owns a URL).

    Raises WrongUse with one line that names file, outlet and key.
    """
    tables = _tables(path)
    outlets: list[Outlet] = []
    for number, table in enumerate(tables, start=1):
        name = table.get("outlet_id") if isinstance(table, dict) else None
        try:
            values = {"home_url": None} | checks.table(table, _CHECKS, _REQUIRED)
            outlet = Outlet(**values)  # type: ignore[arg-type]  # each check below returns its key's type
            _refuse_strays(outlet)
        except Unusable as error:
            raise WrongUse(
                f"{path}: outlet {name or number}: {error}.", "See CONTRIBUTING.md, Add an outlet."
            ) from error
        outlets.append(outlet)
    _refuse_twins(path, outlets)
    return tuple(outlets)


def _tables(path: Path) -> list[object]:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WrongUse(f"{path}: there is no such file.", "BACKBENCH_OUTLETS names the file of outlets.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"{path}: cannot be read: {error}.") from error
    tables = read.get("outlet")
    if not isinstance(tables, list) or not tables or set(read) != {"outlet"}:
        raise WrongUse(f"{path}: holds tables [[outlet]], at least one, and nothing else.")
    return tables


def _refuse_strays(outlet: Outlet) -> None:
    places = [checks.place(feed) for feed in outlet.feeds]
    for paged in outlet.paged_feeds:
        if checks.place(paged) not in places:
            raise Unusable(f"key paged_feeds: {paged!r} goes on from none of the feeds, which have another path")


def _refuse_twins(path: Path, outlets: list[Outlet]) -> None:
    seen: set[str] = set()
    for outlet in outlets:
        if outlet.outlet_id in seen:
            raise WrongUse(f"{path}: outlet {outlet.outlet_id}: key outlet_id: declared twice.")
        seen.add(outlet.outlet_id)


_CHECKS: dict[str, Check] = {
    "outlet_id": checks.slug,
    "name": checks.text,
    "home_url": checks.url,
    "hosts": each(checks.host, least=1),
    "timezone": checks.timezone,
    "day_first": checks.flag,
    "feeds": each(checks.url),
    "paged_feeds": each(checks.paged_url),
    "use_sitemaps": checks.flag,
    "sitemaps": each(checks.url),
    "listings": each(listing),
    "archived": each(checks.prefix),
    "article_paths": each(checks.path_pattern, least=1),
    "excluded_paths": each(checks.path_pattern),
    "opinion_paths": each(checks.path_pattern),
    "partner_paths": each(checks.path_pattern),
    "delay_seconds": checks.seconds,
    "window_days": checks.whole(1, "number of days"),
}
_REQUIRED = ("outlet_id", "name", "hosts", "timezone", "article_paths")
