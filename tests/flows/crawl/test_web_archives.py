"""Web archives become candidates: each article once, with its earliest copy, within the days wanted."""

import json
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from flows.crawl import wayback

ROOT = "http://one.example"
CDX = "two.example/cdx/search/cdx?"
CRAWLS = "three.example/collinfo.json"
ARCHIVED = {"archived": ("one.example/a/",)}


def captures(*rows, key=None):
    listed = [["timestamp", "original"], *map(list, rows)]
    return json.dumps(listed + ([[], [key]] if key else [])).encode()


def crawl(name, first, last):
    return {"id": name, "cdx-api": f"http://three.example/{name}-index", "from": first, "to": last}


def line(path, stamp, offset=0, **more):
    place = {"filename": "crawl/1.warc.gz", "offset": str(offset), "length": "700"}
    return json.dumps({"url": ROOT + path, "timestamp": stamp} | place | more)


def script_crawl(site, name, *pages):
    count = json.dumps({"pages": len(pages)}).encode()
    site.script(f"three.example/{name}-index?", count, *("\n".join(page).encode() for page in pages))


@pytest.fixture
def archives(site, look):
    """Look into the archives; Common Crawl has no crawl unless the test says so."""
    site.script(CRAWLS, b"[]")
    return lambda *days: look("web-archive", *days, **ARCHIVED)


def queries(site):
    return [parse_qs(urlsplit(path).query) for path in site.paths("two.example")]


def copies(pages):
    return {each.url.removeprefix(ROOT): each.hint.copy for page in pages for each in page.candidates}


class TestWayback:
    def test_a_capture_is_a_candidate_with_its_copy(self, site, archives):
        site.script(CDX, captures(("20220720081530", f"{ROOT}/a/one")))
        (candidate,) = archives()[0].candidates
        copy = candidate.hint.copy
        assert (candidate.url, candidate.hint.route) == (f"{ROOT}/a/one", "web-archive")
        assert (copy.url, copy.offset) == (f"http://two.example/web/20220720081530id_/{ROOT}/a/one", None)
        assert copy.captured_at == "2022-07-20T08:15:30+00:00"

    def test_the_index_is_queried_for_good_pages_until_some_time_after_the_days(self, site, archives):
        site.script(CDX, b"[]")
        archives(date(2022, 1, 1), date(2022, 6, 30))
        (query,) = queries(site)
        assert (query["url"], query["matchType"], query["to"]) == (["one.example/a/"], ["prefix"], ["20220930"])
        assert query["filter"] == ["statuscode:200", "mimetype:text/html"]
        assert "from" not in query

    def test_the_index_is_read_on_by_resume_keys(self, site, archives, paths):
        first = captures(("20220720081530", f"{ROOT}/a/one"), key="k 1")
        site.script(CDX, first, captures(("20220720081530", f"{ROOT}/a/two")))
        assert paths(archives()) == ["/a/one", "/a/two"]
        assert [query.get("resumeKey") for query in queries(site)] == [None, ["k 1"]]

    def test_a_repeated_resume_key_ends_the_index(self, site, archives):
        site.script(CDX, captures(("20220720081530", f"{ROOT}/a/one"), key="k"))
        pages = archives()
        assert (len(site.paths("two.example")), "no_progress" in pages[1].problem) == (2, True)

    def test_an_article_copied_before_the_window_is_outside_it(self, site, archives, paths):
        rows = (("20211231235959", f"{ROOT}/a/old"), ("20220101000001", f"{ROOT}/a/new"))
        site.script(CDX, captures(*rows))
        assert paths(archives(date(2022, 1, 1), date(2022, 12, 31))) == ["/a/new"]

    def test_ports_and_schemes_of_old_captures_are_not_other_articles(self, site, archives):
        old, new = ("20150101000000", "http://one.example:80/a/x"), ("20190101000000", "https://one.example/a/x")
        site.script(CDX, captures(new, old))
        (candidate,) = archives()[0].candidates
        assert (candidate.url, candidate.hint.copy.captured_at[:4]) == ("https://one.example/a/x", "2015")

    def test_only_the_outlets_articles_are_taken(self, site, archives, paths):
        rows = [("20220101000000", f"{ROOT}{path}") for path in ("/a/one", "/a/one/amp/x", "/about")]
        site.script(CDX, captures(*rows, ("2022", f"{ROOT}/a/bad-stamp"), ("20220101000000", "http://one.example:x/")))
        assert paths(archives()) == ["/a/one"]

    @pytest.mark.parametrize("body", [b"<html>Blocked By Robots</html>", b'{"error": 1}', b"[1, 2]", b'[["a"], ["b"]]'])
    def test_an_answer_of_another_shape_is_a_problem(self, site, archives, body):
        site.script(CDX, body)
        assert "not_an_index" in archives()[0].problem

    def test_a_refusing_index_is_a_problem_and_the_other_is_read(self, site, archives, paths):
        site.script(CDX, site.answer(403))
        site.script(
            CRAWLS, json.dumps([crawl("CC-MAIN-2022-05", "2022-01-16T00:00:00", "2022-01-29T00:00:00")]).encode()
        )
        script_crawl(site, "CC-MAIN-2022-05", [line("/a/one", "20220120000000")])
        pages = archives()
        assert ("http_403" in pages[0].problem, paths(pages)) == (True, ["/a/one"])

    def test_an_endless_index_is_abandoned(self, site, archives, monkeypatch):
        monkeypatch.setattr(wayback, "MAX_PAGES", 3)
        site.script(CDX, *(captures((f"2022010100000{n}", f"{ROOT}/a/{n}"), key=f"k{n}") for n in range(9)))
        assert "too_long" in archives()[-1].problem


