"""Read the head of an HTTP response as browsers do, where `http.client` stops at a line that is not a header."""

import re
from http.client import HTTPException, HTTPResponse
from typing import BinaryIO

MAX_HEAD_LINES = 1_000
"""Lines of a head, skipped ones and those of interim responses included. `http.client` reads 100 headers at most."""

_INTERIM = re.compile(rb"HTTP/1\.[01]\s+1(?!01)\d\d\b")  # 100 Continue, 103 Early Hints; 101 ends HTTP
_HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*(?=:)")  # RFC 9110, section 5.6.2: a token


class LenientResponse(HTTPResponse):
    """A response whose malformed header lines are skipped, and interim responses before it too.

    `http.client` takes all that follows the first malformed line as no header: without Transfer-Encoding the sizes of
    the chunks become text of the page.
    """

    def begin(self) -> None:
        """Read the status line and the headers."""
        stream = self.fp
        self.fp = _HeadLines(stream)  # type: ignore[assignment]  # `begin` calls only `readline`
        try:
            super().begin()
        finally:
            self.fp = stream


class _HeadLines:
    """The lines of a response's head that `http.client` can read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._is_first, self._count = stream, True, 0

    def readline(self, limit: int) -> bytes:
        """Return the next line, of at most `limit` bytes."""
        line = self._read(limit)
        if self._is_first:
            while _INTERIM.match(line):
                while line.strip():
                    line = self._read(limit)
                line = self._read(limit)
            self._is_first = False
            return line
        while line.strip() and not line.startswith((b" ", b"\t")):
            if header := _HEADER.match(line):
                return header[1] + line[header.end() :]
            if len(line) >= limit:
                return line  # `http.client` refuses it
            line = self._read(limit)
        return line

    def _read(self, limit: int) -> bytes:
        self._count += 1
        if self._count > MAX_HEAD_LINES:
            raise HTTPException(f"the head of the response has more than {MAX_HEAD_LINES} lines")
        return self._stream.readline(limit)

    def close(self) -> None:
        """Close the stream, as `http.client` does after an error."""
        self._stream.close()
