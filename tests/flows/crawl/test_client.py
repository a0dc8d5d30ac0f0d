"""The client obeys robots.txt and rate limits, bounds what it reads, and checks addresses: against a real server."""

import gzip
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise

import pytest

from flows.crawl import rate_limits
from flows.crawl.client import RATE_LIMITED_FACTOR, Client
from flows.crawl.responses import Disallowed, Failed

PAGE = "http://one.example/a/page"


@pytest.fixture
def client(settings_for):
    return Client(settings_for(response_seconds=5.0, response_megabytes=1), backoff_seconds=0.01)


def test_the_client_names_itself_and_keeps_no_cookies(site, client, outlet):
    site.script("/a/page", site.answer(headers={"Set-Cookie": "track=1; Path=/"}))
    client.get(PAGE, outlet=outlet)
    client.get(PAGE, outlet=outlet)
    agents = {asked.headers["User-Agent"] for asked in site.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("Backbench/")
    assert all(asked.headers["User-Agent"].endswith("(+mailto:desk@one.example)") for asked in site.asked)
    assert not any("Cookie" in asked.headers for asked in site.asked)


def test_a_response_carries_its_bytes_type_and_instant(site, client, outlet):
    site.script("/a/page", site.answer(body=b"caf\xe9", headers={"Content-Type": 'Text/HTML; Charset="ISO-8859-1"'}))
    before = datetime.now(UTC)
    response = client.get(PAGE, outlet=outlet)
    assert (response.url, response.status, response.body) == (PAGE, 200, b"caf\xe9")
    assert (response.media_type, response.charset) == ("text/html", "iso-8859-1")
    assert before <= response.fetched_at <= datetime.now(UTC)


def test_proxies_of_the_environment_are_not_used(site, client, outlet, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.script("/a/page", b"direct")
    assert client.get(PAGE, outlet=outlet).body == b"direct"


class TestRobots:
    def test_an_address_that_robots_txt_forbids_is_not_requested(self, site, client, outlet):
        site.script("/robots.txt", b"User-agent: *\nDisallow: /a/secret\n")
        site.script("/a/page", b"open")
        with pytest.raises(Disallowed) as refusal:
            client.get("http://one.example/a/secret", outlet=outlet)
        assert refusal.value.reason == "robots"
        assert client.get(PAGE, outlet=outlet).body == b"open"
        assert site.paths() == ["/a/page"]

    def test_robots_txt_rules_for_our_name_apply(self, site, client, outlet):
        site.script("/robots.txt", b"User-agent: *\nDisallow: /\n\nUser-agent: Backbench\nAllow: /\n")
        site.script("/a/page", b"welcome")
        assert client.get(PAGE, outlet=outlet).status == 200

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_without_robots_txt_every_address_is_allowed(self, site, client, outlet, status):
        site.script("/robots.txt", site.answer(status))
        site.script("/a/page", b"open")
        assert client.get(PAGE, outlet=outlet).status == 200

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_a_server_without_a_readable_robots_txt_is_skipped_for_now(self, site, client, outlet, status):
        site.script("/robots.txt", site.answer(status))
        with pytest.raises(Disallowed) as refusal:
            client.get(PAGE, outlet=outlet)
        assert refusal.value.reason == "robots_unreachable"
        assert site.paths() == []

    def test_robots_txt_that_times_out_disallows_for_now(self, site, settings_for, outlet):
        site.script("/robots.txt", site.answer(wait_seconds=2))
        client = Client(settings_for(response_seconds=0.3), backoff_seconds=0.01)
        with pytest.raises(Disallowed) as refusal:
            client.get(PAGE, outlet=outlet)
        assert refusal.value.reason == "robots_unreachable"

    def test_robots_txt_is_read_once_per_run(self, site, client, outlet):
        site.script("/a/page", b"open")
        with ThreadPoolExecutor(6) as threads:
            list(threads.map(lambda _: client.get(PAGE, outlet=outlet), range(6)))
        assert [asked.path for asked in site.asked].count("/robots.txt") == 1

    def test_a_redirected_robots_is_followed_and_not_judged_by_itself(self, site, client, outlet):
        site.redirect("one.example/robots.txt", "http://two.example/rules.txt")
        site.script("two.example/rules.txt", b"User-agent: *\nDisallow: /a/\n")
        with pytest.raises(Disallowed):
            client.get(PAGE, outlet=outlet)

    def test_a_crawl_delay_of_an_hour_disallows_the_host(self, site, client, outlet):
        site.script("/robots.txt", b"User-agent: *\nCrawl-delay: 3600\n")
        with pytest.raises(Disallowed) as refusal:
            client.get(PAGE, outlet=outlet)
        assert refusal.value.reason == "crawl_delay"


class TestTurns:
    def test_a_host_sees_one_request_at_a_time_with_our_delay_after_each(self, site, client, outlet):
        site.script("/a/page", site.answer(wait_seconds=0.05))
        patient = replace(outlet, delay_seconds=0.1)
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(lambda _: client.get(PAGE, outlet=patient), range(5)))
        # Each answer leaves 0.05 s after its request came, and the next request 0.1 s after that answer.
        began = sorted(asked.began for asked in site.asked if asked.path != "/robots.txt")
        assert len(began) == 5
        assert min(later - earlier for earlier, later in pairwise(began)) >= 0.15

    @pytest.mark.parametrize("wish", [b"Crawl-delay: 0.2", b"Request-rate: 5/1"])
    def test_their_delay_counts_where_it_is_longer(self, site, client, outlet, wish):
        site.script("/robots.txt", b"User-agent: *\n" + wish + b"\n")
        site.script("/a/page", b"x")
        for _ in range(3):
            client.get(PAGE, outlet=outlet)
        began = [asked.began for asked in site.asked]
        assert min(later - earlier for earlier, later in pairwise(began)) >= 0.2

    def test_hosts_do_not_wait_for_one_another(self, site, client, outlet):
        site.script("/a/page", site.answer(wait_seconds=0.8))
        hosts = ["one.example", "two.example", "three.example"]
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(lambda host: client.get(f"http://{host}/a/page", outlet=outlet), hosts))
        pages = [asked for asked in site.asked if asked.path == "/a/page"]
        assert max(asked.began for asked in pages) < min(asked.ended for asked in pages)

    def test_redirects_take_their_turn_too(self, site, client, outlet):
        site.redirect("/a/old", "/a/page")
        site.script("/a/page", b"x")
        client.get("http://one.example/a/old", outlet=replace(outlet, delay_seconds=0.1))
        old, page = (asked for asked in site.asked if asked.path != "/robots.txt")
        assert page.began - old.began >= 0.1


