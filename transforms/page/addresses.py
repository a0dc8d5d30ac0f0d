"""Split URLs without raising errors on broken ones."""

from urllib.parse import SplitResult, urlsplit


def split_address(url: str) -> SplitResult:
    """Return the parts of a URL; all are empty if it is malformed or has no host."""
    try:
        parts = urlsplit(url.strip())
        return parts if parts.hostname else urlsplit("")
    except ValueError:
        return urlsplit("")
