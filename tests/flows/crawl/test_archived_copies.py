"""Copies from web archives become the outlet's responses of the day of the copy, or a failure with a reason."""

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

import pytest

from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import OutletFetcher
from flows.runs.captures import parse_hint
from transforms.records import ArchivedCopy, Hint
from transforms.urls import make_article_id, make_candidate, make_capture_id
from warehouse.archive import files, warc_writer
from warehouse.archive.archive_writer import ArchiveWriter, RecordLocation
from warehouse.store.capture_index import KnownCapture

ROOT = "http://one.example"
TAKEN = datetime(2022, 7, 20, 8, 15, 30, tzinfo=UTC)
STAMP = "20220720081530"
MEMENTO = {"Memento-Datetime": "Wed, 20 Jul 2022 08:15:30 GMT", "Content-Type": "text/html"}
PAGE = b"<html><body>As it was.</body></html>"
FILE = "http://three.example/crawl/1.warc.gz"


def memento(path):
    return ArchivedCopy(f"http://two.example/web/{STAMP}id_/{ROOT}{path}", TAKEN.isoformat())


def stored_at(path):
    return f"two.example/web/{STAMP}id_/{ROOT}{path}"


def listed(path, copy, route="web-archive"):
    return make_candidate(ROOT + path, "the-one", Hint(route, copy=copy))


def record(url, body=PAGE, status=200, **headers):
    header_lines = (("Content-Type", "text/html; charset=utf-8"), *headers.items())
    plain = BytesIO()
    warc_writer.build_response(url, TAKEN, status, header_lines, body, "{}").write(plain, checksum_data=True)
    return gzip.compress(plain.getvalue())


@pytest.fixture
def fetch(site, settings_for, outlet, tmp_path):
    def run(*candidates, known=None):
        client = Client(settings_for(archive_seconds=0.001), backoff_seconds=0.01)
        with ArchiveWriter(tmp_path / "archive", "20260801T000000-abcdef", "the-one") as writer:
            fetcher = OutletFetcher(outlet, known or {}, client, writer)
            fetcher.fetch_all(candidates, lambda: None, lambda: False)
            return fetcher.result

    return run


@pytest.fixture
def read(tmp_path):
    return lambda row: files.read_record(
        tmp_path / "archive", RecordLocation(row["warc_file"], row["warc_offset"]), 1 << 20
    )


def why(fetched):
    (outcome,) = fetched.outcomes
    return outcome["fate"], outcome["reason"]


class TestWayback:
    def test_a_copy_is_archived_under_the_articles_address_and_the_copys_day(self, site, fetch, read):
        site.script(stored_at("/a/x"), site.answer(body=PAGE, headers=MEMENTO))
        copy = memento("/a/x")
        (row,) = fetch(listed("/a/x", copy)).captures
        stored = read(row)
        assert (stored.url, stored.captured_at, stored.payload) == (f"{ROOT}/a/x", TAKEN, PAGE)
        assert (row["article_id"], row["captured_at"]) == (make_article_id(f"{ROOT}/a/x"), TAKEN.replace(tzinfo=None))
        assert (row["route"], parse_hint(stored.hint).copy) == ("web-archive", copy)
        assert site.paths("one.example") == []

    def test_the_outlets_own_headers_are_kept_and_the_archives_are_not(self, site, fetch, read):
        own = {"X-Archive-Orig-ETag": '"then"', "X-Archive-Orig-Content-Type": "text/html; charset=windows-1252"}
        headers = MEMENTO | own | {"ETag": '"now"', "Server": "archive"}
        site.script(stored_at("/a/x"), site.answer(body=PAGE, headers=headers))
        (row,) = fetch(listed("/a/x", memento("/a/x"))).captures
        stored = read(row)
        assert (row["etag"], stored.charset, stored.header("server")) == ('"then"', "windows-1252", None)

    def test_the_nearest_copy_keeps_its_own_time(self, site, fetch):
        nearest = f"two.example/web/20230101000000id_/{ROOT}/a/x"
        site.redirect(stored_at("/a/x"), f"http://{nearest}", 302)
        later = MEMENTO | {"Memento-Datetime": "Sun, 01 Jan 2023 00:00:00 GMT"}
        site.script(nearest, site.answer(body=PAGE, headers=later))
        (row,) = fetch(listed("/a/x", memento("/a/x"))).captures
        assert row["captured_at"] == datetime(2023, 1, 1)

    def test_a_copy_of_another_page_is_not_used_for_the_article(self, site, fetch):
        site.redirect(stored_at("/a/x"), f"http://two.example/web/{STAMP}id_/{ROOT}/gone-home", 302)
        site.script(f"two.example/web/{STAMP}id_/{ROOT}/gone-home", site.answer(body=PAGE, headers=MEMENTO))
        assert why(fetch(listed("/a/x", memento("/a/x")))) == ("failed", "redirected_away")

    @pytest.mark.parametrize("changes", [{"Memento-Datetime": ""}, {"Memento-Datetime": "some day"}])
    def test_a_page_about_the_archive_is_not_a_copy(self, site, fetch, changes):
        site.script(stored_at("/a/x"), site.answer(body=b"Sorry", headers=MEMENTO | changes))
        assert why(fetch(listed("/a/x", memento("/a/x")))) == ("failed", "no_copy")

    def test_a_missing_copy_has_failed(self, fetch):
        assert why(fetch(listed("/a/x", memento("/a/x")))) == ("failed", "no_copy")

    def test_an_address_that_the_outlet_forbids_is_not_fetched_from_an_archive(self, site, fetch):
        site.script("one.example/robots.txt", b"User-agent: *\nDisallow: /a/private\n")
        site.script(stored_at("/a/private"), site.answer(body=PAGE, headers=MEMENTO))
        assert why(fetch(listed("/a/private", memento("/a/private")))) == ("disallowed", "robots")
        assert site.paths("two.example") == []

    def test_an_outlet_that_no_longer_answers_forbids_no_request(self, site, fetch):
        site.script("one.example/robots.txt", site.answer(500))
        site.script(stored_at("/a/x"), site.answer(body=PAGE, headers=MEMENTO))
        assert len(fetch(listed("/a/x", memento("/a/x"))).captures) == 1


