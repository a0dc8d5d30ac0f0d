"""Only public addresses are requested, and the connection goes to the address that was checked."""

import csv
import ipaddress
import socket
from ipaddress import ip_address, ip_network

import pytest

from flows.crawl import transport
from flows.crawl.responses import Disallowed, Failed
from flows.crawl.transport import connect, is_public, resolve_host
from flows.settings import CHECKOUT
from transforms.records import Retry

with (CHECKOUT / "seeds" / "special_addresses.csv").open(newline="") as table:
    ROWS = list(csv.DictReader(table))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_addresses_are_allowed(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "192.0.0.8",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.7",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "100::1",
        "4000::1",
    ],
)
def test_local_and_private_addresses_are_refused(address):
    assert not is_public(ip_address(address))


def expected(address):
    """What the table says, by a search of our own for the smallest network."""
    patched = [row for row in ROWS if address in ip_network(row["network"])]
    smallest = min(patched, key=lambda row: ip_network(row["network"]).num_addresses, default=None)
    return smallest is None or smallest["is_public"] == "yes"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["network"])
def test_each_row_covers_its_first_to_its_last_address(row):
    network = ip_network(row["network"])
    first, last = network[0], network[-1]
    inner = [ip_network(other["network"]) for other in ROWS if ip_network(other["network"]).version == network.version]
    for edge in (first, last):
        if not any(other != network and other.subnet_of(network) and edge in other for other in inner):
            assert is_public(edge) == (row["is_public"] == "yes"), edge
    if int(first):
        assert is_public(first - 1) == expected(first - 1), first - 1
    if int(last) < 2**network.max_prefixlen - 1:
        assert is_public(last + 1) == expected(last + 1), last + 1
    assert row["source"].startswith("RFC ")


def test_addresses_that_python_calls_private_or_reserved_are_not_public():
    """Its tables follow the same registries; those of newer versions are longer, so each version adds to this test."""
    for constants in (ipaddress._IPv4Constants, ipaddress._IPv6Constants):
        exceptions = getattr(constants, "_private_networks_exceptions", [])
        for network in constants._private_networks:
            for address in (network[0], network[-1]):
                if not any(address in exception for exception in exceptions):
                    assert not is_public(address), address
    for network in ipaddress._IPv6Constants._reserved_networks:
        assert not is_public(network[0] + 5) or network == ip_network("::/8")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *(("192.0.0.8", False), ("192.0.0.9", False), ("192.0.0.170", False), ("192.0.1.0", True)),
        *(("192.88.98.255", True), ("192.88.99.0", False), ("192.88.99.255", False), ("192.88.100.0", True)),
        *(("3ffe:ffff::", True), ("3fff::", False), ("3fff:fff:ffff::", False), ("3fff:1000::", True)),
        *(("5eff::1", False), ("5f00::1", False), ("6000::1", False)),
        *(("2001:db7:ffff::", True), ("2001:db8::", False), ("2001:db9::", True)),
        *(("100:0:0:1::1", False), ("100:0:0:2::1", False), ("64:ff9b:1::1", False)),
        *(("2001:1ff:ffff::", False), ("2001:200::", True), ("2001:3::1", True), ("2001:1::3", False)),
        *(("2002:5db8:d822::1", False), ("64:ff9b::7f00:1", False), ("64:ff9b::c058:6301", False)),
        *(("::ffff:93.184.216.34", True), ("::ffff:192.88.99.1", False), ("::93.184.216.34", False)),
        *(("223.255.255.255", True), ("224.0.0.0", False), ("239.255.255.255", False), ("11.0.0.0", True)),
    ],
)
def test_edges_of_address_ranges_are_classified(address, public):
    assert is_public(ip_address(address)) == public


def answers(*found):
    def getaddrinfo(host, port, **options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    return getaddrinfo


def test_one_closed_address_among_open_ones_refuses_the_name(monkeypatch):
    monkeypatch.setattr(transport.socket, "getaddrinfo", answers("93.184.216.34", "10.0.0.1"))
    with pytest.raises(Disallowed) as refusal:
        resolve_host("mixed.example", 443)
    assert refusal.value.reason == "address"
    assert "mixed.example" in refusal.value.detail


def test_a_host_name_is_resolved_once_and_the_checked_address_is_used(monkeypatch):
    asked, dialled = [], []
    resolutions = iter([answers("93.184.216.34"), answers("127.0.0.1")])

    def getaddrinfo(host, port, **options):
        asked.append(host)
        return next(resolutions)(host, port)

    monkeypatch.setattr(transport.socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(transport.socket, "create_connection", lambda place, timeout: dialled.append(place))
    connect("rebinding.example", 80, 1.0, {})
    assert (asked, dialled) == (["rebinding.example"], [("93.184.216.34", 80)])


def test_the_next_address_is_tried_where_one_refuses(monkeypatch):
    dialled = []

    def create_connection(place, timeout):
        dialled.append(place[0])
        if len(dialled) == 1:
            raise ConnectionRefusedError

    monkeypatch.setattr(transport.socket, "getaddrinfo", answers("93.184.216.34", "93.184.216.35"))
    monkeypatch.setattr(transport.socket, "create_connection", create_connection)
    connect("two.example", 80, 1.0, {})
    assert dialled == ["93.184.216.34", "93.184.216.35"]


def test_an_unknown_name_has_failed_and_a_silent_resolver_may_be_tried_again(monkeypatch):
    def getaddrinfo(host, port, **options):
        raise socket.gaierror(code, "as the resolver says")

    monkeypatch.setattr(transport.socket, "getaddrinfo", getaddrinfo)
    code = socket.EAI_NONAME
    with pytest.raises(Failed):
        resolve_host("nowhere.example", 80)
    code = socket.EAI_AGAIN
    with pytest.raises(Retry):
        resolve_host("nowhere.example", 80)


def test_localhost_is_refused_by_its_real_address():
    with pytest.raises(Disallowed):
        connect("localhost", 80, 1.0, {})


def test_only_an_override_allows_a_private_address(site):
    connection = connect("Inside.example", 80, 1.0, {"inside.example": site.address})
    assert connection.getpeername()[0] == "127.0.0.1"
    connection.close()
