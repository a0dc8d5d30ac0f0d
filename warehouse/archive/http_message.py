"""Split a stored HTTP message into status, headers and body, as browsers do with a damaged head."""

import re

_STATUS = re.compile(rb"(?:HTTP/\d(?:\.\d)?|ICY|h[23]c?)[ \t]+(\d{3})(?!\d)[^\n]*(?:\n|\Z)", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
MAX_FOLDED_CHARACTERS = 8_000  # of a header in several lines; what follows is ignored
MAX_HEADERS = 1_000
"""Headers of a message that are kept; what follows is ignored. A response that is fetched has 100 at most."""
Headers = tuple[tuple[str, str], ...]
_NO_HEADERS: Headers = ()


class BrokenChunks(Exception):
    """A body in chunks breaks off, or goes on with something else."""


def is_http(block: bytes) -> bool:
    """Return whether the block begins with the status line of a response."""
    return _STATUS.match(block) is not None


def split_message(block: bytes) -> tuple[int, Headers, bytes]:
    """Return status, headers and body; the status is 0 if the block has no head (HTTP/0.9).

    Interim responses (100, 103) before the response are skipped, and so is a line in its head that is no header.
    """
    status, headers, position = 0, _NO_HEADERS, 0
    while match := _STATUS.match(block, position):
        status = int(match[1])
        headers, position = _read_headers(block, match.end())
        if not 100 <= status < 200:
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
    chunks, position = list[bytes](), 0
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
