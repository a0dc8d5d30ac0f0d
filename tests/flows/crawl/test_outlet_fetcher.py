"""Each candidate gets exactly one outcome, and no request is repeated."""

import json
import random
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import OutletFetcher, is_due
from transforms.records import Candidate, Hint
from transforms.urls import make_article_id, make_candidate, make_capture_id
from warehouse.archive import files, warc_reader
from warehouse.archive.archive_writer import ArchiveWriter, RecordLocation
from warehouse.schema.tables import CAPTURES, RUN_FATES
from warehouse.store.capture_index import KnownCapture

ROOT = "http://one.example"


@pytest.fixture
def fetch(site, settings_for, outlet, tmp_path):
    """Fetch paths (or candidates) and return what became of them."""

    def run(*paths, known=None, stop=lambda: False):
        candidates = [path if isinstance(path, Candidate) else listed(path) for path in paths]
        run.advanced = 0

        def advance():
            run.advanced += 1

        client = Client(settings_for(), backoff_seconds=0.01)
        with ArchiveWriter(tmp_path / "archive", "20260801T000000-abcdef", "the-one") as writer:
            fetcher = OutletFetcher(outlet, known or {}, client, writer)
            fetcher.fetch_all(candidates, advance, stop)
        fetched = fetcher.result
        assert len(fetched.captures) + len(fetched.outcomes) + fetched.deferred == len(candidates)
        assert run.advanced == len(candidates) - fetched.deferred
        return fetched

    return run


def listed(path, route="sitemap", **message):
    return make_candidate(ROOT + path, "the-one", Hint(route, **message))


def known(path, body=b"old", **changes):
    digest = sha256(body).hexdigest()
    url = ROOT + path
    fields = {
        "etag": None,
        "last_modified": None,
        "captured_at": datetime(2026, 1, 10, 12, tzinfo=UTC),
        "url": url,
    } | changes
    return {make_article_id(url): KnownCapture(make_capture_id(url, digest), digest, **fields)}


def outcomes(fetched):
    return Counter((outcome["fate"], outcome["reason"]) for outcome in fetched.outcomes)


def test_a_new_article_is_archived_with_its_hint_and_can_be_read_back(site, fetch, tmp_path):
    site.script("/a/new", site.answer(body=b"<p>New</p>", headers={"ETag": '"v1"', "Last-Modified": "then"}))
    fetched = fetch(listed("/a/new", "feed", title="Ein “Titel”", published="Mon, 1 Jan 2024 08:00:00 GMT"))
    (row,) = fetched.captures
    stored = RecordLocation(row["warc_file"], row["warc_offset"])
    record = files.read_record(tmp_path / "archive", stored, 1 << 20)
    assert (record.payload, record.url, record.status) == (b"<p>New</p>", f"{ROOT}/a/new", 200)
    assert json.loads(record.hint)["title"] == "Ein “Titel”"
    assert record.captured_at == row["captured_at"].replace(tzinfo=UTC)
    assert (row["etag"], row["last_modified"], row["media_type"]) == ('"v1"', "then", "text/html")
    assert (row["payload_bytes"], row["payload_sha256"]) == (10, sha256(b"<p>New</p>").hexdigest())
    assert set(row) == {*CAPTURES.names}


def test_outcomes_have_the_columns_of_their_table(fetch):
    (outcome,) = fetch("/a/gone").outcomes
    assert set(outcome) == {*RUN_FATES.names} - {"run_id", "position"}
    assert outcome["url"] == "https://one.example/a/gone"


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_missing_article_has_failed_and_its_response_is_archived(site, fetch, tmp_path, status):
    site.script("/a/gone", site.answer(status, b"Gone fishing"))
    fetched = fetch("/a/gone")
    assert outcomes(fetched) == {("failed", f"http_{status}"): 1}
    assert b"Gone fishing" in b"".join(_payloads(tmp_path))


def test_not_modified_without_a_condition_has_failed(site, fetch):
    site.script("/a/new", site.answer(304, b""))
    (outcome,) = fetch("/a/new").outcomes
    assert (outcome["fate"], outcome["reason"]) == ("failed", "http_304")


def test_an_article_that_robots_txt_forbids_is_disallowed(site, fetch):
    site.script("/robots.txt", b"User-agent: *\nDisallow: /a/private\n")
    site.script("/a/page", b"x")
    fetched = fetch("/a/private", "/a/page")
    assert outcomes(fetched) == {("disallowed", "robots"): 1}
    assert len(fetched.captures) == 1


class TestDue:
    def test_a_known_article_only_in_a_sitemap_is_not_due(self, outlet):
        (capture,) = known("/a/old").values()
        assert not is_due(listed("/a/old", modified="2026-01-09"), capture, outlet)
        assert is_due(listed("/a/old", "feed"), capture, outlet)
        assert is_due(listed("/a/old"), None, outlet)

    def test_a_known_article_in_a_feed_is_requested_conditionally(self, site, fetch):
        site.script("/a/old", site.answer(etag='"v1"'))
        fetched = fetch(listed("/a/old", "feed"), known=known("/a/old", etag='"v1"', last_modified="then"))
        assert outcomes(fetched) == {("unchanged", "not_modified"): 1}
        assert site.asked[-1].headers["If-Modified-Since"] == "then"

    @pytest.mark.parametrize("modified", ["2026-01-10", "2026-01-10T12:00:01Z", "Sat, 10 Jan 2026 13:30:00 +0100"])
    def test_an_article_listed_with_a_later_change_is_due(self, outlet, modified):
        (capture,) = known("/a/old").values()
        assert is_due(listed("/a/old", modified=modified), capture, outlet)

    def test_the_same_bytes_are_not_archived_again(self, site, fetch, tmp_path):
        site.script("/a/old", b"old")
        fetched = fetch(listed("/a/old", "feed"), known=known("/a/old", b"old"))
        assert outcomes(fetched) == {("unchanged", "same_bytes"): 1}
        assert _payloads(tmp_path) == []


