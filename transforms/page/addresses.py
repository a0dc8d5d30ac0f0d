"""Addresses taken apart without a fault, however broken they are."""

from urllib.parse import SplitResult, urlsplit


def split_address(url: str) -> SplitResult:
    """Return the parts of a URL; all empty where it cannot be taken apart or has no host."""
    try:
        parts = urlsplit(url.strip())
        return parts if parts.hostname else urlsplit("")
    except ValueError:
        return urlsplit("")
