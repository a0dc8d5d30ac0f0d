"""Parse the values of the outlets' file: each function returns the value, or raises InvalidValue."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

Parser = Callable[[object], object]
T = TypeVar("T")

# Controls, formats (bidirectional overrides, zero-width characters), line and paragraph separators: an outlet's name
# is printed in terminals, logs and pages.
_UNPRINTABLE = frozenset(("Cc", "Cf", "Zl", "Zp"))


class InvalidValue(Exception):
    """An invalid value in the outlets' file; the message says what is wrong with it."""


def parse_table(value: object, parsers: Mapping[str, Parser], required: tuple[str, ...]) -> dict[str, object]:
    """Return a table's values by key; InvalidValue names the key that is unknown, missing or wrong."""
    if not isinstance(value, Mapping):
        raise InvalidValue("not a table")
    unknown = set(value) - set(parsers)
    if unknown:
        raise InvalidValue(f"key {min(unknown)}: not known; known are {', '.join(parsers)}")
    missing = [key for key in required if key not in value]
    if missing:
        raise InvalidValue(f"key {missing[0]}: missing")
    values: dict[str, object] = {}
    for key, given in value.items():
        try:
            values[key] = parsers[key](given)
        except InvalidValue as error:
            raise InvalidValue(f"key {key}: {error}") from error
    return values


def parse_text(value: object) -> str:
    """Return a text that is not blank and contains no control or invisible formatting character."""
    if not isinstance(value, str) or not value.strip():
        raise InvalidValue(f"{value!r} is not a text")
    for character in value:
        if unicodedata.category(character) in _UNPRINTABLE:
            raise InvalidValue(f"{value!a} holds U+{ord(character):04X}, a control or formatting character")
    return value


def parse_slug(value: object) -> str:
    """Return an identity: lower-case letters, digits and hyphens."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.:_-]*", given := parse_text(value)):
        raise InvalidValue(f"{value!r} is not lower-case letters, digits and hyphens")
    return given


def parse_flag(value: object) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise InvalidValue(f"{value!r} is neither true nor false")
    return value


def parse_seconds(value: object) -> float:
    """Return a number of seconds, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise InvalidValue(f"{value!r} is not a number of seconds from 0")
    return float(value)


def make_integer_parser(minimum: int, unit: str = "number") -> Callable[[object], int]:
    """Return a parser of a whole number, `minimum` or more; `unit` is named in the error."""

    def parse(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            raise InvalidValue(f"{value!r} is not a whole {unit} from {minimum}")
        return value

    return parse


def parse_timezone(value: object) -> str:
    """Return the name of an IANA time zone."""
    try:
        ZoneInfo(given := parse_text(value))
    except (OSError, ValueError, KeyError) as error:  # the name of a folder, a path outside the zones, unknown
        raise InvalidValue(f"{value!r} is not an IANA time zone") from error
    return given


def parse_url(value: object) -> str:
    """Return an http(s) address."""
    try:
        parts = urlsplit(given := parse_text(value))
    except ValueError as error:
        raise InvalidValue(f"{value!r} is not an http(s) address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise InvalidValue(f"{value!r} is not an http(s) address")
    return given


def parse_paged_url(value: object) -> str:
    """Return an http(s) address with {page} in its path or query."""
    given = parse_url(value)
    if given.count("{page}") != 1 or "{page}" in urlsplit(given).netloc:
        raise InvalidValue(f"{value!r} has no {{page}}, or more than one, where a page's number goes")
    return given


def parse_host(value: object) -> str:
    """Return a host name, with its port if it is not the default."""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?", given := parse_text(value)):
        raise InvalidValue(f"{value!r} is not a host name in lower case (without https:// and path)")
    return given


def parse_prefix(value: object) -> str:
    """Return a host and the beginning of a path, the form of web archives' queries: www.one.example/comment/."""
    start, slash, rest = parse_text(value).partition("/")
    if not slash or "*" in rest:
        raise InvalidValue(f"{value!r} is not a host and the beginning of a path (www.one.example/comment/)")
    return f"{parse_host(start)}/{rest}"


def parse_pattern(value: object) -> str:
    """Return a regular expression."""
    given = parse_text(value)
    try:
        re.compile(given)
    except re.error as error:
        raise InvalidValue(f"{value!r} is not a regular expression: {error}") from error
    return given


def parse_path_pattern(value: object) -> str:
    """Return a regular expression of a URL's path."""
    given = parse_pattern(value)
    if not given.startswith(("/", "^/", "(")):
        raise InvalidValue(f"{value!r} does not begin with the path's /")
    return given


def make_list_parser(parse_item: Callable[[object], T], min_length: int = 0) -> Callable[[object], tuple[T, ...]]:
    """Return a parser of a list of at least `min_length` items, each of which `parse_item` accepts."""

    def parse(value: object) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) < min_length:
            raise InvalidValue(f"{value!r} is not a list" + (f" of at least {min_length}" if min_length else ""))
        return tuple(parse_item(item) for item in value)

    return parse


def split_feed_address(address: str) -> tuple[str, str]:
    """Return an address's host and path, which identify a feed, whichever part of it is requested."""
    parts = urlsplit(address)
    return parts.netloc, parts.path.rstrip("/")