class TestRedirects:
    def test_an_article_is_the_one_at_its_final_address(self, site, fetch):
        site.redirect("/a/short", "/a/long")
        site.script("/a/long", b"x")
        (row,) = fetch("/a/short").captures
        assert (row["url"], row["article_id"]) == (f"{ROOT}/a/long", make_article_id(f"{ROOT}/a/long"))

    @pytest.mark.parametrize("order", [("/a/short", "/a/long"), ("/a/long", "/a/short")])
    def test_two_addresses_of_one_article_are_fetched_once(self, site, fetch, order):
        site.redirect("/a/short", "/a/long")
        site.script("/a/long", b"x")
        fetched = fetch(*order)
        assert outcomes(fetched) == {("unchanged", "redirects_to"): 1}
        assert fetched.outcomes[0]["url"] == "https://one.example/a/short"
        assert fetched.outcomes[0]["capture_id"] == fetched.captures[0]["capture_id"]
        assert site.paths().count("/a/long") == 1

    def test_a_redirect_to_what_is_known_and_not_due_is_not_followed(self, site, fetch):
        site.redirect("/a/short", "/a/old")
        fetched = fetch("/a/short", known=known("/a/old"))
        assert outcomes(fetched) == {("unchanged", "redirects_to"): 1}
        assert fetched.outcomes[0]["article_id"] == make_article_id(f"{ROOT}/a/old")
        assert site.paths() == ["/a/short"]

    def test_a_gone_article_behind_two_redirects_is_requested_once(self, site, fetch):
        site.redirect("/a/1", "/a/gone")
        site.redirect("/a/2", "/a/gone")
        fetched = fetch("/a/1", "/a/2", "/a/gone")
        assert outcomes(fetched) == {("unchanged", "redirects_to"): 2, ("failed", "http_404"): 1}
        assert site.paths().count("/a/gone") == 1

    @pytest.mark.parametrize("target", ["/", "http://two.example/a/page"])
    def test_a_redirect_away_from_the_outlets_articles_is_a_failure(self, site, fetch, target):
        site.redirect("one.example/a/moved", target)
        site.script("/", b"home")
        site.script("/a/page", b"elsewhere")
        fetched = fetch("/a/moved")
        assert outcomes(fetched) == {("failed", "redirected_away"): 1}

    def test_an_address_of_this_machine_is_disallowed(self, site, fetch):
        site.redirect("/a/moved", f"http://{site.address}/a/inside")
        assert outcomes(fetch("/a/moved")) == {("disallowed", "address"): 1}

    def test_a_trailing_slash_is_not_another_article(self, site, fetch):
        site.redirect("/a/page", "/a/page/")
        site.script("/a/page/", b"x")
        (row,) = fetch("/a/page").captures
        assert row["article_id"] == make_article_id(f"{ROOT}/a/page")

    def test_redirects_are_kept_in_the_archive(self, site, fetch, tmp_path):
        site.redirect("/a/short", "/a/long")
        site.script("/a/long", b"x")
        fetch("/a/short")
        (name,) = files.list_files(tmp_path / "archive")
        with (tmp_path / "archive" / name).open("rb") as stream:
            statuses = [record.status for record in warc_reader.iter_records(stream, 1 << 20)]
        assert statuses == [301, 200]


@pytest.mark.parametrize("seed", range(20))
def test_redirects_in_any_order_fetch_no_page_twice(site, fetch, seed):
    dice = random.Random(seed)
    names = [f"/a/{number}" for number in range(12)]
    for name in names:
        site.script(name, b"page " + name.encode())
        if dice.random() < 0.5:
            site.redirect(name, dice.choice(names))
    kept = {}
    for name in dice.sample(names, 3):
        kept |= known(name, b"page " + name.encode(), etag=None)
    chosen = dice.sample(names, 9)
    fetched = fetch(*(listed(name, dice.choice(["feed", "sitemap"])) for name in chosen), known=kept)
    pages = Counter(asked.path for asked in site.asked if site.is_page(asked.path))
    assert max(pages.values(), default=0) <= 1
    captured = [row["article_id"] for row in fetched.captures]
    assert len(captured) == len(set(captured))


def test_a_stopped_run_leaves_the_rest_for_later(site, fetch):
    site.script("/a/0", b"x")
    fetched = fetch("/a/0", "/a/1", "/a/2", stop=lambda: bool(site.paths()))
    assert (len(fetched.captures), fetched.deferred) == (1, 2)


def _payloads(tmp_path):
    found = []
    for name in files.list_files(tmp_path / "archive"):
        with (tmp_path / "archive" / name).open("rb") as stream:
            found += [record.payload for record in warc_reader.iter_records(stream, 1 << 20)]
    return found
