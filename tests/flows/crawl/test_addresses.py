"""Only the open web is asked, at the very address that was checked."""

import socket
from ipaddress import ip_address

import pytest

from flows.crawl import transport
from flows.crawl.responses import Disallowed, Failed
from flows.crawl.transport import connect, is_public, resolve_host
from transforms.records import Retry


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_the_open_web_is_open(address):
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
def test_what_only_this_machine_or_its_network_sees_is_closed(address):
    assert not is_public(ip_address(address))


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


def test_a_name_is_asked_once_and_the_checked_address_is_dialled(monkeypatch):
    asked, dialled = [], []
    turns = iter([answers("93.184.216.34"), answers("127.0.0.1")])

    def getaddrinfo(host, port, **options):
        asked.append(host)
        return next(turns)(host, port)

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


def test_an_override_is_the_only_way_past(site):
    connection = connect("Inside.example", 80, 1.0, {"inside.example": site.address})
    assert connection.getpeername()[0] == "127.0.0.1"
    connection.close()
