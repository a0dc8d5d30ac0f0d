"""Make text from pages, feeds and outlets safe for the output it is written to.

One function per kind of output: `one_line` and `strip_control_characters` for terminals, `escape_log_line` for
logs, `escape_csv_cell` for CSV, `to_json` for JSON, `escape_markdown` for Prefect's artifacts, `html_text` for HTML,
which Jinja escapes afterwards, and `is_web_url` for its links. `redact` removes secrets from what is logged,
recorded or shown.
"""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

# Control characters that drive a terminal (C0 without tab and newline, DEL, C1), characters that reorder the text
# around them (Unicode Standard Annex 9), halves of surrogate pairs, and invisible annotation and tag characters.
_UNSAFE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f"
)
_CONTROL = re.compile(f"[{_UNSAFE}]")
_LOG_UNSAFE = re.compile(f"[\t\n{_UNSAFE}]")
_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029]")
# What begins a link, an image, code, an entity or HTML in Markdown; a bare address stays a link.
_MARKDOWN = re.compile(r"[\\`\[\]<>&]")
# What a spreadsheet reads as a formula, also in full width and behind white space (OWASP, CSV injection).
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")

_SECRETS = (
    # Each begins at the start of a word: from every character of a long word, the time would grow with its square.
    # A key of AWS may have slashes, so of an address of a store all between the first colon and the last @ is secret.
    (re.compile(r"(?i)(?<!\w)(s3:/{1,2})[^/\s@:\"<>]*:[^\s\"<>]*@"), r"\1[removed]@"),
    (re.compile(r"(?<!\w)(\w+:/{1,2})[^/?#\s\"<>]*@"), r"\1[removed]@"),  # user and password in an address
    (re.compile(r"(?i)\b(basic|bearer)\s+[\w+/=.~-]{8,}"), r"\1 [removed]"),
    (
        re.compile(r"(?i)(?<![\w-])([\w-]*(?:password|passwd|secret|token|api[_-]?key|auth_string|authorization)[\"']?\s*[:=]\s*[\"']?)[^\s\"'&,}]+"),
        r"\1[removed]",
    ),
)  # fmt: skip

BYTE_ORDER_MARK = "\ufeff"
"""Without it at the start of a CSV file, Excel on Windows reads UTF-8 as the system's old code page."""


def redact(text: str) -> str:
    """Return the text without passwords, tokens and credentials in addresses."""
    for pattern, replacement in _SECRETS:
        text = pattern.sub(replacement, text)
    return text


def strip_control_characters(text: str) -> str:
    """Replace what would drive a terminal or reorder the text around it by "�"; tabs and newlines stay."""
    return _CONTROL.sub("�", text)


def one_line(text: str) -> str:
    """Return the text on one line, without control characters and soft hyphens."""
    return strip_control_characters(" ".join(text.replace("\xad", "").split()))


def escape_log_line(text: str) -> str:
    """Write control characters and line breaks as \\xNN: a page can neither drive a terminal nor forge a line."""
    return _LOG_UNSAFE.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def escape_markdown(text: str) -> str:
    """Return the text on one line, as Markdown without links, images, code or HTML of its own."""
    return _MARKDOWN.sub(r"\\\g<0>", one_line(text))


def escape_csv_cell(value: object) -> object:
    """Return the value for a cell of CSV: numbers as they are, text without control characters and never a formula.

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    if not isinstance(value, str):
        return value
    # A bare carriage return ends a row for some readers, and the csv module does not quote it.
    return escape_csv_formula(strip_control_characters(_LINE_BREAK.sub("\n", value)))


def escape_csv_formula(text: str) -> str:
    """Put an apostrophe in front of a text that a spreadsheet would run as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def to_json(value: object, indent: int | None = None, default: Callable[[Any], object] = str) -> str:
    """Return the value as JSON; characters that would act on a terminal are written as \\uXXXX."""
    return _CONTROL.sub(_json_escape, json.dumps(value, ensure_ascii=False, indent=indent, default=default))


def html_text(value: object) -> object:
    """Return the text without control characters, for a template; Jinja escapes it afterwards."""
    return strip_control_characters(value) if type(value) is str else value


def is_web_url(url: str) -> bool:
    """Return whether an address may become a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and url == one_line(url)


def _json_escape(match: re.Match[str]) -> str:
    # The control characters left by json.dumps are inside strings; its own newlines are not among them.
    code = ord(match[0])
    if code > 0xFFFF:
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
    return f"\\u{code:04x}"
