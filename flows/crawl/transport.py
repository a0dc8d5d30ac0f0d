"""Send one request to a checked address and read the response within limits of time and size."""

import csv
import logging
import socket
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, TypeVar
from urllib.parse import urljoin

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, ReadTimeoutError

from flows.crawl.lenient_head import LenientResponse
from flows.crawl.responses import Deadline, Disallowed, Failed, NoAnswer, Response, read_body, watch_connection
from flows.errors import BackbenchError
from flows.settings import CHECKOUT
from transforms.records import Retry

Address = IPv4Address | IPv6Address
Kind = TypeVar("Kind", bound=HTTPConnection)
_SPECIAL = CHECKOUT / "seeds" / "special_addresses.csv"
_CONNECT_SECONDS = 10.0
_log = logging.getLogger(__name__)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is reached


def is_public(address: Address) -> bool:
    """Return whether an address, or the IPv4 address that it embeds, is on the public internet.

    Decided by the longest matching network in IANA's special-purpose address registries
    (seeds/special_addresses.csv, which names the sources).
    """
    embedded = _embedded_ipv4(address)
    if embedded:
        return is_public(embedded)
    matching = [
        (network.prefixlen, allowed) for network, allowed in _read_special(address.version) if address in network
    ]
    return max(matching)[1] if matching else True


@cache
def _read_special(version: int) -> tuple[tuple[IPv4Network | IPv6Network, bool], ...]:
    with _SPECIAL.open(encoding="utf-8", newline="") as rows:
        listed = [(ip_network(row["network"]), row["is_public"] == "yes") for row in csv.DictReader(rows)]
    return tuple((network, allowed) for network, allowed in listed if network.version == version)


def _embedded_ipv4(address: Address) -> IPv4Address | None:
    if not isinstance(address, IPv6Address):
        return None
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else address.ipv4_mapped


def resolve_host(host: str, port: int) -> list[str]:
    """Return the host's addresses, after checking each of them.

    Raises Disallowed (address) if any is not on the public internet, Failed or Retry (dns) if there is none.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        detail = f"no address found for {host} ({error.strerror}); is the network up and the name right?"
        raise (Retry if error.errno == socket.EAI_AGAIN else Failed)("dns", detail) from error
    except UnicodeError as error:
        raise Failed("dns", f"{host!r} is not a host name") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(ip_address(address.partition("%")[0])):
            raise Disallowed("address", f"{host} leads to {address}, which is not on the public internet")
    return addresses


def connect(host: str, port: int, timeout: float | None, overrides: Mapping[str, str]) -> socket.socket:
    """Connect to the checked address itself, so that a later DNS answer cannot change the target.

    `overrides` (host name -> address:port) are the only exceptions. Raises OSError, Disallowed, Failed, Retry.
    """
    override = overrides.get(host.lower())
    if override is not None:
        address, _, override_port = override.rpartition(":")
        return socket.create_connection((address.strip("[]"), int(override_port)), timeout)
    refusal: OSError | None = None
    for address in resolve_host(host, port):
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            refusal = error
    raise refusal or OSError(f"{host} has no address")


def _open(connection: HTTPConnection, overrides: Mapping[str, str]) -> socket.socket:
    seconds = connection.timeout if isinstance(connection.timeout, int | float) else None
    try:
        opened = connect(connection.host, connection.port or connection.default_port, seconds, overrides)
    except TimeoutError as error:
        raise Retry("timeout", f"no connection to {connection.host} in {seconds} s") from error
    except OSError as error:
        raise Retry("connection", f"no connection to {connection.host}: {error.strerror or error}") from error
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    watch_connection(opened)
    return opened


class CheckedAdapter(HTTPAdapter):
    """A requests adapter that opens all its connections with `connect`.

    The host name stays in the URL, the Host header, TLS's SNI and the certificate check; only the socket's address is
    chosen here.
    """

    def __init__(self, overrides: Mapping[str, str]) -> None:
        class PlainPool(HTTPConnectionPool):
            ConnectionCls = _make_checked(HTTPConnection, overrides)

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = _make_checked(HTTPSConnection, overrides)

        self._pools = {"http": PlainPool, "https": SecurePool}
        super().__init__(pool_connections=32, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Create the usual pool manager, with our connection pools."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools


def _make_checked(kind: type[Kind], overrides: Mapping[str, str]) -> type[Kind]:
    """Return a connection class that connects to checked addresses and obeys the thread's deadline."""

    class Checked(kind):  # type: ignore[misc, valid-type]  # its base is an argument
        response_class = LenientResponse

        def _new_conn(self) -> socket.socket:
            return _open(self, overrides)

        def request(self, *args: Any, **options: Any) -> None:
            watch_connection(self.sock)
            super().request(*args, **options)

    return Checked


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
    """Return the absolute target of a redirect; None if the response is not a redirect.

    Some servers send the header twice; requests would join both values to one.
    """
    if not answer.is_redirect:
        return None
    named: list[str] = answer.raw.headers.getlist("location")
    target, *others = dict.fromkeys(value.strip() for value in named)
    if others:
        raise Failed("bad_url", f"redirected to several addresses at once: {', '.join((target, *others))}")
    with suppress(UnicodeError):  # servers send UTF-8, http.client reads Latin-1
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise Failed("bad_url", f"redirected to {target!r}, which is not an address") from error


def _read_error(error: requests.RequestException | HTTPError | Retry) -> Exception:
    """Convert a requests or urllib3 error: Retry if it is temporary, Failed otherwise."""
    match error:
        case Retry():
            return error
        case requests.Timeout() | ReadTimeoutError():
            return Failed("timeout", "the server stopped answering")
        case requests.exceptions.SSLError():
            return Failed("tls", f"no secure connection: {error}")
        case requests.ConnectionError() | HTTPError() | requests.exceptions.ChunkedEncodingError():
            return Retry("connection", f"the connection failed: {error}")
        case _:
            return Failed("bad_url", f"cannot be requested: {error}")
