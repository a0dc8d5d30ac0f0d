"""Determine the media type of a body from its header or, without one, from its first bytes."""

import re

UNKNOWN = "application/octet-stream"
_SAYS_NOTHING = ("", UNKNOWN, "application/unknown", "unknown/unknown", "*/*")
# First tags that identify a body as HTML: WHATWG, MIME Sniffing, section 7.1.
_HTML = re.compile(
    rb"\s*(<!--|<\?xml[^>]*>\s*<(!doctype\s+)?html|<!doctype\s+html|"
    rb"<(html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p)[\s>])",
    re.IGNORECASE,
)
_WHOLE_PAGE = re.compile(rb"\s*(<!--[^>]{0,500}-->\s*)?(<!doctype\s+html|<html[\s>])", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED_BYTES = 1_445


def get_media_type(content_type: str | None, body: bytes) -> str:
    """Return the media type in lower case without parameters.

    A plain text that begins as a whole page does is HTML: servers without a type for a file name send text/plain.
    """
    media_type = (content_type or "").partition(";")[0].partition(",")[0].strip().lower()
    if media_type == "text/plain" and _WHOLE_PAGE.match(body[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf")):
        return "text/html"
    return sniff_media_type(body) if media_type in _SAYS_NOTHING else media_type


def sniff_media_type(body: bytes) -> str:
    """Return text/html, text/plain or `UNKNOWN`, by the body's first bytes."""
    start = body[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(start):
        return "text/html"
    return UNKNOWN if not start.strip() or _BINARY.search(start) else "text/plain"
