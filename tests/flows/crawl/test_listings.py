"""Listing pages are read as declared, until they end, repeat or are older than the days wanted."""

from dataclasses import replace
from datetime import date

import pytest

from flows.crawl import paging
from transforms.records import Listing, Selector

ROOT = "http://one.example"
NUMBERED = Listing(
    pages=f"{ROOT}/latest?page={{page}}",
    item=".teaser",
    link="h3 a",
    title=Selector("h3"),
    author=Selector(".by", "^By (.+)$"),
    date=Selector(".day"),
)
OLDER = replace(NUMBERED, pages=f"{ROOT}/latest", older="a.older")


def teaser(slug, day="", by=""):
    day_line = f"<p class='day'>{day}</p>" if day else ""
    return f"<div class='teaser'><h3><a href='/a/{slug}'>On {slug}</a></h3>{day_line}<p class='by'>{by}</p></div>"


def page(*teasers, older=None):
    link = f"<a class='older' href='{older}'>Older</a>" if older else ""
    return f"<html><body><a href='/a/in-the-menu'>Menu</a>{''.join(teasers)}{link}</body></html>".encode()


@pytest.fixture
def numbered(look):
    return lambda *days, listing=NUMBERED, **changes: look("listing", *days, listings=(listing,), **changes)


def script(site, *pages, past=None):
    for number, body in enumerate(pages, start=1):
        site.script(f"/latest?page={number}", body)
    if past is not None:
        site.script(f"/latest?page={len(pages) + 1}", past)


def test_a_teaser_is_a_candidate_with_title_author_and_date_verbatim(site, numbered):
    script(site, page(teaser("one", "3 March 2023", "By Dame Ada Vane MP"), teaser("two")))
    first, *_ = numbered()
    one, two = first.candidates
    assert (one.url, one.hint.route) == (f"{ROOT}/a/one", "listing")
    assert (one.hint.title, one.hint.published, one.hint.authors) == ("On one", "3 March 2023", ("Dame Ada Vane MP",))
    assert (two.hint.published, two.hint.authors) == (None, ())


def test_a_time_elements_attribute_is_preferred_to_its_text(site, numbered):
    script(site, page(teaser("one", "<time class=day datetime='2023-03-03T09:00:00Z'>Friday</time>")))
    rule = replace(NUMBERED, date=Selector("time"))
    assert numbered(listing=rule)[0].candidates[0].hint.published == "2023-03-03T09:00:00Z"


def test_a_pattern_takes_a_part_of_the_teasers_own_text(site, numbered):
    script(site, b"<ul><li>3 March 2023: <a href='/a/one'>On one</a> (Bo Lark)</li></ul>")
    rule = Listing(NUMBERED.pages, "li", date=Selector("", "^([^:]+):"), author=Selector("", r"\(([^()]+)\)$"))
    (one,) = numbered(listing=rule)[0].candidates
    assert (one.hint.title, one.hint.published, one.hint.authors) == ("On one", "3 March 2023", ("Bo Lark",))


def test_teasers_that_are_links_themselves_are_read(site, numbered):
    script(site, b"<a class=card href='/a/one'>One</a><a class=card href='/a/one'><img></a><a href='/a/no'>No</a>")
    (one,) = numbered(listing=Listing(NUMBERED.pages, "a.card"))[0].candidates
    assert (one.url, one.hint.title) == (f"{ROOT}/a/one", "One")


def test_numbered_pages_are_requested_in_order_until_one_is_missing(site, numbered, paths):
    site.script("/latest?page=0", page(teaser("one")))
    site.script("/latest?page=1", page(teaser("two")))
    pages = numbered(listing=replace(NUMBERED, first_page=0))
    assert paths(pages) == ["/a/one", "/a/two"]
    assert site.paths() == ["/latest?page=0", "/latest?page=1", "/latest?page=2"]
    assert [each.problem for each in pages] == [None, None, None]


def test_older_links_are_followed_and_a_circle_of_them_ends(site, numbered, paths):
    site.script("/latest", page(teaser("one"), older="/earlier"))
    site.script("/earlier", page(teaser("two"), older="/latest"))
    assert paths(numbered(listing=OLDER)) == ["/a/one", "/a/two"]
    assert site.paths() == ["/latest", "/earlier"]


def test_a_page_not_found_that_answers_200_is_the_end(site, numbered, paths):
    script(site, page(teaser("one")), past=b"<html><body><h1>Page not found</h1></body></html>")
    pages = numbered()
    assert (paths(pages), site.paths()) == (["/a/one"], ["/latest?page=1", "/latest?page=2"])
    assert all(each.problem is None for each in pages)


def test_a_page_not_found_with_well_known_teasers_is_the_end(site, numbered):
    script(site, page(teaser("one"), teaser("two")), page(teaser("three")), past=page(teaser("two"), teaser("one")))
    site.script("/latest?page=4", page(teaser("four")))
    numbered()
    assert "/latest?page=4" not in site.paths()


def test_an_endlessly_repeated_page_is_requested_twice(site, numbered, paths):
    script(site, *[page(teaser("one"), teaser("two"))] * 9)
    numbered()
    assert site.paths() == ["/latest?page=1", "/latest?page=2"]


def test_an_endless_listing_is_abandoned_and_reported(site, numbered, monkeypatch):
    monkeypatch.setattr(paging, "MAX_PAGES", 3)
    script(site, *(page(teaser(f"n{number}")) for number in range(9)))
    pages = numbered()
    assert len(pages) == 3
    assert "too_long" in pages[-1].problem


