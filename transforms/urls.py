"""Normalised URL and the identities derived from it."""

import hashlib
import re
from urllib.parse import urlsplit

from courlan import normalize_url

from transforms.records import Candidate, Hint, Outlet

_NOISE = re.compile(r"^(utm_\w+|fbclid|gclid|mc_cid|mc_eid|cmpid|ref|amp)$", re.IGNORECASE)


def normalise_url(url: str) -> str | None:
    """Return the URL's normal form, or None where it is not an absolute http(s) URL.

    The normal form has a lower-case host, https for http (one piece is one piece on either), no fragment, no
    tracking parameters, and no trailing slash but the root's.
    """
    try:
        parts = urlsplit(url.strip())
        if parts.scheme.lower() not in ("http", "https") or not parts.hostname or parts.username:
            return None
        cleaned: str = normalize_url(parts, strict=False, trailing_slash=True)
    except ValueError:
        return None
    parts = urlsplit(cleaned)
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _NOISE.match(pair.partition("=")[0]))
    path = parts.path.rstrip("/") or "/"
    host = parts.netloc.lower().removesuffix(":80").removesuffix(":443")
    return f"https://{host}{path}" + (f"?{query}" if query else "")


def _identity(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def make_article_id(url: str) -> str:
    """Return the article's identity: 24 hex digits that depend on its normalised URL alone.

    A URL that has no normal form is taken as it stands: what is quarantined for its address has an identity too.
    """
    return _identity(normalise_url(url) or url)


def make_capture_id(url: str, payload_sha256: str) -> str:
    """Return the capture's identity: the same bytes at the same address are the same capture."""
    return _identity(normalise_url(url) or url, payload_sha256)


def make_candidate(url: str, outlet_id: str, hint: Hint) -> Candidate:
    """Return the candidate of a URL that a listing names."""
    return Candidate(make_article_id(url), url, outlet_id, hint)


def get_host(url: str) -> str:
    """Return the URL's host in lower case, with its port where it is not the default; empty where it has none."""
    normal = normalise_url(url)
    return urlsplit(normal).netloc if normal else ""


def _get_path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # "http://[bad/": a host that is none
        return ""


def find_outlet(url: str, outlets: tuple[Outlet, ...]) -> Outlet:
    """Return the outlet whose URL this is: by article path first, then by host, else one named after the host.

    Two outlets may share a host (The House and PoliticsHome do); the one whose article paths match wins.
    """
    host, path = get_host(url), _get_path(url)
    here = [o for o in outlets if host in o.hosts]
    for outlet in here:
        if any(re.match(pattern, path) for pattern in outlet.article_paths):
            return outlet
    if here:
        return here[0]
    name = host.removeprefix("www.") or "unknown"
    return Outlet(outlet_id=name, name=name, home_url=None, hosts=(host,), timezone="UTC", is_declared=False)


def is_article_url(url: str, outlet: Outlet) -> bool:
    """Tell whether the outlet's declaration takes this URL for an article's."""
    path = _get_path(url)
    if get_host(url) not in outlet.hosts or any(re.match(pattern, path) for pattern in outlet.excluded_paths):
        return False
    return any(re.match(pattern, path) for pattern in outlet.article_paths)
