"""The simulator: one real HTTP server on loopback for all hosts, distinguished by the Host header."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.flows.simulated.articles import invent
from tests.flows.simulated.site import Simulated


@contextmanager
def simulating(count: int = 40, seed: int = 1, failing_times: int = 1) -> Iterator[Simulated]:
    """Serve an outlet of so many articles at a free port while the block runs."""
    site = Simulated(invent(seed, count), failing_times)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            given = site.answer(host, self.path, dict(self.headers))
            with suppress(ConnectionError):  # the client was killed
                self.send_response(given.status)
                for name, value in given.headers.items():
                    self.send_header(name, value)
                if given.status != 304:
                    self.send_header("Content-Length", str(len(given.body)))
                self.end_headers()
                self.wfile.write(given.body)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: Any, client_address: Any) -> None:
            pass  # a client that is killed hangs up

    server = Server(("127.0.0.1", 0), Handler)
    site.address = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
