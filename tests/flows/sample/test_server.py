"""The sample server behaves like a real web server, errors and redirects included."""

import gzip
import socket
import struct
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import requests
from protego import Protego

from flows.sample.server import SampleSite

Get = Callable[..., requests.Response]
CHAMBER, LOBBY = "http://www.the-chamber.example", "http://division-lobby.example"
MUTINY = f"{CHAMBER}/chamber/article/a-mutiny-is-not-a-plan"


def test_outlets_are_distinguished_by_host(get: Get) -> None:
    titles = {
        get(f"http://{host}/").text.split("<title>")[1][:14]
        for host in ("division-lobby.example", "hustings-post.example")
    }
    assert len(titles) == 2
    assert get("http://unknown.example/").status_code == 404


def test_a_known_etag_is_answered_with_304_and_no_body(get: Get) -> None:
    first = get(MUTINY)
    again = get(MUTINY, If_None_Match=first.headers["ETag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert get(MUTINY, If_None_Match='"another"').status_code == 200


def test_if_modified_since_is_answered_with_304_until_the_page_changes(site: SampleSite, get: Get) -> None:
    edited = next(site.url_of(piece) for piece in site.pieces if piece.correction)
    since = get(edited).headers["Last-Modified"]
    assert get(edited, If_Modified_Since=since).status_code == 304
    site.edit(datetime(2026, 2, 1, 12, tzinfo=UTC))
    assert get(edited, If_Modified_Since=since).status_code == 200


def test_a_moved_article_is_redirected(get: Get) -> None:
    old = get(f"{CHAMBER}/chamber/article/drones-over-kyiv-were-made-in-isfahan")
    assert old.status_code == 301
    assert get(CHAMBER + old.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (f"{CHAMBER}/chamber/article/speech-that-was-never-given", 404),
        ("http://hustings-post.example/comment/withdrawn-on-legal-advice.html", 410),
    ],
)
def test_a_faulty_page_answers_with_its_status(get: Get, url: str, status: int) -> None:
    assert get(url).status_code == status


def test_a_busy_page_works_at_the_second_request(get: Get) -> None:
    url = f"{LOBBY}/2023/10/05/what-the-hospital-corridor-taught-me/"
    first, second = get(url), get(url)
    assert (first.status_code, first.headers["Retry-After"], second.status_code) == (503, "1", 200)


def test_a_slow_page_comes_after_two_seconds(get: Get) -> None:
    start = time.monotonic()
    assert get(f"{LOBBY}/2024/09/17/snapback-is-a-fuse-not-a-threat/").status_code == 200
    assert time.monotonic() - start >= 2


def test_robots_forbids_the_embargoed_page_and_asks_for_a_delay(get: Get) -> None:
    rules = Protego.parse(get(f"{CHAMBER}/robots.txt").text)
    assert not rules.can_fetch(f"{CHAMBER}/chamber/article/embargoed-budget-reaction", "backbench")
    assert rules.can_fetch(MUTINY, "backbench")
    assert rules.crawl_delay("backbench") == 0.05
    assert list(rules.sitemaps) == [f"{CHAMBER}/sitemap.xml"]


def test_pages_are_compressed_where_the_client_can_read_it(site: SampleSite) -> None:
    headers = {"Host": "www.the-chamber.example", "Accept-Encoding": "gzip"}
    answer = requests.get(f"http://{site.address}/", headers=headers, stream=True, timeout=600)
    raw = answer.raw.read(decode_content=False)
    plain = requests.get(f"http://{site.address}/", headers=headers | {"Accept-Encoding": ""}, timeout=600)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(raw) == plain.content


def test_one_text_is_served_at_two_addresses(get: Get) -> None:
    pages = [
        get(f"http://hustings-post.example/{part}/a-bus-is-a-public-service.html") for part in ("comment", "archive")
    ]
    assert pages[0].content == pages[1].content


def test_an_edit_changes_only_the_corrected_articles(site: SampleSite, get: Get) -> None:
    before = {
        site.url_of(piece): get(site.url_of(piece)).headers["ETag"] for piece in site.pieces if _is_quick(piece.slug)
    }
    edited = site.edit(datetime(2026, 2, 1, 12, tzinfo=UTC))
    changed = {url for url, etag in before.items() if get(url).headers["ETag"] != etag}
    assert changed == {site.url_of(piece) for piece in edited}
    assert len(edited) == 2
    for piece in edited:
        assert str(piece.correction) in piece.body


def test_bytes_are_the_same_each_time_the_site_is_built(site: SampleSite, get: Get) -> None:
    again = SampleSite(site.folder).page("www.the-chamber.example", "/chamber/article/a-mutiny-is-not-a-plan")
    other_day = SampleSite(site.folder, date(2026, 1, 10)).page("www.the-chamber.example", "/chamber/latest")
    assert again is not None
    assert other_day is not None
    assert get(MUTINY).headers["ETag"] == again.etag
    assert get(f"{CHAMBER}/chamber/latest").headers["ETag"] != other_day.etag


def test_a_client_that_disconnects_is_not_reported(site: SampleSite, capfd: pytest.CaptureFixture[str]) -> None:
    host, _, port = site.address.partition(":")
    with socket.create_connection((host, int(port))) as connection:
        linger_zero = struct.pack("ii", 1, 0)  # closing then resets the connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_zero)
        connection.sendall(
            b"GET /2024/09/17/snapback-is-a-fuse-not-a-threat/ HTTP/1.1\r\nHost: division-lobby.example\r\n\r\n"
        )
    time.sleep(2.5)
    assert capfd.readouterr().err == ""


def test_the_log_names_the_caller(site: SampleSite, get: Get) -> None:
    get(MUTINY, User_Agent="Backbench/test")
    asked = site.asked[-1]
    assert (asked.host, asked.user_agent, asked.status) == ("www.the-chamber.example", "Backbench/test", 200)


def test_every_host_is_overridden_to_the_server(site: SampleSite) -> None:
    assert set(site.host_overrides) == {"www.the-chamber.example", "division-lobby.example", "hustings-post.example"}
    assert set(site.host_overrides.values()) == {site.address}


def _is_quick(slug: str) -> bool:
    return slug not in ("snapback-is-a-fuse-not-a-threat", "what-the-hospital-corridor-taught-me")