class TestRetries:
    @pytest.mark.parametrize("status", [429, 500, 502, 503])
    def test_temporary_failures_are_retried(self, site, client, outlet, status):
        site.script("/a/page", site.answer(status), b"well again")
        assert client.get(PAGE, outlet=outlet).body == b"well again"

    def test_a_connection_that_breaks_is_tried_again(self, site, client, outlet):
        site.script("/a/page", site.answer(body=b"half of it", cut_at=4), b"all of it")
        assert client.get(PAGE, outlet=outlet).body == b"all of it"

    def test_a_request_is_retried_three_times(self, site, client, outlet):
        site.script("/a/page", site.answer(503, b"no"))
        assert client.get(PAGE, outlet=outlet).status == 503
        assert len(site.paths()) == 3

    def test_status_429_without_a_pause_waits_longer(self, site, client, outlet):
        site.script("/a/page", site.answer(429), b"well again")
        client.get(PAGE, outlet=outlet)
        first, second = (asked for asked in site.asked if asked.path == "/a/page")
        assert second.began - first.ended >= 0.01 * RATE_LIMITED_FACTOR

    def test_permanent_failures_are_not_retried(self, site, client, outlet):
        site.script("/a/page", site.answer(404))
        assert client.get(PAGE, outlet=outlet).status == 404
        assert len(site.paths()) == 1

    @pytest.mark.parametrize("form", ["seconds", "date"])
    def test_every_process_keeps_the_pause_that_the_server_asks_for(self, site, client, outlet, form):
        due = datetime.now(UTC) + timedelta(seconds=2)
        wish = "1" if form == "seconds" else format_datetime(due, usegmt=True)
        site.script("/a/page", site.answer(503, headers={"Retry-After": wish}), b"well again")
        site.script("/a/other", b"other")
        client.robots(PAGE, outlet)
        with ThreadPoolExecutor(2) as threads:
            first = threads.submit(client.get, PAGE, outlet=outlet)
            while not site.paths():
                time.sleep(0.01)
            threads.submit(client.get, "http://one.example/a/other", outlet=outlet).result()
            assert first.result().body == b"well again"
        refused, *later = [asked.began for asked in site.asked if asked.path != "/robots.txt"]
        if form == "date":
            refused, later = due.replace(microsecond=0).timestamp() - 1, [time.time()]
        assert min(later) - refused >= 1

    def test_a_long_pause_is_left_to_the_next_run(self, site, client, outlet):
        site.script("/a/page", site.answer(429, headers={"Retry-After": "7200"}))
        assert client.get(PAGE, outlet=outlet).status == 429
        with pytest.raises(Failed) as failure:
            client.get("http://one.example/a/other", outlet=outlet)
        assert failure.value.reason == "asked_to_wait"
        assert site.paths() == ["/a/page"]

    @pytest.mark.parametrize("wish", ["soon", "", "-5", "Wed, 99 Foo"])
    def test_an_unreadable_crawl_delay_is_ignored(self, site, client, outlet, wish):
        site.script("/a/page", site.answer(503, headers={"Retry-After": wish}), b"well again")
        assert client.get(PAGE, outlet=outlet).status == 200

    def test_an_unreachable_host_is_not_requested_again(self, site, client, outlet):
        site.script("/a/page", site.answer(503))
        for _ in range(rate_limits.MAX_FAILURES):
            client.get(PAGE, outlet=outlet)
        asked = len(site.asked)
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        assert failure.value.reason == "host_down"
        assert len(site.asked) == asked


