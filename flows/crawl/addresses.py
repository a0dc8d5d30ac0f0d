"""Check addresses before connecting: only the public internet, never this machine or its local network."""

import csv
import socket
from collections.abc import Iterator, Mapping
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from flows.crawl.responses import Disallowed, Failed
from flows.settings import CHECKOUT
from transforms.records import Retry

Address = IPv4Address | IPv6Address
_SPECIAL = CHECKOUT / "seeds" / "special_addresses.csv"
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is reached


def is_public(address: Address) -> bool:
    """Return whether an address and every IPv4 address embedded in it are on the public internet.

    Decided by the longest matching network in IANA's special-purpose address registries
    (seeds/special_addresses.csv).
    """
    wrapped = list(_wrapped(address))
    if wrapped:
        return all(is_public(inner) for inner in wrapped)
    holding = [
        (network.prefixlen, allowed) for network, allowed in _read_special(address.version) if address in network
    ]
    return max(holding)[1] if holding else True


@cache
def _read_special(version: int) -> tuple[tuple[IPv4Network | IPv6Network, bool], ...]:
    with _SPECIAL.open(encoding="utf-8", newline="") as rows:
        listed = [(ip_network(row["network"]), row["is_public"] == "yes") for row in csv.DictReader(rows)]
    return tuple((network, allowed) for network, allowed in listed if network.version == version)


def _wrapped(address: Address) -> Iterator[Address]:
    if not isinstance(address, IPv6Address):
        return
    if address.ipv4_mapped:
        yield address.ipv4_mapped
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


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
        raise Failed("dns", f"{host!r} is no host name") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if not is_public(ip_address(address.partition("%")[0])):
            raise Disallowed("address", f"{host} leads to {address}, which is not on the open web")
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