class TestCommonCrawl:
    def serve(self, site, body, status=206):
        site.script("three.example/crawl/1.warc.gz", site.answer(status, body))

    def copy(self, body):
        return ArchivedCopy(FILE, TAKEN.isoformat(), 4096, len(body))

    def test_the_record_in_the_range_is_the_outlets_answer(self, site, fetch, read):
        body = record(f"{ROOT}/a/x", ETag='"then"')
        self.serve(site, body)
        (row,) = fetch(listed("/a/x", self.copy(body))).captures
        asked = site.asked[-1].headers
        assert (asked["Range"], asked["Accept-Encoding"]) == (f"bytes=4096-{4096 + len(body) - 1}", "identity")
        assert (read(row).payload, read(row).captured_at, row["etag"]) == (PAGE, TAKEN, '"then"')

    def test_the_address_is_the_articles_where_the_record_writes_it_otherwise(self, site, fetch):
        body = record("https://one.example:443/a/x?utm_source=feed")
        self.serve(site, body)
        assert fetch(listed("/a/x", self.copy(body))).captures[0]["url"] == f"{ROOT}/a/x"

    @pytest.mark.parametrize(
        "body",
        [
            b"no gzip at all",
            gzip.compress(b"no record"),
            record(f"{ROOT}/a/x", status=404),
            b"",
        ],
        ids=["no gzip", "no record", "a 404", "nothing"],
    )
    def test_an_incomplete_record_of_a_page_has_failed(self, site, fetch, body):
        self.serve(site, body)
        assert why(fetch(listed("/a/x", self.copy(body or b"x")))) == ("failed", "no_copy")

    def test_a_record_that_is_cut_short_has_failed(self, site, fetch):
        body = record(f"{ROOT}/a/x")[:60]
        self.serve(site, body)
        assert why(fetch(listed("/a/x", self.copy(body)))) == ("failed", "bad_encoding")

    def test_a_server_that_sends_the_whole_file_is_cut_off(self, site, fetch, settings_for):
        self.serve(site, b"x" * 21_000_000, status=200)
        assert why(fetch(listed("/a/x", self.copy(b"x" * 700)))) == ("failed", "too_large")

    def test_a_bomb_is_refused(self, site, fetch):
        body = record(f"{ROOT}/a/x", b" " * 25_000_000)
        self.serve(site, body)
        assert why(fetch(listed("/a/x", self.copy(body)))) == ("failed", "too_large")


class TestOutletFirst:
    @pytest.mark.parametrize("status", [404, 410])
    def test_an_article_gone_from_the_outlet_is_fetched_from_the_archive(self, site, fetch, status):
        site.script("/a/x", site.answer(status))
        site.script(stored_at("/a/x"), site.answer(body=PAGE, headers=MEMENTO))
        fetched = fetch(listed("/a/x", memento("/a/x"), "sitemap"))
        assert [row["captured_at"] for row in fetched.captures] == [TAKEN.replace(tzinfo=None)]
        assert fetched.outcomes == []

    def test_an_article_the_outlet_still_has_is_fetched_there_with_the_copy_noted(self, site, fetch, read):
        site.script("/a/x", b"now")
        (row,) = fetch(listed("/a/x", memento("/a/x"), "sitemap")).captures
        assert (read(row).payload, json.loads(read(row).hint)["copy"]["captured_at"]) == (b"now", TAKEN.isoformat())
        assert site.paths("two.example") == []

    def test_a_known_article_is_fetched_again_when_it_is_due(self, site, fetch):
        site.script(stored_at("/a/x"), site.answer(body=PAGE, headers=MEMENTO))
        url, digest = f"{ROOT}/a/x", sha256(b"now").hexdigest()
        known = {
            make_article_id(url): KnownCapture(make_capture_id(url, digest), digest, None, None, datetime.now(UTC), url)
        }
        candidate = listed("/a/x", memento("/a/x"))
        assert len(fetch(candidate, known=known).captures) == 1

    @pytest.mark.parametrize("order", [(0, 1), (1, 0)])
    def test_an_article_that_has_moved_keeps_the_copy_of_its_old_address(self, site, fetch, read, order):
        site.redirect("/a/old", "/a/new")
        site.script("/a/new", b"now")
        both = listed("/a/old", memento("/a/old"), "sitemap"), listed("/a/new", None, "feed")
        (row,) = fetch(*(both[number] for number in order)).captures
        assert (row["url"], parse_hint(read(row).hint).copy) == (f"{ROOT}/a/new", memento("/a/old"))
