"""Which addresses may be asked: the open web, and nothing that only this machine or its network can see."""

import socket
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from flows.crawl.responses import Disallowed, Failed
from transforms.records import Retry

Address = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address really reached


def is_public(address: Address) -> bool:
    """Tell whether an address is on the open web, and so is every IPv4 address wrapped in it.

    `is_global` alone lets through multicast, 2002:7f00:1:: (6to4 of 127.0.0.1) and 64:ff9b::7f00:1 (NAT64 of it).
    """
    wrapped = list(_wrapped(address))
    if wrapped:
        return all(is_public(inner) for inner in wrapped)
    special = address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback
    return address.is_global and not special and not (address.version == 6 and address.is_site_local)


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
    """Return the host's addresses, each of them checked.

    Raises Disallowed (address) where any is not on the open web, Failed or Retry (dns) where there is none.
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
    """Connect to the very address that was checked, so that a name cannot lead elsewhere a moment later.

    `overrides` (host name -> address:port) is the only way past the check. Raises OSError, Disallowed, Failed, Retry.
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
