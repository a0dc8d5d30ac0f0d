"""Read a stored HTTP message as browsers do: status, headers, body, content encoding and media type.

The head may be damaged. Encodings are decoded up to a maximum size; an incomplete body is an error.
"""

import codecs
import io
import re
import zlib

from fastwarc.stream_io import BrotliReader, ZstdReader

_STATUS = re.compile(rb"(?:\r?\n)*(?:HTTP/\d(?:\.\d)?|ICY|h[23]c?)[ \t]+(\d{1,3})(?!\d)[^\n]*(?:\n|\Z)", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_STATUS_BYTES = 64
OK = 200
MAX_FOLDED_CHARACTERS = 8_000  # of a header in several lines; what follows is ignored
MAX_END_BYTES = 64  # after </body>
MAX_HEADERS = 1_000
"""Headers of a message that are kept; what follows is ignored. A response that is fetched has 100 at most."""
Headers = tuple[tuple[str, str], ...]
_NO_HEADERS: Headers = ()
GZIP_MAGIC = b"\x1f\x8b"
_GZIP_NAMES = ("gzip", "x-gzip")
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_READERS = {"br": BrotliReader, "zstd": ZstdReader}
_UNREADABLE = ("compress", "x-compress", "bzip2", "x-bzip2", "xz", "lzma", "dcb", "dcz")
UNKNOWN = "application/octet-stream"
_SAYS_NOTHING = ("", UNKNOWN, "application/unknown", "unknown/unknown", "*/*")
# First tags that identify a body as HTML: WHATWG, MIME Sniffing, section 7.1.
_HTML = re.compile(
    rb"\s*(<!--|<\?xml[^>]*>\s*<(!doctype\s+)?html|<!doctype\s+html|"
    rb"<(html|head|body|script|iframe|h1|div|font|table|a|style|title|b|br|p)[\s>])",
    re.IGNORECASE,
)
_WHOLE_PAGE = re.compile(rb"\s*(<!--[^>]{0,500}-->\s*)?(<!doctype\s+html|<html[\s>])", re.IGNORECASE)
PAGE_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED_BYTES = 1_445


class BrokenChunks(Exception):
    """A body in chunks breaks off, or goes on with something else."""


def is_http(block: bytes) -> bool:
    """Return whether the block begins with the status line of a response."""
    return _STATUS.match(block) is not None


def split_message(block: bytes) -> tuple[int, Headers, bytes]:
    """Return status, headers and body; the status is 0 if the block has no head (HTTP/0.9).

    Interim responses (100, 103) before the response and that of a proxy (200 Connection established) are skipped, and
    so is a line in its head that is not a header.
    """
    status, headers, position = 0, _NO_HEADERS, 0
    while match := _STATUS.match(block, position):
        status = int(match[1])
        headers, position = _read_headers(block, match.end())
        is_proxy = status == OK and not headers and is_http(block[position : position + _STATUS_BYTES])
        if not 100 <= status < 200 and not is_proxy:
            break
    return status, headers, block[position:]


def _read_headers(block: bytes, position: int) -> tuple[Headers, int]:
    """Return the headers that begin at the position, and the position after the empty line."""
    headers = list[tuple[str, str]]()
    while position < len(block):
        end = block.find(b"\n", position) + 1 or len(block)
        line, position = block[position:end].decode("latin-1").rstrip("\r\n"), end
        if not line:
            break
        name, colon, value = line.partition(":")
        if line[0] in " \t" and headers:  # a header may go on in the next line
            if len(headers[-1][1]) < MAX_FOLDED_CHARACTERS:
                headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif colon and len(headers) < MAX_HEADERS and not re.search(r"\s", name := name.strip()):
            headers.append((name, value.strip()))
    return tuple(headers), position


def join_chunks(payload: bytes, is_declared: bool) -> bytes:
    """Return the body of `Transfer-Encoding: chunked`, without extensions; the payload if it has no chunks.

    The last, empty chunk may be missing. Raises BrokenChunks if a body that is declared to be in chunks breaks off
    in the first of them or later.
    """
    chunks = list[bytes]()
    position = len(payload) - len(payload.lstrip(b"\r\n")) if is_declared else 0
    while match := _CHUNK_SIZE.match(payload, position):
        size = int(match[1], 16)
        end = match.end() + size
        if size == 0 or end > len(payload) or payload[end : end + 1] not in (b"\r", b"\n", b""):
            break
        chunks.append(payload[match.end() : end])
        position = end + (2 if payload[end : end + 1] == b"\r" else 1)
    is_complete = position >= len(payload) or (match is not None and int(match[1], 16) == 0)
    if chunks and is_complete:
        return b"".join(chunks)
    is_cut = match is not None and match[0].endswith(b"\r\n") and match.end() + int(match[1], 16) > len(payload)
    if is_declared and (chunks or is_cut):
        raise BrokenChunks(f"its chunks break off after {sum(map(len, chunks))} bytes")
    return payload


class EncodingError(Exception):
    """A body does not match its encoding, or is incomplete."""


def decode_content(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the decoded body, at most `max_bytes` + 1 bytes of it; with an unknown encoding it is unchanged.

    A body in gzip is decoded under any name of its encoding. A text is returned unchanged: it was decoded by a server
    or an archive that kept the header, or was never encoded. Raises EncodingError for any other that does not fit.
    """
    if not body:
        return body
    try:
        return _decode(body, encoding, max_bytes + 1)
    except (zlib.error, OSError) as error:
        if body.startswith(GZIP_MAGIC) and encoding not in _GZIP_NAMES:
            return decode_content(body, "gzip", max_bytes)
        if sniff_media_type(body) != UNKNOWN or body.startswith(_BOMS):
            return body[: max_bytes + 1]
        raise EncodingError(f"it is not {encoding}: {error}") from error


def _decode(body: bytes, encoding: str, limit: int) -> bytes:
    if encoding in _GZIP_NAMES:
        return _gunzip(body, limit)
    if encoding == "deflate":
        return _inflate(body, limit)
    if encoding in _UNREADABLE:
        raise OSError("no reader of this encoding")
    if encoding in _READERS:
        decoded: bytes = _READERS[encoding](io.BytesIO(body)).read(limit)
        return decoded
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    """Return the content of all gzip members; bytes after the last one, which some servers add, are ignored."""
    pieces, size = list[bytes](), 0
    while body.startswith(GZIP_MAGIC) or not pieces:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        pieces.append(member.decompress(body, limit - size))
        size += len(pieces[-1])
        if size >= limit:
            break
        if not member.eof and not _is_whole(pieces[-1]):
            raise EncodingError(f"its gzip breaks off after {size} bytes")
        body = member.unused_data
    return b"".join(pieces)


def _is_whole(page: bytes) -> bool:
    """Return whether a page has its end: what is missing is the compression's own."""
    return PAGE_END.search(page, max(len(page) - MAX_END_BYTES, 0)) is not None


def _inflate(body: bytes, limit: int) -> bytes:
    """Decode `deflate`: RFC 9110 means zlib's format, some servers send the raw one."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        stream = zlib.decompressobj(window)
        try:
            decoded = stream.decompress(body, limit)
        except zlib.error:
            if window < 0:
                raise
            continue
        if not stream.eof and len(decoded) < limit and not _is_whole(decoded):
            raise EncodingError(f"its deflate breaks off after {len(decoded)} bytes")
        return decoded
    return b""


def get_media_type(content_type: str | None, body: bytes) -> str:
    """Return the media type in lower case without parameters.

    A plain text that begins as a whole page does is HTML: servers without a type for a file name send text/plain.
    """
    media_type = re.split(r"[;,\s]", (content_type or "").strip(), maxsplit=1)[0].strip("\"'").lower()
    if media_type == "text/plain" and _WHOLE_PAGE.match(body[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf")):
        return "text/html"
    return sniff_media_type(body) if media_type in _SAYS_NOTHING else media_type


def sniff_media_type(body: bytes) -> str:
    """Return text/html, text/plain or `UNKNOWN`, by the body's first bytes."""
    start = body[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf")
    if _HTML.match(start):
        return "text/html"
    return UNKNOWN if not start.strip() or _BINARY.search(start) else "text/plain"
