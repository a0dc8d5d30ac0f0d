"""Send one request to a checked address and read the response within limits of time and size."""

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError

from flows.crawl.addresses import connect
from flows.crawl.responses import Failed, NoAnswer, Response, read_body
from flows.errors import BackbenchError
from transforms.records import Retry

_thread = threading.local()
_log = logging.getLogger(__name__)


class Deadline:
    """Within the block, the thread's connection is shut down once `seconds` have passed.

    A socket's own timeout counts from the last byte, so a server that sends one byte per second never reaches it.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._held: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def hold(self, connection: socket.socket) -> None:
        """Keep a duplicate of the socket to shut down, because TLS and http.client detach the original."""
        with self._lock:
            self._release()
            self._held = socket.socket(fileno=os.dup(connection.fileno()))
            if self.passed:
                self._shut()

    def _cut(self) -> None:
        with self._lock:
            self.passed = True
            self._shut()

    def _shut(self) -> None:
        if self._held is not None:
            with contextlib.suppress(OSError):  # the server has already closed the connection
                self._held.shutdown(socket.SHUT_RDWR)

    def _release(self) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def __enter__(self) -> "Deadline":
        _thread.deadline = self
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        _thread.deadline = None
        with self._lock:
            self._release()


def _hold(connection: socket.socket | None) -> None:
    deadline: Deadline | None = getattr(_thread, "deadline", None)
    if deadline is not None and connection is not None:
        deadline.hold(connection)


def _open(connection: HTTPConnection, overrides: Mapping[str, str]) -> socket.socket:
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    try:
        opened = connect(connection.host, connection.port or connection.default_port, seconds, overrides)
    except TimeoutError as error:
        raise Retry("timeout", f"no connection to {connection.host} in {seconds} s") from error
    except OSError as error:
        raise Retry("connection", f"no connection to {connection.host}: {error.strerror or error}") from error
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _hold(opened)
    return opened


class CheckedAdapter(HTTPAdapter):
    """A requests adapter that opens all its connections with `connect`.

    The host name stays in the URL, the Host header, TLS's SNI and the certificate check; only the socket's address is
    chosen here.
    """

    def __init__(self, overrides: Mapping[str, str]) -> None:
        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _open(self, overrides)

            def request(self, *args: Any, **options: Any) -> None:
                _hold(self.sock)
                super().request(*args, **options)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _open(self, overrides)

            def request(self, *args: Any, **options: Any) -> None:
                _hold(self.sock)
                super().request(*args, **options)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools = {"http": PlainPool, "https": SecurePool}
        super().__init__(pool_connections=32, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Create the usual pool manager, with our connection pools."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools


_CONNECT_SECONDS = 10.0


class Transport:
    """Sends single requests and follows no redirects; may be used from several threads.

    `headers` are sent with every request. `seconds` limits a request from connecting to the last byte.
    """

    def __init__(self, overrides: Mapping[str, str], headers: Mapping[str, str], seconds: float) -> None:
        self._adapter, self._headers, self._seconds = CheckedAdapter(overrides), dict(headers), seconds

    def request(self, url: str, headers: dict[str, str], max_bytes: int) -> Response:
        """Return the server's response; raises Retry for a temporary failure, Failed for any other."""
        seconds = self._seconds
        with Deadline(seconds) as deadline:
            try:
                response = self._send(url, headers, max_bytes)
            except (requests.RequestException, HTTPError, Retry) as error:
                if deadline.passed:
                    raise Failed("timeout", f"not done in {seconds:g} s") from error
                raise _read_error(error) from error
            except (NoAnswer, BackbenchError):
                raise
            except Exception as error:  # a server's data may break any library: chunks of length -5, odd headers
                if deadline.passed:
                    raise Failed("timeout", f"not done in {seconds:g} s") from error
                _log.warning("Unexpected error while reading the answer of %s", url, exc_info=True)
                raise Failed("bad_response", f"the answer cannot be read: {type(error).__name__}: {error}") from error
        if deadline.passed:  # a body without a length ends without an error when it is cut
            raise Failed("timeout", f"not done in {seconds:g} s")
        return response

    def _send(self, url: str, headers: dict[str, str], max_bytes: int) -> Response:
        # Only the adapter, not a Session: a Session would read all of a redirect's body, however large, take proxies
        # and passwords from the environment, and keep cookies.
        seconds = self._seconds
        request = requests.Request("GET", url, headers=self._headers | headers).prepare()
        answer = self._adapter.send(request, stream=True, timeout=(min(_CONNECT_SECONDS, seconds), seconds))
        try:
            body = read_body(answer.raw, max_bytes)
        except BaseException:
            answer.raw.close()  # never returned to the pool half read
            raise
        return Response(
            url=url,
            status=answer.status_code,
            headers=tuple(answer.raw.headers.items()),
            body=body,
            fetched_at=datetime.now(UTC),
            location=_location(url, answer),
        )


def _location(url: str, answer: requests.Response) -> str | None:
    """Return the absolute target of a redirect; None if the response is not a redirect."""
    if not answer.is_redirect:
        return None
    target = answer.headers["location"]
    with suppress(UnicodeError):  # servers send UTF-8, http.client reads Latin-1
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise Failed("bad_url", f"redirected to {target!r}, which is no address") from error


def _read_error(error: requests.RequestException | HTTPError | Retry) -> Exception:
    """Convert a requests or urllib3 error: Retry if it is temporary, Failed otherwise."""
    match error:
        case Retry():
            return error
        case requests.Timeout() | ReadTimeoutError():
            return Failed("timeout", "the server fell silent")
        case requests.exceptions.SSLError():
            return Failed("tls", f"no secure connection: {error}")
        case requests.ConnectionError() | HTTPError() | requests.exceptions.ChunkedEncodingError():
            return Retry("connection", f"the connection failed: {error}")
        case _:
            return Failed("bad_url", f"cannot be asked for: {error}")
