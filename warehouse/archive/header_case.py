"""Rewrite a record whose WARC header names are in another case: the reader finds its Content-Length only in one."""

import re
import zlib
from typing import BinaryIO

from fastwarc.warc import WarcRecord

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_NAME = re.compile(rb"(?m)^[A-Za-z-]+(?=\s*:)")
_LENGTH = re.compile(rb"(?mi)^content-length\s*:\s*(\d{1,12})\s*$")
MAX_HEADER_BYTES = 65_536


def has_other_case(raw: WarcRecord) -> bool:
    """Return whether the reader took a record for empty that has a Content-Length."""
    return bool(raw.content_length == 0 and (raw.headers.get("Content-Length") or "0").strip("0 "))


def rewrite_record(stream: BinaryIO, position: int, is_gzip: bool, max_bytes: int) -> tuple[bytes, int]:
    """Return the record at a position, plain and with its names as the standard writes them, and where it ends.

    Raises OSError if it breaks off or has more than `max_bytes`.
    """
    stream.seek(position)
    read = stream.read(max_bytes)
    unpacked, end = _decompress(read, max_bytes) if is_gzip else (read, len(read))
    match = _HEADER_END.search(unpacked, 0, MAX_HEADER_BYTES)
    length = _LENGTH.search(unpacked, 0, match.start()) if match else None
    if match is None or length is None or match.end() + int(length[1]) > len(unpacked):
        raise OSError("its header names are in another case, and it breaks off")
    block_end = match.end() + int(length[1])
    head = _NAME.sub(lambda name: _write_name(name[0]), unpacked[: match.start()])
    return head + b"\r\n\r\n" + unpacked[match.end() : block_end] + b"\r\n\r\n", position + (
        end if is_gzip else block_end
    )


def _decompress(data: bytes, max_bytes: int) -> tuple[bytes, int]:
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        return member.decompress(data, max_bytes), len(data) - len(member.unused_data)
    except zlib.error as error:
        raise OSError(str(error)) from error


def _write_name(name: bytes) -> bytes:
    words = [
        word.upper() if word.lower() in (b"warc", b"uri", b"id", b"ip") else word.capitalize()
        for word in name.split(b"-")
    ]
    return b"-".join(words)
