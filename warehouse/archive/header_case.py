"""Rewrite a record whose WARC header names are in another case: the reader finds its Content-Length only in one."""

import re
import zlib
from typing import BinaryIO

from fastwarc.warc import WarcRecord

_HEADER_END = re.compile(rb"\r?\n\r?\n")
_NAME = re.compile(rb"(?m)^[A-Za-z-]+(?=\s*:)")
_LENGTH = re.compile(rb"(?mi)^content-length\s*:\s*(\d{1,12})\s*$")
MAX_HEADER_BYTES = 65_536
_READ_BYTES = 65_536
_MAX_LINE_ENDS = 64  # bytes of empty lines after a record: two lines by the standard
_OTHER_CASE = "its header names are in another case"


def has_other_case(raw: WarcRecord) -> bool:
    """Return whether the reader took a record for empty that has a Content-Length."""
    return bool(raw.content_length == 0 and (raw.headers.get("Content-Length") or "0").strip("0 "))


def rewrite_record(stream: BinaryIO, position: int, is_gzip: bool, max_bytes: int) -> tuple[bytes, int]:
    """Return the record at a position, plain and with its names as the standard writes them, and where it ends.

    Raises OSError if it breaks off, has more than `max_bytes`, or shares its gzip member with other records.
    """
    unpacked, _ = _read(stream, position, is_gzip, MAX_HEADER_BYTES)
    match = _HEADER_END.search(unpacked)
    length = _LENGTH.search(unpacked, 0, match.start()) if match else None
    if match is None or length is None:
        raise OSError(f"{_OTHER_CASE}, and its header breaks off")
    block_end = match.end() + int(length[1])
    if block_end > max_bytes:
        raise OSError(f"{_OTHER_CASE}, and it has more than {max_bytes} bytes")
    unpacked, end = _read(stream, position, is_gzip, block_end + _MAX_LINE_ENDS)
    if len(unpacked) < block_end:
        raise OSError(f"{_OTHER_CASE}, and it breaks off")
    if is_gzip and unpacked[block_end:].strip():
        raise OSError(f"{_OTHER_CASE}, and it shares its gzip member with other records; compress each by itself")
    head = _NAME.sub(lambda name: _write_name(name[0]), unpacked[: match.start()])
    record = head + b"\r\n\r\n" + unpacked[match.end() : block_end] + b"\r\n\r\n"
    return record, end if is_gzip else position + block_end


def _read(stream: BinaryIO, position: int, is_gzip: bool, size: int) -> tuple[bytes, int]:
    """Return up to `size` bytes from a position on, of one gzip member decompressed, and the position after them."""
    stream.seek(position)
    if not is_gzip:
        return stream.read(size), stream.tell()
    member, unpacked = zlib.decompressobj(16 + zlib.MAX_WBITS), bytearray()
    try:
        while len(unpacked) < size and not member.eof:
            packed = member.unconsumed_tail or stream.read(_READ_BYTES)
            if not packed:
                break
            unpacked += member.decompress(packed, size - len(unpacked))
    except zlib.error as error:
        raise OSError(str(error)) from error
    return bytes(unpacked), stream.tell() - len(member.unused_data) - len(member.unconsumed_tail)


def _write_name(name: bytes) -> bytes:
    words = [
        word.upper() if word.lower() in (b"warc", b"uri", b"id", b"ip") else word.capitalize()
        for word in name.split(b"-")
    ]
    return b"-".join(words)
