"""A feed is requested with its validators; a backfill reads its archive back to the days wanted."""

from datetime import date, datetime
from email.utils import format_datetime

import pytest

from flows.crawl.listing_reader import Validators

ROOT = "http://one.example"
FEED = f"{ROOT}/feed"
DAYS = (date(2022, 4, 1), date(2022, 4, 30))


def rss(*entries, link=""):
    items = "".join(
        f"<item><title>{slug}</title><link>{ROOT}/a/{slug}</link>"
        f"<pubDate>{format_datetime(datetime(2022, *day, 9))}</pubDate></item>"
        for slug, day in entries
    )
    space = 'xmlns:atom="http://www.w3.org/2005/Atom"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel>{link}{items}</channel></rss>'.encode()


def atom_link(rel, path):
    return f'<atom:link rel="{rel}" href="{path}"/>'


@pytest.fixture
def wordpress(look):
    return lambda *days, **more: look("feed", *days, paged_feeds=(f"{FEED}/?paged={{page}}",), **more)


class TestArchives:
    def test_numbered_pages_are_read_to_the_first_that_is_older(self, site, wordpress, paths):
        site.script("/feed", rss(("may", (5, 2)), ("late", (4, 28))))
        site.script("/feed/?paged=2", rss(("mid", (4, 10)), ("early", (4, 2))))
        site.script("/feed/?paged=3", rss(("march", (3, 30)), ("older", (3, 1))))
        assert paths(wordpress(*DAYS)) == ["/a/late", "/a/mid", "/a/early"]
        assert site.paths() == ["/feed", "/feed/?paged=2", "/feed/?paged=3"]

    def test_the_end_of_the_archive_is_not_a_problem(self, site, wordpress):
        site.script("/feed", rss(("late", (4, 28))))
        assert [page.problem for page in wordpress(*DAYS)] == [None, None]

    def test_a_site_that_answers_every_page_number_with_its_first_page_is_abandoned(self, site, wordpress):
        site.script("/feed", rss(("late", (4, 28))))
        site.script("/feed/?", rss(("late", (4, 28))))
        wordpress(*DAYS)
        assert site.paths() == ["/feed", "/feed/?paged=2"]

    @pytest.mark.parametrize("rel", ["prev-archive", "next"])
    def test_links_of_rfc_5005_are_followed(self, site, look, paths, rel):
        site.script("/feed", rss(("late", (4, 28)), link=atom_link(rel, "/archive/2.xml")))
        site.script("/archive/2.xml", rss(("early", (4, 2)), link=atom_link(rel, "/feed")))
        assert paths(look("feed", *DAYS)) == ["/a/late", "/a/early"]
        assert site.paths() == ["/feed", "/archive/2.xml"]

    def test_a_nightly_run_reads_only_the_feed(self, site, wordpress):
        site.script("/feed", rss(("late", (4, 28)), link=atom_link("next", "/archive/2.xml")))
        wordpress(date(2022, 4, 1), None)
        assert site.paths() == ["/feed"]

    def test_a_page_that_is_not_a_feed_ends_it_with_a_problem(self, site, wordpress, paths):
        site.script("/feed", rss(("late", (4, 28))))
        site.script("/feed/?paged=2", b"<html>Sorry</html>")
        pages = wordpress(*DAYS)
        assert (paths(pages), "not_a_feed" in pages[1].problem) == (["/a/late"], True)


class TestValidators:
    def test_a_feed_gives_its_validators_for_the_next_run(self, site, look):
        headers = {"ETag": '"v1"', "Last-Modified": "Wed, 20 Jul 2022 08:00:00 GMT"}
        site.script("/feed", site.answer(body=rss(("x", (4, 2))), headers=headers))
        (found,) = look("feed", validators={})
        assert (found.etag, found.last_modified) == ('"v1"', "Wed, 20 Jul 2022 08:00:00 GMT")

    def test_an_unchanged_feed_lists_no_article(self, site, look):
        site.script("/feed", site.answer(body=rss(("x", (4, 2))), etag='"v1"'))
        (found,) = look("feed", validators={FEED: Validators('"v1"', "then")})
        assert (found.candidates, found.problem) == ((), None)
        assert site.asked[-1].headers["If-Modified-Since"] == "then"

    def test_without_validators_the_request_is_unconditional(self, site, look):
        site.script("/feed", site.answer(body=rss(("x", (4, 2))), etag='"v1"'))
        (found,) = look("feed", *DAYS)
        assert (len(found.candidates), found.etag) == (1, None)
        assert "If-None-Match" not in site.asked[-1].headers

    def test_a_sitemap_is_requested_conditionally_and_an_index_is_always_read(self, site, look):
        space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        index = f"<sitemapindex {space}><sitemap><loc>{ROOT}/1.xml</loc></sitemap></sitemapindex>".encode()
        one = f"<urlset {space}><url><loc>{ROOT}/a/x</loc></url></urlset>".encode()
        site.script("/index.xml", site.answer(body=index, etag='"i"'))
        site.script("/1.xml", site.answer(body=one, etag='"s"'))
        outer, inner = look("sitemap", sitemaps=(f"{ROOT}/index.xml",), validators={})
        assert (outer.etag, inner.etag) == (None, '"s"')
        pages = look("sitemap", sitemaps=(f"{ROOT}/index.xml",), validators={inner.address: Validators('"s"')})
        assert [len(page.candidates) for page in pages] == [0, 0]
        assert site.asked[-1].headers["If-None-Match"] == '"s"'

    def test_a_sitemap_that_was_not_read_completely_has_no_validators(self, site, look):
        broken = f"<urlset><url><loc>{ROOT}/a/x</loc></url>".encode()
        site.script("/1.xml", site.answer(body=broken, etag='"s"'))
        (found,) = look("sitemap", sitemaps=(f"{ROOT}/1.xml",), validators={})
        assert (len(found.candidates), found.etag, "not_a_sitemap" in found.problem) == (1, None, True)


def test_declared_sitemaps_are_read_next_to_those_of_robots_each_once(site, look, paths):
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    site.script("/robots.txt", f"Sitemap: {ROOT}/1.xml".encode())
    for number in (1, 2):
        site.script(f"/{number}.xml", f"<urlset {space}><url><loc>{ROOT}/a/{number}</loc></url></urlset>".encode())
    both = (f"{ROOT}/1.xml", f"{ROOT}/2.xml")
    assert paths(look("sitemap", use_sitemaps=True, sitemaps=both)) == ["/a/1", "/a/2"]
    assert sorted(site.paths()) == ["/1.xml", "/2.xml"]
