"""Derive an article's identity from its address: which addresses are one article, and which are not.

The rule is this module and `seeds/url_parameters.csv`, and nothing else: no library's list is part of a key. A change
here changes keys, so it comes with a migration that writes `article_id_changes` (docs/decisions/0039).
"""

import hashlib
import re
import string
from contextlib import suppress
from functools import cache, lru_cache
from urllib.parse import SplitResult, urlsplit

from warehouse.schema.seed_files import read_seed

_COLUMNS = ("parameter", "kind", "reason", "source")
_UNRESERVED = frozenset(string.ascii_letters + string.digits + "-._~")
_ESCAPED_IN_PATH = re.compile(r"[^A-Za-z0-9._~/!$&'()*+,;=:@-]")
_ESCAPED_IN_QUERY = re.compile(r"[^A-Za-z0-9._~/!$&'()*+,;=:@?-]")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_CONTROL = re.compile(r"[\x00-\x20\x7f]+")
_PORTS = ("80", "443")
_MAX_REMEMBERED = 4_096  # URLs: a run asks five times for each, within three batches of 1,000
# Hosts that serve the same pages as the site's own: the World Wide Web's, for phones, for AMP.
_SITE_PREFIX = re.compile(r"^(?:www|m|mobile|amp)\.(?=[^.]+\.)")
_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_INDEX = re.compile(r"/index\.(?:html?|php)$", re.IGNORECASE)
# The same article for phones or printers: its path ends in /amp, /print, .amp or .amp.html, or begins with /amp/.
_COPY_AT_END = re.compile(r"(?<=[^/])(?:/(?:amp|print)|\.amp(?:\.html?)?)$", re.IGNORECASE)
_COPY_AT_START = re.compile(r"^/amp(?=/[^/]+/|/[^/]*[-\d])", re.IGNORECASE)
# Addresses of Google's AMP caches contain the article's own address: …/c/s/host/path.
_AMP_CACHE = re.compile(r"^(?:/[a-z])?/s/(?P<address>[^/]+\.[^/]+/.*)$")


@lru_cache(_MAX_REMEMBERED)
def normalise_url(url: str) -> str | None:
    """Return the URL's normal form, which can be requested; None if it is not an absolute http(s) URL.

    https for http, the host in lower case and in ASCII, no default port, no fragment, dot segments resolved, escapes
    only where they are needed and in capitals, no parameter of `seeds/url_parameters.csv`, no trailing slash.
    """
    parts = _split(url)
    if parts is None:
        return None
    query = "&".join(
        _escape(pair, _ESCAPED_IN_QUERY) for pair in parts.query.split("&") if pair and not _is_dropped(pair)
    )
    return f"https://{_get_host(parts)}{_normalise_path(parts.path)}" + (f"?{query}" if query else "")


@lru_cache(_MAX_REMEMBERED)
def make_url_key(url: str) -> str | None:
    """Return a text that is equal for all addresses of one article; None if `normalise_url` returns None.

    It is the normal form without the parts that only say how the article is served: the host's www, m or amp, the
    path's amp or print, the order of parameters.
    """
    normal = normalise_url(url)
    if normal is None:
        return None
    parts = urlsplit(normal)
    if (cached := _read_amp_cache(parts)) is not None:
        return make_url_key(cached)
    host = _SITE_PREFIX.sub("", parts.netloc)
    path = _INDEX.sub("", _SESSION.sub("", parts.path))
    path = _COPY_AT_START.sub("", _COPY_AT_END.sub("", path)).rstrip("/") or "/"
    query = "&".join(sorted({pair.replace("+", "%20").removesuffix("=") for pair in parts.query.split("&") if pair}))
    return f"https://{host}{path}" + (f"?{query}" if query else "")


def make_article_id(url: str) -> str:
    """Return the article's identity: 24 hex digits that depend only on the key of its URL.

    A URL without a key is used as it is, so that a page quarantined for its address has an identity too.
    """
    return _hash(make_url_key(url) or url)


def make_capture_id(url: str, payload_sha256: str) -> str:
    """Return the capture's identity: the same bytes at the same address are the same capture."""
    return _hash(make_url_key(url) or url, payload_sha256)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(_CONTROL.sub("%20", url.strip()))
        is_open_port = parts.port is None or parts.port > 0
    except ValueError:  # a port that is not a number, an unclosed bracket
        return None
    is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.username is None
    return parts if is_web and is_open_port and "%" not in parts.netloc else None


def _get_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        with suppress(UnicodeError):  # not a valid DNS name: it stays as written
            host = host.encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    port = str(parts.port or "")
    return f"{host}:{port}" if port and port not in _PORTS else host


def _normalise_path(path: str) -> str:
    kept: list[str] = []
    for segment in _escape(path, _ESCAPED_IN_PATH).split("/"):
        if segment == "..":
            kept = kept[:-1]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)


def _escape(text: str, escaped: re.Pattern[str]) -> str:
    """Return the text with escapes only where they are needed: %7E becomes ~, é becomes %C3%A9, %2f becomes %2F."""
    parts = _ESCAPE.split(text)
    for number, part in enumerate(parts):
        if number % 2:
            plain = chr(int(part, 16))
            parts[number] = plain if plain in _UNRESERVED else f"%{part.upper()}"
        else:
            parts[number] = escaped.sub(_escape_character, part)
    return "".join(parts)


def _escape_character(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "surrogatepass"))


@cache
def _read_dropped() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the parameters to drop, in lower case: whole names or `name=value`, and the beginnings of names."""
    names = [row["parameter"].lower() for row in read_seed("url_parameters.csv", _COLUMNS)]
    whole = frozenset(name for name in names if not name.endswith("*"))
    return whole, tuple(name.removesuffix("*") for name in names if name.endswith("*"))


def _is_dropped(pair: str) -> bool:
    whole, beginnings = _read_dropped()
    pair = pair.lower()
    name = pair.partition("=")[0]
    return name in whole or pair in whole or name.startswith(beginnings)


def _read_amp_cache(parts: SplitResult) -> str | None:
    """Return the address of the article that a cache of AMP pages serves, or None."""
    host, path = parts.netloc, parts.path
    if host.endswith(".cdn.ampproject.org") or (re.match(r"www\.google\.[a-z.]+$", host) and path.startswith("/amp/")):
        match = _AMP_CACHE.match(path.removeprefix("/amp"))
        return f"https://{match['address']}" + (f"?{parts.query}" if parts.query else "") if match else None
    return None
