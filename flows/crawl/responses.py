"""A server's response, read completely and within limits, or the reason why there was none."""

import logging
import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from types import TracebackType

from urllib3.response import BaseHTTPResponse

from flows.errors import BackbenchError
from warehouse.archive.archive_writer import RecordLocation
from warehouse.archive.http_message import GZIP_MAGIC, EncodingError, decode_content, get_media_type
from warehouse.errors import WarehouseError

MAX_DETAIL_LENGTH = 300
_CHUNK_BYTES = 1 << 16
_thread = threading.local()
_log = logging.getLogger(__name__)


class NoAnswer(Exception):
    """No usable response. `reason` is one word, `detail` a sentence; both are part of the URL's outcome."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type["NoAnswer"], tuple[str, str]]:
        return type(self), (self.reason, self.detail)


class Disallowed(NoAnswer):
    """Forbidden by robots.txt or by our own address rules: not requested."""


class Failed(NoAnswer):
    """Requested without a usable response."""


@contextmanager
def fail_alone(reason: str, address: str) -> Iterator[None]:
    """Turn an unexpected exception of the block into Failed with this reason, logged with its traceback.

    Errors of the run itself are raised unchanged: a full disk, a database in use, a folder that cannot be written,
    work that is cancelled because the run ends.
    """
    try:
        yield
    except (NoAnswer, BackbenchError, WarehouseError, CancelledError):
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a disk error: transport.py converts network errors
        _log.exception("Unexpected error at %s; it counts as failed (%s), and the run goes on.", address, reason)
        raise Failed(reason, describe_error(error)) from error


def describe_error(error: BaseException) -> str:
    """Return the type and message of an exception, in one line of limited length."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:MAX_DETAIL_LENGTH]


@dataclass(frozen=True, slots=True)
class Response:
    """A response: `url` is the address that answered, `body` is decoded, `fetched_at` is aware and in UTC.

    `hops` are the redirects that led here, first to last. `location` is the absolute target of a redirect. `stored` is
    its place in the archive if it was the response to an earlier run.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    location: str | None = None
    hops: tuple["Response", ...] = ()
    stored: RecordLocation | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, ignoring case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """Content type in lower case without its parameters; detected from the first bytes if none is given."""
        return get_media_type(self.header("content-type"), self.body)

    @property
    def charset(self) -> str | None:
        """The charset in the content type, if any."""
        return self._content_type().get_content_charset()

    def _content_type(self) -> Message:
        message = Message()
        message["content-type"] = self.header("content-type") or ""
        return message


def read_body(raw: BaseHTTPResponse, max_bytes: int) -> bytes:
    """Return the decoded body; keeps at most `max_bytes` in memory, encoded or decoded.

    Raises Failed (too_large, bad_encoding), and urllib3's own errors if the connection breaks.
    """
    chunks, size = list[bytes](), 0
    for chunk in raw.stream(_CHUNK_BYTES, decode_content=False):
        size += len(chunk)
        if size > max_bytes:
            raise Failed("too_large", f"more than {max_bytes} bytes")
        chunks.append(chunk)
    body = b"".join(chunks)
    for encoding in reversed((raw.headers.get("content-encoding") or "").split(",")):
        body = decode_body(body, encoding.strip().lower(), max_bytes)
    if body.startswith(GZIP_MAGIC) and (raw.headers.get("content-type") or "").lower().startswith("text/html"):
        body = decode_body(body, "gzip", max_bytes)  # some servers compress it without a header
    return body


def decode_body(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the body decoded; raises Failed (bad_encoding, too_large) if it is cut, broken or too large."""
    try:
        decoded = decode_content(body, encoding, max_bytes)
    except EncodingError as error:
        raise Failed("bad_encoding", f"the body is not what its Content-Encoding says: {error}") from error
    if len(decoded) > max_bytes:
        raise Failed("too_large", f"more than {max_bytes} bytes after decoding")
    return decoded


class Deadline:
    """Within the block, the thread's connection is shut down once `seconds` have passed.

    A socket's own timeout counts from the last byte, so a server that sends one byte per second never reaches it.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def watch(self, connection: socket.socket) -> None:
        """Keep a duplicate of the socket to shut down, because TLS and http.client detach the original."""
        with self._lock:
            self._release()
            self._socket = socket.socket(fileno=os.dup(connection.fileno()))
            if self.passed:
                self._shut()

    def _cut(self) -> None:
        with self._lock:
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # the server has already closed the connection
                self._socket.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __enter__(self) -> "Deadline":
        _thread.deadline = self
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        _thread.deadline = None
        with self._lock:
            self._release()


def watch_connection(connection: socket.socket | None) -> None:
    """Put a connection under the deadline of this thread, if it has one."""
    deadline: Deadline | None = getattr(_thread, "deadline", None)
    if deadline is not None and connection is not None:
        deadline.watch(connection)