class TestCommonCrawl:
    @pytest.fixture(autouse=True)
    def no_wayback(self, site):
        site.script(CDX, b"[]")

    def test_a_capture_is_a_range_of_a_file(self, site, archives):
        site.script(
            CRAWLS, json.dumps([crawl("CC-MAIN-2022-05", "2022-01-16T00:00:00", "2022-01-29T00:00:00")]).encode()
        )
        script_crawl(site, "CC-MAIN-2022-05", [line("/a/one", "20220120101500", 4096)])
        copy = copies(archives())["/a/one"]
        assert (copy.url, copy.offset, copy.length) == ("http://three.example/data/crawl/1.warc.gz", 4096, 700)
        assert copy.captured_at == "2022-01-20T10:15:00+00:00"

    def test_every_page_is_read_and_one_without_copies_ends_nothing(self, site, archives, paths):
        site.script(
            CRAWLS, json.dumps([crawl("CC-MAIN-2022-05", "2022-01-16T00:00:00", "2022-01-29T00:00:00")]).encode()
        )
        name, stamp = "three.example/CC-MAIN-2022-05-index?", "20220120000000"
        empty = site.answer(404, b'{"message": "No Captures found"}')
        pages = [line("/a/one", stamp).encode(), empty, line("/a/two", stamp).encode()]
        site.script(name, b'{"pages": 3}', *pages)
        assert paths(archives()) == ["/a/one", "/a/two"]

    def test_only_crawls_that_may_cover_the_days_are_queried_oldest_first(self, site, archives):
        listed = [
            crawl("CC-MAIN-2023-06", "2023-01-26T00:00:00", "2023-02-09T00:00:00"),
            crawl("CC-MAIN-2022-27", "2022-06-24T00:00:00", "2022-07-07T00:00:00"),
            {"id": "CC-MAIN-2022-05", "cdx-api": "http://three.example/CC-MAIN-2022-05-index"},
            crawl("CC-MAIN-2019-04", "2019-01-15T00:00:00", "2019-01-24T00:00:00"),
        ]
        site.script(CRAWLS, json.dumps(listed).encode())
        archives(date(2022, 1, 1), date(2022, 6, 30))
        asked = [path.partition("?")[0] for path in site.paths("three.example")]
        assert asked == ["/collinfo.json", "/CC-MAIN-2022-05-index", "/CC-MAIN-2022-27-index"]

    def test_the_earliest_copy_of_all_archives_counts(self, site, archives):
        site.script(CDX, captures(("20220301000000", f"{ROOT}/a/later"), ("20220101000000", f"{ROOT}/a/sooner")))
        site.script(
            CRAWLS, json.dumps([crawl("CC-MAIN-2022-05", "2022-01-16T00:00:00", "2022-01-29T00:00:00")]).encode()
        )
        script_crawl(site, "CC-MAIN-2022-05", [line(f"/a/{name}", "20220120000000") for name in ("later", "sooner")])
        pages = archives()
        assert [len(page.candidates) for page in pages] == [2, 1]
        assert copies(pages[1:])["/a/later"].captured_at.startswith("2022-01-20")

    def test_a_page_kept_in_part_is_an_address_without_a_copy(self, site, archives):
        site.script(
            CRAWLS, json.dumps([crawl("CC-MAIN-2022-05", "2022-01-16T00:00:00", "2022-01-29T00:00:00")]).encode()
        )
        script_crawl(site, "CC-MAIN-2022-05", [line("/a/long", "20220120000000", truncated="length")])
        assert copies(archives()) == {"/a/long": None}

    @pytest.mark.parametrize("answer", [b"<html>", b"{}", b'[{"id": 3}]', b"[1]"])
    def test_a_list_of_crawls_of_another_shape_is_a_problem(self, site, archives, answer):
        site.script(CRAWLS, answer)
        assert "not_an_index" in archives()[-1].problem

    @pytest.mark.parametrize("answer", [b"<html>", b"[1]", b'{"url": "x"}'])
    def test_a_page_of_another_shape_is_a_problem(self, site, archives, answer):
        site.script(
            CRAWLS, json.dumps([crawl("CC-MAIN-2022-05", "2022-01-16T00:00:00", "2022-01-29T00:00:00")]).encode()
        )
        site.script("three.example/CC-MAIN-2022-05-index?", b'{"pages": 1}', answer)
        assert "not_an_index" in archives()[-1].problem


def test_the_indexes_answers_are_archived(site, look):
    site.script(CDX, b"[]")
    site.script(CRAWLS, b"[]")
    look("web-archive", **ARCHIVED)
    assert [urlsplit(url).netloc for url in look.kept if "robots" not in url] == ["two.example", "three.example"]


def test_robots_txt_of_web_archives_is_not_requested(site, archives):
    site.script(CDX, b"[]")
    archives()
    assert {asked.host for asked in site.asked if asked.path == "/robots.txt"} == {"one.example"}
