"""Connections that go only to checked addresses, and are cut when their time is up."""

import contextlib
import os
import socket
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from flows.crawl.addresses import dial
from transforms.records import Retry

_thread = threading.local()


class Deadline:
    """Within the block, the thread's connection is shut down once `seconds` have passed.

    A socket's own timeout counts from the last byte, so a server that drips one byte a second would never meet it.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._held: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def hold(self, connection: socket.socket) -> None:
        """Take the socket to shut down; a copy, because TLS and http.client take the original away."""
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
            with contextlib.suppress(OSError):  # the other side was quicker
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
        opened = dial(connection.host, connection.port or connection.default_port, seconds, overrides)
    except TimeoutError as error:
        raise Retry("timeout", f"no connection to {connection.host} in {seconds} s") from error
    except OSError as error:
        raise Retry("connection", f"no connection to {connection.host}: {error.strerror or error}") from error
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _hold(opened)
    return opened


class CheckedAdapter(HTTPAdapter):
    """A requests adapter all of whose connections are opened by `dial`.

    The name stays in the URL, in the Host header, in TLS's SNI and in the certificate's check; only where the
    socket leads is ours.
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
        """Make the pool manager as ever, with our pools."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools
