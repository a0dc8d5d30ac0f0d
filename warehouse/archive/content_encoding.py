"""Decode the content encodings of HTTP bodies, up to a maximum size; an incomplete body is an error."""

import io
import zlib

from fastwarc.stream_io import BrotliReader, ZstdReader

GZIP_MAGIC = b"\x1f\x8b"
_READERS = {"br": BrotliReader, "zstd": ZstdReader}


class EncodingError(Exception):
    """A body does not match its encoding, or is incomplete."""


def decode_content(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the decoded body, at most `max_bytes` + 1 bytes of it; with an unknown encoding it is unchanged."""
    if not body:
        return body
    try:
        if encoding in ("gzip", "x-gzip"):
            return _gunzip(body, max_bytes + 1)
        if encoding == "deflate":
            return _inflate(body, max_bytes + 1)
        if encoding in _READERS:
            decoded: bytes = _READERS[encoding](io.BytesIO(body)).read(max_bytes + 1)
            return decoded
    except (zlib.error, OSError) as error:
        raise EncodingError(f"it is not {encoding}: {error}") from error
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
