"""Decode the content encodings of HTTP bodies, up to a maximum size; an incomplete body is an error."""

import codecs
import io
import zlib

from fastwarc.stream_io import BrotliReader, ZstdReader

from warehouse.archive.media_types import UNKNOWN, sniff_media_type

GZIP_MAGIC = b"\x1f\x8b"
_GZIP_NAMES = ("gzip", "x-gzip")
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_READERS = {"br": BrotliReader, "zstd": ZstdReader}


class EncodingError(Exception):
    """A body does not match its encoding, or is incomplete."""


def decode_content(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the decoded body, at most `max_bytes` + 1 bytes of it; with an unknown encoding it is unchanged.

    A body in gzip is decoded whatever its encoding is called. A text is returned unchanged: it was decoded by a server
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
        if not member.eof:
            raise EncodingError(f"its gzip breaks off after {size} bytes")
        body = member.unused_data
    return b"".join(pieces)


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
        if not stream.eof and len(decoded) < limit:
            raise EncodingError(f"its deflate breaks off after {len(decoded)} bytes")
        return decoded
    return b""