class TestBounds:
    @pytest.mark.parametrize("chunked", [True, False])
    @pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
    def test_a_bomb_is_detected_before_it_grows(self, site, client, outlet, chunked, encoding):
        import zlib

        bomb = b"\0" * 60_000_000
        packed = zlib.compress(bomb) if encoding == "deflate" else gzip.compress(bomb, 6)
        packed = gzip.compress(packed) if encoding == "gzip, gzip" else packed
        del bomb
        site.script("/a/page", site.answer(body=packed, headers={"Content-Encoding": encoding}, chunked=chunked))
        client.robots(PAGE, outlet)
        tracemalloc.start()
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert failure.value.reason == "too_large"
        assert peak < 20_000_000

    def test_a_redirect_may_carry_a_bomb_too(self, site, client, outlet):
        packed = gzip.compress(b"\0" * 60_000_000)
        bomb = {"Location": "/a/other", "Content-Encoding": "gzip"}
        site.script("/a/page", site.answer(301, packed, bomb))
        client.robots(PAGE, outlet)
        tracemalloc.start()
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert (failure.value.reason, peak < 20_000_000) == ("too_large", True)

    def test_a_large_body_is_refused_and_the_next_request_is_whole(self, site, client, outlet):
        site.script("/a/large", b"x" * 1_000_001)
        site.script("/a/page", b"x" * 1_000_000)
        with pytest.raises(Failed) as failure:
            client.get("http://one.example/a/large", outlet=outlet)
        assert failure.value.reason == "too_large"
        assert len(client.get(PAGE, outlet=outlet).body) == 1_000_000

    def test_a_body_that_is_not_what_it_says_fails(self, site, client, outlet):
        site.script("/a/page", site.answer(body=bytes(range(256)), headers={"Content-Encoding": "gzip"}))
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        assert failure.value.reason == "bad_encoding"

    @pytest.mark.parametrize(
        "trick",
        [
            {"drip_seconds": 0.05},
            {"drip_seconds": 0.05, "without_length": True},
            {"head_drip_seconds": 0.05},
            {"wait_seconds": 3},
        ],
        ids=["body", "body without length", "head", "silence"],
    )
    def test_a_server_that_drips_is_stopped_in_time(self, site, settings_for, outlet, trick):
        site.script("/a/page", site.answer(body=b"z" * 200, **trick))
        client = Client(settings_for(response_seconds=0.5), backoff_seconds=0.01)
        client.robots(PAGE, outlet)
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        assert failure.value.reason == "timeout"

    def test_a_kept_connection_is_cut_too(self, site, settings_for, outlet):
        site.script("/a/page", b"quick", site.answer(body=b"z" * 200, drip_seconds=0.05))
        client = Client(settings_for(response_seconds=0.5), backoff_seconds=0.01)
        assert client.get(PAGE, outlet=outlet).body == b"quick"
        with pytest.raises(Failed):
            client.get(PAGE, outlet=outlet)

    def test_no_thread_is_left_behind(self, site, client, outlet):
        site.script("/a/page", b"x")
        for _ in range(5):
            client.get(PAGE, outlet=outlet)
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.join(2)
                assert not thread.is_alive()