class TestDays:
    DAYS = ("1 May 2022", "20 April 2022", "10 April 2022", "1 April 2022", "1 March 2022")

    def test_reading_stops_at_the_first_older_page(self, site, numbered, paths):
        script(site, *(page(teaser(f"n{number}", day)) for number, day in enumerate(self.DAYS)))
        found = paths(numbered(date(2022, 4, 5), date(2022, 4, 20)))
        assert found == ["/a/n1", "/a/n2"]
        assert site.paths()[-1] == "/latest?page=4"

    def test_one_teaser_of_the_days_wanted_keeps_it_going(self, site, numbered, paths):
        first = page(teaser("old", "1 January 2020"), teaser("new", "20 April 2022"))
        script(site, first, page(teaser("next", "19 April 2022")), page(teaser("last", "1 January 2021")))
        assert paths(numbered(date(2022, 4, 1), date(2022, 5, 1))) == ["/a/new", "/a/next"]

    def test_links_that_every_page_repeats_do_not_continue_the_reading(self, site, numbered):
        fixed = teaser("popular", "30 April 2022")
        script(site, *(page(fixed, teaser(f"n{number}", day)) for number, day in enumerate(self.DAYS)))
        numbered(date(2022, 4, 5), date(2022, 5, 1))
        assert site.paths()[-1] == "/latest?page=4"

    def test_a_backfill_continues_in_undated_listings_and_a_nightly_run_does_not(self, site, numbered, paths):
        script(site, page(teaser("one")), page(teaser("two")))
        assert paths(numbered(date(2022, 4, 1), date(2022, 5, 1))) == ["/a/one", "/a/two"]
        assert paths(numbered(date(2022, 4, 1), None)) == ["/a/one"]

    def test_the_month_in_an_address_dates_a_teaser_that_is_not(self, site, numbered, paths):
        bodies = [f"<a href='/{month}/x{number}'>X</a>".encode() for number, month in enumerate(("2022/05", "2022/03"))]
        script(site, *bodies, b"<a href='/2022/02/x3'>X</a>")
        rule = Listing(NUMBERED.pages, "a[href]")
        found = numbered(date(2022, 5, 1), date(2022, 5, 31), listing=rule, article_paths=("/20../../x",))
        assert (paths(found), site.paths()) == (["/2022/05/x0"], ["/latest?page=1", "/latest?page=2"])

    def test_a_closed_listing_is_read_only_by_backfills(self, site, numbered, paths):
        script(site, page(teaser("one")))
        closed = replace(NUMBERED, closed=True)
        assert numbered(date(2022, 4, 1), None, listing=closed) == []
        assert paths(numbered(date(2022, 4, 1), date(2022, 5, 1), listing=closed)) == ["/a/one"]


class TestTrouble:
    def test_a_listing_that_is_not_there_is_a_problem(self, numbered):
        (found,) = numbered()
        assert "http_404" in found.problem

    def test_a_listing_with_changed_markup_is_a_problem(self, site, numbered):
        script(site, b"<html><body><section><a href='/a/one'>One</a></section></body></html>")
        (found,) = numbered()
        assert "no_teasers" in found.problem

    def test_a_page_that_fails_ends_the_listing_and_keeps_what_was_found(self, site, numbered, paths):
        script(site, page(teaser("one")), past=site.answer(403))
        pages = numbered()
        assert (paths(pages), "http_403" in pages[-1].problem) == (["/a/one"], True)

    @pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<?xml version='1.0' encoding='utf-8'?>", b"{}"])
    def test_a_listing_that_is_not_a_page_is_a_problem(self, site, numbered, body):
        script(site, body)
        assert numbered()[0].problem

    def test_an_oversized_listing_is_refused(self, site, numbered):
        script(site, b"<html>" + b" " * 6_000_000)
        assert "too_large" in numbered()[0].problem

    @pytest.mark.parametrize("start", ["<div>" * 100_000, f"<p {'x ' * 200_000}>", "<a href='/a/x'>" * 50_000])
    def test_hostile_markup_ends(self, site, numbered, start):
        script(site, start.encode() + page(teaser("one")))
        assert len(numbered()) >= 1

    @pytest.mark.parametrize("href", ["", "#top", "http://[::1", "javascript:alert(1)", "mailto:a@b.example"])
    def test_links_that_lead_to_no_article_are_left_out(self, site, numbered, href):
        broken = f"<div class='teaser'><h3><a href='{href}'>X</a></h3></div>"
        script(site, page(broken, teaser("one")))
        assert [each.url for each in numbered()[0].candidates] == [f"{ROOT}/a/one"]

    def test_an_old_pages_charset_and_base_are_used(self, site, numbered):
        head = "<html><head><meta http-equiv='Content-Type' content='text/html; charset=windows-1252'><base href='/a/'>"
        body = head + "</head><body><div class='teaser'><h3><a href='caf\u00e9'>Caf\u00e9 \u201cX\u201d</a></h3></div>"
        site.script("/latest?page=1", site.answer(body=body.encode("cp1252"), headers={"Content-Type": "text/html"}))
        (one,) = numbered()[0].candidates
        assert (one.url, one.hint.title) == (f"{ROOT}/a/caf\u00e9", "Caf\u00e9 \u201cX\u201d")


def test_every_page_is_archived(site, look):
    script(site, page(teaser("one")))
    look("listing", listings=(NUMBERED,))
    assert [url for url in look.kept if "robots" not in url] == [f"{ROOT}/latest?page=1", f"{ROOT}/latest?page=2"]
