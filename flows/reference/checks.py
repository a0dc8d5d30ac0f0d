"""What a value of the outlets' file may be: each check returns the value, or says what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

Check = Callable[[object], object]
T = TypeVar("T")


class Unusable(Exception):
    """What is wrong with a value."""


def table(value: object, checks: Mapping[str, Check], required: tuple[str, ...]) -> dict[str, object]:
    """Return a table's values by key; Unusable names the key that is unknown, missing or wrong."""
    if not isinstance(value, Mapping):
        raise Unusable("not a table")
    unknown = set(value) - set(checks)
    if unknown:
        raise Unusable(f"key {min(unknown)}: not known; known are {', '.join(checks)}")
    missing = [key for key in required if key not in value]
    if missing:
        raise Unusable(f"key {missing[0]}: missing")
    values: dict[str, object] = {}
    for key, given in value.items():
        try:
            values[key] = checks[key](given)
        except Unusable as error:
            raise Unusable(f"key {key}: {error}") from error
    return values


def text(value: object) -> str:
    """A text that is not blank."""
    if not isinstance(value, str) or not value.strip():
        raise Unusable(f"{value!r} is not a text")
    return value


def slug(value: object) -> str:
    """An identity: lower-case letters, digits and hyphens."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9.:_-]*", given := text(value)):
        raise Unusable(f"{value!r} is not lower-case letters, digits and hyphens")
    return given


def flag(value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unusable(f"{value!r} is neither true nor false")
    return value


def seconds(value: object) -> float:
    """A number of seconds, 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise Unusable(f"{value!r} is not a number of seconds from 0")
    return float(value)


def whole(least: int, unit: str = "number") -> Callable[[object], int]:
    """A whole number, `least` or more; `unit` says of what."""

    def checked(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise Unusable(f"{value!r} is not a whole {unit} from {least}")
        return value

    return checked


def timezone(value: object) -> str:
    """An IANA time zone."""
    try:
        ZoneInfo(given := text(value))
    except (OSError, ValueError, KeyError) as error:  # a folder's name, a path out of the zones' folder, unknown
        raise Unusable(f"{value!r} is not an IANA time zone") from error
    return given


def url(value: object) -> str:
    """An http(s) address."""
    try:
        parts = urlsplit(given := text(value))
    except ValueError as error:
        raise Unusable(f"{value!r} is not an http(s) address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Unusable(f"{value!r} is not an http(s) address")
    return given


def paged_url(value: object) -> str:
    """An http(s) address with {page} in its path or query."""
    given = url(value)
    if given.count("{page}") != 1 or "{page}" in urlsplit(given).netloc:
        raise Unusable(f"{value!r} has no {{page}}, or more than one, where a page's number goes")
    return given


def place(address: str) -> tuple[str, str]:
    """Return an address's host and path: by these a feed is told from another, whatever page it is at."""
    parts = urlsplit(address)
    return parts.netloc, parts.path.rstrip("/")


def host(value: object) -> str:
    """A host name, with its port where it is not the default."""
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?", given := text(value)):
        raise Unusable(f"{value!r} is not a host name in lower case (without https:// and path)")
    return given


def prefix(value: object) -> str:
    """A host and the beginning of a path, as web archives are asked: www.one.example/comment/."""
    start, slash, rest = text(value).partition("/")
    if not slash or "*" in rest:
        raise Unusable(f"{value!r} is not a host and the beginning of a path (www.one.example/comment/)")
    return f"{host(start)}/{rest}"


def pattern(value: object) -> str:
    """A regular expression."""
    given = text(value)
    try:
        re.compile(given)
    except re.error as error:
        raise Unusable(f"{value!r} is not a regular expression: {error}") from error
    return given


def path_pattern(value: object) -> str:
    """A regular expression of a URL's path."""
    given = pattern(value)
    if not given.startswith(("/", "^/", "(")):
        raise Unusable(f"{value!r} does not begin with the path's /")
    return given


def each(check: Callable[[object], T], least: int = 0) -> Callable[[object], tuple[T, ...]]:
    """A list of at least so many, each of which passes the check."""

    def checked(value: object) -> tuple[T, ...]:
        if not isinstance(value, list) or len(value) < least:
            raise Unusable(f"{value!r} is not a list" + (f" of at least {least}" if least else ""))
        return tuple(check(item) for item in value)

    return checked