class TestRedirects:
    def test_redirects_are_followed_and_recorded(self, site, client, outlet):
        site.redirect("/a/1", "/a/2", 302)
        site.redirect("/a/2", "//two.example/a/page", 308)
        site.script("two.example/a/page", b"here")
        response = client.get("http://one.example/a/1", outlet=outlet)
        assert (response.url, response.body) == ("http://two.example/a/page", b"here")
        assert [(hop.url, hop.status) for hop in response.hops] == [
            ("http://one.example/a/1", 302),
            ("http://one.example/a/2", 308),
        ]

    def test_each_redirect_is_checked_by_its_own_robots_txt(self, site, client, outlet):
        site.redirect("one.example/a/page", "http://two.example/a/page")
        site.script("two.example/robots.txt", b"User-agent: *\nDisallow: /\n")
        with pytest.raises(Disallowed) as refusal:
            client.get(PAGE, outlet=outlet)
        assert refusal.value.reason == "robots"
        assert site.paths("two.example") == []

    def test_a_cycle_ends(self, site, client, outlet):
        site.redirect("/a/page", "/a/other")
        site.redirect("/a/other", "/a/page")
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        assert failure.value.reason == "redirect_loop"
        assert len(site.paths()) == 2

    def test_five_redirects_are_followed_and_six_are_not(self, site, client, outlet):
        for number in range(6):
            site.redirect(f"/a/{number}", f"/a/{number + 1}")
        site.script("/a/6", b"end")
        assert client.get("http://one.example/a/1", outlet=outlet).body == b"end"
        with pytest.raises(Failed) as failure:
            client.get("http://one.example/a/0", outlet=outlet)
        assert failure.value.reason == "too_many_redirects"

    @pytest.mark.parametrize(
        "target",
        [
            "http://127.0.0.1:{port}/a/inside",
            "http://localhost:{port}/a/inside",
            "http://[::1]:{port}/a/inside",
            "http://[::ffff:127.0.0.1]:{port}/a/inside",
            "http://2130706433:{port}/a/inside",
            "http://0.0.0.0:{port}/a/inside",
            "http://169.254.169.254/latest/meta-data/",
        ],
    )
    def test_no_redirect_leads_to_a_private_address(self, site, client, outlet, target):
        site.redirect("/a/page", target.format(port=site.address.partition(":")[2]))
        site.script("/a/inside", b"secret")
        with pytest.raises((Disallowed, Failed)) as refusal:
            client.get(PAGE, outlet=outlet)
        assert refusal.value.reason in ("address", "dns")
        assert site.paths() == ["/a/page"]

    @pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://two.example/a", "javascript:alert(1)"])
    def test_no_redirect_leads_to_another_scheme(self, site, client, outlet, target):
        site.redirect("/a/page", target)
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        assert failure.value.reason == "bad_url"


class TestConditions:
    def test_an_unchanged_page_is_answered_with_304(self, site, client, outlet):
        site.script("/a/page", site.answer(etag='"v1"'))
        assert client.get(PAGE, outlet=outlet).header("ETag") == '"v1"'
        again = client.get(PAGE, outlet=outlet, etag='"v1"', last_modified="Mon, 01 Jan 2024 00:00:00 GMT")
        assert (again.status, again.body) == (304, b"")
        assert site.asked[-1].headers["If-Modified-Since"] == "Mon, 01 Jan 2024 00:00:00 GMT"

    def test_validators_are_sent_for_the_resource_not_for_the_redirect(self, site, client, outlet):
        site.redirect("/a/old", "/a/page")
        site.script("/a/page", site.answer(etag='"v1"'))
        assert client.get("http://one.example/a/old", outlet=outlet, etag='"v1"').status == 200

    def test_a_redirect_to_another_spelling_of_the_address_is_followed(self, site, client, outlet):
        site.redirect("/a/page", "/a/page/")
        site.script("/a/page/", site.answer(etag='"v1"'))
        assert client.get(PAGE, outlet=outlet, etag='"v1"').status == 304


