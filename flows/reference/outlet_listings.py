"""An outlet's listing as the outlets' file declares it: which pages, and where a teaser says what."""

import re
from collections.abc import Mapping
from typing import Any

from flows.reference.checks import Check, Unusable, flag, paged_url, pattern, table, text, url, whole
from transforms.records import Listing, Selector


def listing(value: object) -> Listing:
    """Return the listing; Unusable says what is wrong with it."""
    values: dict[str, Any] = table(value, _LISTING, ("pages", "item"))
    numbered, older = "{page}" in values["pages"], "older" in values
    if numbered:
        paged_url(values["pages"])
    if numbered == older:
        raise Unusable("key pages: either it holds {page}, or key older selects the link to the next page")
    return Listing(**values)


def _selector(value: object) -> str:
    from cssselect import SelectorError  # here, so that commands which read no outlet start without it
    from cssselect.xpath import HTMLTranslator

    given = text(value)
    try:
        HTMLTranslator().css_to_xpath(given)
    except SelectorError as error:
        raise Unusable(f"{value!r} is not a CSS selector: {error}") from error
    return given


def _rule(value: object) -> Selector:
    if not isinstance(value, Mapping):
        return Selector(_selector(value))
    values: dict[str, Any] = table(value, {"css": _selector, "pattern": _with_group}, ())
    if not values:
        raise Unusable("neither css nor pattern")
    return Selector(**values)


def _with_group(value: object) -> str:
    given = pattern(value)
    if not re.compile(given).groups:
        raise Unusable(f"{value!r} has no group for what is wanted")
    return given


_LISTING: dict[str, Check] = {
    "pages": url,
    "first_page": whole(0),
    "item": _selector,
    "link": _selector,
    "title": _rule,
    "author": _rule,
    "date": _rule,
    "older": _selector,
    "closed": flag,
}
