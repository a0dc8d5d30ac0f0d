"""Reads what the pipeline starts from and says plainly what is wrong with it."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flows.errors import WrongUse
from transforms.records import Outlet

Check = Callable[[object], object]


class _Unusable(Exception):
    """What is wrong with a value."""


def read_outlets(path: Path) -> tuple[Outlet, ...]:
    """Return the outlets that the file declares, in its order (the first whose article paths match owns a URL).

    Raises WrongUse with one line that names file, outlet and key.
    """
    tables = _tables(path)
    outlets: list[Outlet] = []
    for number, table in enumerate(tables, start=1):
        name = table.get("outlet_id") if isinstance(table, dict) else None
        try:
            outlets.append(_outlet(table))
        except _Unusable as error:
            raise WrongUse(
                f"{path}: outlet {name or number}: {error}.", "See CONTRIBUTING.md, Add an outlet."
            ) from error
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


def _outlet(table: object) -> Outlet:
    if not isinstance(table, Mapping):
        raise _Unusable("not a table")
    unknown = set(table) - set(_CHECKS)
    if unknown:
        raise _Unusable(f"key {min(unknown)}: not known; known are {', '.join(_CHECKS)}")
    missing = [key for key in _REQUIRED if key not in table]
    if missing:
        raise _Unusable(f"key {missing[0]}: missing")
    values: dict[str, object] = {"home_url": None}
    for key, value in table.items():
        try:
            values[key] = _CHECKS[key](value)
        except _Unusable as error:
            raise _Unusable(f"key {key}: {error}") from error
    return Outlet(**values)  # type: ignore[arg-type]  # each check below returns its key's type


def _refuse_twins(path: Path, outlets: list[Outlet]) -> None:
    seen: set[str] = set()
    for outlet in outlets:
        if outlet.outlet_id in seen:
            raise WrongUse(f"{path}: outlet {outlet.outlet_id}: key outlet_id: declared twice.")
        seen.add(outlet.outlet_id)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Unusable(f"{value!r} is not a text")
    return value


def _slug(value: object) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.:_-]*", text := _text(value)):
        raise _Unusable(f"{value!r} is not lower-case letters, digits and hyphens")
    return text


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unusable(f"{value!r} is neither true nor false")
    return value


def _seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise _Unusable(f"{value!r} is not a number of seconds from 0")
    return float(value)


def _days(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _Unusable(f"{value!r} is not a whole number of days from 1")
    return value


def _timezone(value: object) -> str:
    try:
        ZoneInfo(text := _text(value))
    except (OSError, ValueError, KeyError) as error:  # a folder's name, a path out of the zones' folder, unknown
        raise _Unusable(f"{value!r} is not an IANA time zone") from error
    return text


def _url(value: object) -> str:
    parts = urlsplit(text := _text(value))
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise _Unusable(f"{value!r} is not an http(s) address")
    return text


def _host(value: object) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?", text := _text(value)):
        raise _Unusable(f"{value!r} is not a host name in lower case (without https:// and path)")
    return text


def _path_pattern(value: object) -> str:
    text = _text(value)
    try:
        re.compile(text)
    except re.error as error:
        raise _Unusable(f"{value!r} is not a regular expression: {error}") from error
    if not text.startswith(("/", "^/", "(")):
        raise _Unusable(f"{value!r} does not begin with the path's /")
    return text


def _each(check: Callable[[object], str], least: int = 0) -> Callable[[object], tuple[str, ...]]:
    def checked(value: object) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) < least:
            raise _Unusable(f"{value!r} is not a list" + (f" of at least {least}" if least else ""))
        return tuple(check(item) for item in value)

    return checked


_CHECKS: dict[str, Check] = {
    "outlet_id": _slug,
    "name": _text,
    "home_url": _url,
    "hosts": _each(_host, least=1),
    "timezone": _timezone,
    "day_first": _flag,
    "feeds": _each(_url),
    "use_sitemaps": _flag,
    "article_paths": _each(_path_pattern, least=1),
    "excluded_paths": _each(_path_pattern),
    "opinion_paths": _each(_path_pattern),
    "partner_paths": _each(_path_pattern),
    "delay_seconds": _seconds,
    "window_days": _days,
}
_REQUIRED = ("outlet_id", "name", "hosts", "timezone", "article_paths")
