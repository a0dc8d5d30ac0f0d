"""Find the outlet that publishes a URL, and whether the outlet declares it as an article's."""

import re
from dataclasses import replace
from urllib.parse import SplitResult, urlsplit

from transforms.records import Candidate, Hint, Outlet
from warehouse.schema.url_keys import make_article_id, make_capture_id, normalise_url

__all__ = [
    "TEXT_SCHEME",
    "find_outlet",
    "get_host",
    "is_article_url",
    "make_article_id",
    "make_candidate",
    "make_capture_id",
    "normalise_url",
]
_NO_SLUG = re.compile(r"[^a-z0-9.:_-]+")
TEXT_SCHEME = "urn:text:"
"""Prefix of the address made for a text capture without one; the outlet and a digest of its text follow."""


def make_candidate(url: str, outlet_id: str, hint: Hint) -> Candidate:
    """Return the candidate of a URL that a listing names."""
    return Candidate(make_article_id(url), url, outlet_id, hint)


def get_host(url: str) -> str:
    """Return the URL's host in lower case, with its port if that is not the default; empty if it has none."""
    normal = normalise_url(url)
    return urlsplit(normal).netloc if normal else ""


def _get_path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:  # "http://[bad/": an invalid host
        return ""


def find_outlet(url: str, outlets: tuple[Outlet, ...]) -> Outlet:
    """Return the outlet whose URL this is: by article path first, then by host, else one named after the host.

    Two outlets may share a host (The House and PoliticsHome do); the one whose article paths match wins.
    """
    if url.startswith(TEXT_SCHEME):
        outlet_id = url.removeprefix(TEXT_SCHEME).partition(":")[0]
        return next((o for o in outlets if o.outlet_id == outlet_id), _UNKNOWN)
    host, path = get_host(url), _get_path(url)
    here = [o for o in outlets if host in o.hosts]
    for outlet in here:
        if any(re.match(pattern, path) for pattern in outlet.article_paths):
            return outlet
    if here:
        return here[0]
    name = host.removeprefix("www.") or _UNKNOWN.outlet_id
    # "[::1]" and other names that an address may have: an id has only letters, digits and some marks.
    outlet_id = _NO_SLUG.sub("-", name).strip("-._:") or _UNKNOWN.outlet_id
    return replace(_UNKNOWN, outlet_id=outlet_id, name=name, hosts=(host,))


_UNKNOWN = Outlet("unknown", "unknown", None, ("",), "UTC", is_declared=False)


def is_article_url(url: str, outlet: Outlet) -> bool:
    """Return whether the outlet's declaration matches this URL as an article's."""
    path = _get_path(url)
    if get_host(url) not in outlet.hosts or any(re.match(pattern, path) for pattern in outlet.excluded_paths):
        return False
    return any(re.match(pattern, path) for pattern in outlet.article_paths)


def split_address(url: str) -> SplitResult:
    """Return the parts of a URL; all are empty if it is malformed or has no host."""
    try:
        parts = urlsplit(url.strip())
        return parts if parts.hostname else urlsplit("")
    except ValueError:
        return urlsplit("")
