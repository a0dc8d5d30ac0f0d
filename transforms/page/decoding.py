"""Decode the bytes of a page, with a warning if some of them do not fit."""

import codecs
import re
from itertools import islice

MAX_BAD_SHARE = 1 / 500  # of the characters of a page that is UTF-8 except for some bytes
MAX_DECLARED = 5  # charsets that one page declares
MIN_ENCODED_TWICE = 2  # sequences: a single one may be intended
_DECLARED = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{3,30})"
    rb"|\A\s*<\?xml[^>]{0,300}?\sencoding\s*=\s*[\"']([A-Za-z0-9_:.-]{3,30})",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers read under these names (WHATWG Encoding).
_AS_BROWSERS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
}
# UTF-8 that was read as cp1252 and encoded again: "â€™" for an apostrophe, "Â£" for a pound sign, "Ã©" for é.
_ENCODED_TWICE = re.compile(r"â[€‚„][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\u00a0-\u00bf]|Ã[\u00a0-\u00bf]|â€")
_MAY_BE_ENCODED_TWICE = re.compile(rb"\xc3(?:[\x82\x83]|\xa2\xe2\x82\xac)")  # their beginnings
_MAY_HAVE_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")
# Control characters that no text has: cp1252 that was read as Latin-1. Five codes are no characters there either.
_CONTROL_CHARACTERS = {
    chr(code): char for code in range(0x80, 0xA0) if (char := bytes([code]).decode("cp1252", "ignore"))
}
_CONTROL = re.compile(f"[{''.join(_CONTROL_CHARACTERS)}]")
Decoded = tuple[str, list[str]]


def decode(payload: bytes, charset: str | None) -> str:
    """Return the text of the bytes, as `decode_with_warnings` does."""
    return decode_with_warnings(payload, charset)[0]


def decode_utf8(payload: bytes) -> str | None:
    """Return the text of bytes that are valid UTF-8, or None if it has a byte-order mark, characters encoded twice or
    control characters of Latin-1.

    Then encoding the text in UTF-8 gives the same bytes: 0.2 ms of a page that need not be taken.
    """
    if payload.startswith(codecs.BOM_UTF8) or (b"\xc3" in payload and _MAY_BE_ENCODED_TWICE.search(payload)):
        return None
    if b"\xc2" in payload and _MAY_HAVE_CONTROL.search(payload):
        return None
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        return None


def decode_with_warnings(payload: bytes, charset: str | None) -> Decoded:
    """Decode the bytes by byte-order mark, as UTF-8 if valid, by the header, the page's meta tag, or detection.

    Valid UTF-8 comes before what header and page declare: text in another charset is almost never valid UTF-8. In a
    page of UTF-8 with some other bytes, these are read as cp1252; characters that were encoded twice are repaired.
    Both add a warning.
    """
    if (text := decode_utf8(payload)) is not None:
        return text, []
    for mark, encoding in _BOMS:
        if payload.startswith(mark):
            return payload.decode(encoding, "replace").removeprefix("\ufeff"), []
    try:
        return _repair_encoded_twice(payload.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    # The whole page: scripts of 100 KB may stand before the tag, and browsers read the page again when they find it.
    tags = islice(_DECLARED.finditer(payload), MAX_DECLARED)
    for name in (charset, *((tag[1] or tag[2]).decode("ascii") for tag in tags)):
        if name and (read := _try_charset(payload, name)) is not None:
            return read
    from trafilatura.utils import decode_file  # what only cleans or matches text starts without it

    guessed: str = decode_file(payload)
    return guessed, []


def _try_charset(payload: bytes, name: str) -> Decoded | None:
    name = _AS_BROWSERS.get(name.strip().lower(), name.strip())
    try:
        if codecs.lookup(name).name == "utf-8":
            read = payload.decode("utf-8", "replace")
            bad = read.count("\ufffd")
            if bad >= len(read) * MAX_BAD_SHARE:
                return None
            read = payload.decode("utf-8", _READ_AS_CP1252)
            return read, [f"encoding: {bad} places are not UTF-8, as the page declares, and are read as cp1252"]
        # Some charsets (utf-7, unicode_escape) yield lone surrogates, which no later encoding can write.
        return payload.decode(name).encode("utf-8", "replace").decode(), []
    except (LookupError, ValueError):  # not the name of a charset: "undefined", a NUL
        return None


def _read_bytes_as_cp1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_READ_AS_CP1252 = "backbench-cp1252"
codecs.register_error(_READ_AS_CP1252, _read_bytes_as_cp1252)


def _repair_encoded_twice(text: str) -> Decoded:
    text, warnings = _read_control(text)
    repaired, count = _ENCODED_TWICE.subn(_decode_again, text)
    if count < MIN_ENCODED_TWICE:
        return text, warnings
    return repaired, [*warnings, f"encoding: {count} characters were encoded twice, and are repaired"]


def _read_control(text: str) -> Decoded:
    """Return the text with the quotation marks and dashes that control characters stand for, and a warning."""
    read, count = _CONTROL.subn(lambda match: _CONTROL_CHARACTERS[match[0]], text)
    if not count:
        return text, []
    return read, [f"encoding: {count} control characters are read as cp1252"]


def _decode_again(match: re.Match[str]) -> str:
    if match[0] == "â€":
        return "”"  # its third byte is no character of cp1252, and tools drop it
    try:
        return match[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match[0]