class TestNoAnswer:
    def test_a_name_that_is_not_there_is_reported_in_one_line(self, settings_for, outlet):
        client = Client(settings_for(), backoff_seconds=0.01)
        with pytest.raises(Failed) as failure:
            client.get("http://no-such-outlet.invalid/a", outlet=outlet)
        assert failure.value.reason == "dns"
        assert "no-such-outlet.invalid" in failure.value.detail
        assert "\n" not in failure.value.detail

    def test_a_closed_port_is_a_failed_connection(self, settings_for, outlet):
        client = Client(settings_for(host_overrides={"one.example": "127.0.0.1:1"}), backoff_seconds=0.01)
        with pytest.raises(Failed) as failure:
            client.get(PAGE, outlet=outlet)
        assert failure.value.reason == "connection"

    @pytest.mark.parametrize("url", ["ftp://one.example/a", "/a/page", "http://user:hunter2@one.example/a", "http://"])
    def test_an_address_without_http_is_refused_without_its_password(self, client, outlet, url):
        with pytest.raises(Failed) as failure:
            client.get(url, outlet=outlet)
        assert failure.value.reason == "bad_url"
        assert "hunter2" not in str(failure.value)


CHUNKED = b"6\r\n<p>A f\r\n5\r\nord.\n\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    "line", [b"My Param None", b"Secure", b"X-Frame Options: a", b"X-Frame-Options : a", b"\xef\xbb\xbf", b": a"]
)
def test_a_line_that_is_not_a_header_does_not_hide_those_after_it(site, client, outlet, line):
    # psf/requests#3852: http.client stops there, and the sizes of the chunks became text.
    head = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b;\r\n" + line + b"\r\nContent-Type: text/html\r\n"
    site.script("/a/page", site.answer(raw=head + b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKED))
    response = client.get(PAGE, outlet=outlet)
    assert (response.body, response.media_type) == (b"<p>A ford.\n", "text/html")


@pytest.mark.parametrize("interim", [b"103 Early Hints\r\nLink: </a.css>; rel=preload", b"100 Continue", b"102 Wait"])
def test_interim_responses_are_passed_over(site, client, outlet, interim):
    first = b"HTTP/1.1 " + interim + b"\r\n\r\n"
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 8\r\n\r\n<p>Ford."
    site.script("/a/page", site.answer(raw=first * 2 + page))
    assert client.get(PAGE, outlet=outlet).body == b"<p>Ford."


@pytest.mark.parametrize(
    "endless", [b"HTTP/1.1 103 Early Hints\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"no header\r\n" * 2_000]
)
def test_a_head_without_end_is_a_failed_connection(site, settings_for, outlet, endless):
    client = Client(settings_for(), backoff_seconds=0.01)
    site.script("/a/page", *[site.answer(raw=endless * 2_000)] * 3)
    with pytest.raises(Failed, match="more than 1000 lines"):
        client.get(PAGE, outlet=outlet)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "gzip, gzip"])
def test_a_text_that_is_not_encoded_as_it_says_is_taken_as_it_is(site, client, outlet, encoding):
    site.script("/a/page", site.answer(body=b"<p>A ford.</p>", headers={"Content-Encoding": encoding}))
    assert client.get(PAGE, outlet=outlet).body == b"<p>A ford.</p>"


def test_gzip_by_another_name_is_decoded(site, client, outlet):
    site.script("/a/page", site.answer(body=gzip.compress(b"<p>A ford."), headers={"Content-Encoding": "deflate"}))
    assert client.get(PAGE, outlet=outlet).body == b"<p>A ford."


def test_a_repeated_location_header_is_one_redirect(site, client, outlet):
    head = b"HTTP/1.1 301 Moved\r\nLocation:  /a/other \r\nLocation: /a/other\r\nContent-Length: 0\r\n\r\n"
    site.script("/a/page", site.answer(raw=head))
    site.script("/a/other", b"here")
    assert client.get(PAGE, outlet=outlet).url == "http://one.example/a/other"


def test_a_redirect_with_two_locations_is_not_followed(site, client, outlet):
    head = b"HTTP/1.1 301 Moved\r\nLocation: /a/other\r\nLocation: /a/third\r\nContent-Length: 0\r\n\r\n"
    site.script("/a/page", site.answer(raw=head))
    with pytest.raises(Failed, match="several addresses at once: /a/other, /a/third"):
        client.get(PAGE, outlet=outlet)
