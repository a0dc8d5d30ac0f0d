"""Feeds and sitemaps become candidates, each article once; failures are reported, not raised."""

import gzip
from dataclasses import replace
from datetime import date

import pytest

from flows.crawl import sitemaps
from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.listing_reader import ListingReader
from flows.crawl.routes import declared_routes, read_listings
from flows.runs.hints import merge_hints
from transforms.urls import make_article_id

ROOT = "http://one.example"
FEED = {"Content-Type": "application/rss+xml; charset=utf-8"}


def rss(*items):
    start = '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    return f"{start}<channel><title>The One</title>{''.join(items)}</channel></rss>".encode()


def item(path, date="Wed, 20 Jul 2022 08:00:00 +0100", extra=""):
    return f"<item><title>On {path}</title><link>{ROOT}{path}</link><pubDate>{date}</pubDate>{extra}</item>"


def urlset(*entries):
    body = "".join(f"<url><loc>{url}</loc>{extra}</url>" for url, extra in entries)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</urlset>'.encode()


def index(*entries):
    body = "".join(f"<sitemap><loc>{url}</loc>{extra}</sitemap>" for url, extra in entries)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</sitemapindex>'.encode()


class Discovery:
    """All pages: each article once, its first listing's word and what the others add, and a line for each problem."""

    def __init__(self, pages):
        found, self.problems = {}, []
        for page in pages:
            if page.problem:
                self.problems.append(f"{page.address}: {page.problem}")
            for candidate in page.candidates:
                identity = make_article_id(candidate.url)
                found[identity] = merge_hints(found[identity], candidate) if identity in found else candidate
        self.candidates = list(found.values())


@pytest.fixture
def search(site, settings_for, outlet):
    """Discover, and note the addresses in the order they were archived."""

    def run(since=None, until=None, outlets=(), **changes):
        client, declared = Client(settings_for(), backoff_seconds=0.01), replace(outlet, **changes)
        run.kept = []

        def keep(response):
            run.kept.append((response.url, response.status))

        with DocumentParser(client.settings) as parser:
            reader = ListingReader(declared, client, since, until, keep, parser, outlets)
            return Discovery(read_listings(reader, declared_routes(declared)))

    return run


@pytest.fixture
def by_sitemap(site, search):
    """Discover by the sitemap that robots.txt names as /sitemap.xml, and no feed."""
    site.script("/robots.txt", f"Sitemap: {ROOT}/sitemap.xml\n".encode())
    return lambda **options: search(feeds=(), use_sitemaps=True, **options)


def paths(discovery):
    return [candidate.url.removeprefix(ROOT) for candidate in discovery.candidates]


class TestFeeds:
    def test_an_rss_entry_is_a_candidate_with_what_the_feed_says_verbatim(self, site, search):
        extra = "<dc:creator>Dame Ada Vane MP</dc:creator><category>Foreign affairs</category><category>Iran</category>"
        site.script("/feed", site.answer(body=rss(item("/a/first", extra=extra)), headers=FEED))
        (candidate,) = search().candidates
        assert (candidate.url, candidate.outlet_id) == (f"{ROOT}/a/first", "the-one")
        hint = candidate.hint
        assert (hint.route, hint.title, hint.modified) == ("feed", "On /a/first", None)
        assert hint.published == "Wed, 20 Jul 2022 08:00:00 +0100"
        assert hint.authors == ("Dame Ada Vane MP",)
        assert hint.categories == ("Foreign affairs", "Iran")

    def test_an_atom_entry_too_with_its_relative_address(self, site, search):
        atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Two</title><link href="/a/two"/>
            <published>2022-07-20T08:00:00+01:00</published><updated>2022-07-21</updated>
            <author><name>Ada Vane</name></author><author><name>Bo Lark</name></author>
            <category term="Defence"/></entry></feed>"""
        site.script("/feed", site.answer(body=atom, headers={"Content-Type": "application/atom+xml"}))
        (candidate,) = search().candidates
        assert candidate.url == f"{ROOT}/a/two"
        assert (candidate.hint.published, candidate.hint.modified) == ("2022-07-20T08:00:00+01:00", "2022-07-21")
        assert candidate.hint.authors == ("Ada Vane", "Bo Lark")

    def test_only_the_outlets_own_articles_are_taken(self, site, search):
        elsewhere = "<item><link>http://two.example/a/x</link></item>"
        site.script("/feed", rss(item("/a/mine"), item("/about"), item("/a/shop/x"), elsewhere, "<item/>"))
        assert paths(search()) == ["/a/mine"]

    def test_an_address_on_a_shared_host_belongs_to_the_first_outlet_that_claims_it(self, site, search, outlet):
        site.script("/feed", rss(item("/a/theirs-x"), item("/a/mine")))
        other = replace(outlet, outlet_id="the-other", article_paths=("/a/theirs",))
        assert paths(search(outlets=(other, outlet))) == ["/a/mine"]

    def test_one_article_at_two_addresses_is_one_candidate(self, site, search):
        site.script("/feed", rss(item("/a/x?utm_source=rss"), item("/a/x/#top"), item("/a/x")))
        assert len(search().candidates) == 1

    def test_a_failed_feed_is_a_problem_and_the_other_is_read(self, site, search):
        site.script("/feed", rss(item("/a/x")))
        broken = {"/404": site.answer(404), "/html": b"<html><body>Sorry</body></html>", "/empty": b""}
        for path, answer in broken.items():
            site.script(path, answer)
        discovery = search(feeds=(*(ROOT + path for path in broken), f"{ROOT}/feed"))
        assert paths(discovery) == ["/a/x"]
        assert len(discovery.problems) == 3
        assert all(p.startswith(f"{ROOT}{path}: ") for p, path in zip(discovery.problems, broken, strict=True))

    def test_a_feed_cut_short_gives_what_it_has(self, site, search):
        site.script("/feed", rss(item("/a/x"), item("/a/y"))[:-40])
        assert "/a/x" in paths(search())

    def test_a_feed_cannot_read_files_or_open_other_addresses(self, site, search, tmp_path):
        (tmp_path / "secret").write_text("hidden")
        bomb = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY y SYSTEM "{ROOT}/other">]>'
        body = rss(item("/a/x", extra="<category>&x;&y;</category>")).replace(b"<rss", bomb.encode() + b"<rss", 1)
        site.script("/feed", body)
        discovery = search()
        assert "hidden" not in str(discovery)
        assert "/other" not in site.paths()
        site.script("/feed", str(tmp_path / "secret").encode())
        assert "not_a_feed" in search().problems[0]

    def test_with_both_days_given_a_feed_is_limited_to_them(self, site, search):
        days = [item(f"/a/{day}", f"{day} Jul 2022 23:30:00 GMT") for day in (18, 19, 20, 21)]
        site.script("/feed", rss(*days, item("/a/undated", "")))
        # 23:30 GMT on the 18th is half past midnight on the 19th in London.
        assert sorted(paths(search(date(2022, 7, 19), date(2022, 7, 20)))) == ["/a/18", "/a/19", "/a/undated"]
        assert len(search(date(2022, 7, 19), None).candidates) == 5


class TestArchive:
    def test_every_answer_is_kept_before_it_is_read(self, site, search):
        site.script("/robots.txt", f"Sitemap: {ROOT}/sitemap.xml".encode())
        site.redirect("/feed", "/feed.xml")
        site.script("/feed.xml", b"no feed at all")
        site.script("/sitemap.xml", b"<broken")
        search(use_sitemaps=True)
        assert search.kept == [
            (f"{ROOT}/robots.txt", 200),
            (f"{ROOT}/feed", 301),
            (f"{ROOT}/feed.xml", 200),
            (f"{ROOT}/sitemap.xml", 200),
        ]

    def test_an_archive_that_is_full_stops_the_run(self, site, settings_for, outlet):
        def keep(response):
            raise OSError(28, "No space left on device")

        client = Client(settings_for(), 0.01)
        reader = ListingReader(outlet, client, None, None, keep, DocumentParser(client.settings))
        with pytest.raises(OSError, match="No space"):
            list(read_listings(reader, declared_routes(outlet)))


@pytest.mark.parametrize("route", ["feeds", "sitemaps"])
def test_not_modified_without_a_condition_is_a_problem(site, search, route):
    site.script("/listing", site.answer(304, b""))
    (problem,) = search(**{"feeds": (), "sitemaps": (), route: (f"{ROOT}/listing",)}).problems
    assert "http_304" in problem


class TestSitemaps:
    def test_pages_and_their_dates_are_read(self, site, by_sitemap):
        news = """<news:news xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><news:title>Two</news:title>
            <news:publication_date>2022-07-20</news:publication_date></news:news>"""
        image = """<image:image xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
            <image:loc>http://one.example/a/picture</image:loc></image:image>"""
        one = (f"{ROOT}/a/one", f"{image}<lastmod>2022-07-19T10:00:00Z</lastmod>")
        site.script("/sitemap.xml", urlset(one, (f"{ROOT}/a/two", news), (f"{ROOT}/about", "")))
        one, two = by_sitemap().candidates
        assert (one.hint.route, one.hint.modified, one.hint.published) == ("sitemap", "2022-07-19T10:00:00Z", None)
        assert (two.hint.title, two.hint.published) == ("Two", "2022-07-20")

    def test_the_feed_is_preferred_and_the_sitemap_fills_its_gaps(self, site, search):
        site.script("/robots.txt", f"Sitemap: {ROOT}/sitemap.xml".encode())
        site.script("/feed", rss(item("/a/one")))
        site.script("/sitemap.xml", urlset((f"{ROOT}/a/one?utm_source=map", "<lastmod>2022-07-25</lastmod>")))
        (candidate,) = search(use_sitemaps=True).candidates
        assert (candidate.url, candidate.hint.route) == (f"{ROOT}/a/one", "feed")
        assert (candidate.hint.published, candidate.hint.modified) == ("Wed, 20 Jul 2022 08:00:00 +0100", "2022-07-25")

    def test_indexes_gzip_and_plain_lists_are_followed(self, site, by_sitemap):
        site.script("/sitemap.xml", index((f"{ROOT}/1.xml.gz", ""), (f"{ROOT}/2.txt", "")))
        site.script("/1.xml.gz", gzip.compress(urlset((f"{ROOT}/a/one", ""))))
        site.script("/2.txt", f"{ROOT}/a/two\n\nnot an address\n".encode())
        assert sorted(paths(by_sitemap())) == ["/a/one", "/a/two"]

    def test_sitemaps_unchanged_since_the_window_are_not_requested(self, site, by_sitemap):
        old, new = "<lastmod>2022-01-01</lastmod>", "<lastmod>2022-07-20T00:30:00+01:00</lastmod>"
        site.script("/sitemap.xml", index((f"{ROOT}/old.xml", old), (f"{ROOT}/new.xml", new)))
        site.script("/new.xml", urlset((f"{ROOT}/a/o", old), (f"{ROOT}/a/n", new), (f"{ROOT}/a/undated", "")))
        assert paths(by_sitemap(since=date(2022, 7, 20))) == ["/a/n", "/a/undated"]
        assert "/old.xml" not in site.paths()

    def test_with_both_days_given_the_month_in_an_address_counts_where_nothing_else_dates_it(self, site, by_sitemap):
        listed = ("/2022/06/a", "/2022/07/b", "/2022/08/c", "/2022/09/d", "/undated")
        site.script("/sitemap.xml", urlset(*((f"{ROOT}{path}", "") for path in listed)))
        found = by_sitemap(since=date(2022, 7, 15), until=date(2022, 8, 1), article_paths=("/",))
        assert sorted(paths(found)) == ["/2022/07/b", "/2022/08/c", "/undated"]

    @pytest.mark.parametrize("address", ["/sitemap.xml", f"{ROOT}/sitemap.xml", "one.example/sitemap.xml"])
    def test_a_relative_address_in_robots_txt_is_followed(self, site, search, address):
        site.script("/robots.txt", f"Sitemap: {address}".encode())
        site.script("/sitemap.xml", urlset((f"{ROOT}/a/one", "")))
        assert paths(search(use_sitemaps=True, feeds=())) == ["/a/one"]

    def test_a_cycle_of_indexes_ends(self, site, by_sitemap):
        site.script("/sitemap.xml", index((f"{ROOT}/more.xml", "")))
        site.script("/more.xml", index((f"{ROOT}/sitemap.xml", ""), (f"{ROOT}/more.xml", ""), (f"{ROOT}/end.xml", "")))
        site.script("/end.xml", urlset((f"{ROOT}/a/one", "")))
        assert paths(by_sitemap()) == ["/a/one"]
        assert sorted(site.paths()) == ["/end.xml", "/more.xml", "/sitemap.xml"]

    def test_depth_number_and_length_are_bounded_and_reported(self, site, by_sitemap, monkeypatch):
        site.script("/sitemap.xml", index((f"{ROOT}/0.xml", "")))
        for depth in range(8):
            site.script(f"/{depth}.xml", index((f"{ROOT}/{depth + 1}.xml", "")))
        assert "too_deep" in by_sitemap().problems[0]
        site.script("/sitemap.xml", index(*((f"{ROOT}/{n}.xml", "") for n in range(5))))
        monkeypatch.setattr(sitemaps, "MAX_SITEMAPS_NIGHTLY", 3)
        assert sum("too_many" in problem for problem in by_sitemap().problems) >= 1
        site.script("/sitemap.xml", urlset(*((f"{ROOT}/a/{n}", "") for n in range(5))))
        monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 2)
        discovery = by_sitemap()
        assert (len(discovery.candidates), "too_long" in discovery.problems[0]) == (2, True)

    def test_entities_are_neither_fetched_nor_expanded(self, site, by_sitemap, tmp_path):
        (tmp_path / "secret").write_text(f"{ROOT}/a/stolen")
        levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        doctype = f'<!DOCTYPE u [<!ENTITY x SYSTEM "file://{tmp_path}/secret"><!ENTITY e0 "ha">{levels}]>'
        body = urlset(("&x;", ""), (f"{ROOT}/a/&e9;", ""), (f"{ROOT}/a/fine", ""))
        site.script("/sitemap.xml", body.replace(b"<urlset", doctype.encode() + b"<urlset", 1))
        discovery = by_sitemap()
        assert "stolen" not in str(discovery)
        assert "haha" not in str(discovery)

    def test_a_gzip_bomb_is_refused(self, site, by_sitemap):
        site.script("/sitemap.xml", gzip.compress(b"<urlset>" + b" " * 60_000_000))
        assert "too_large" in by_sitemap().problems[0]

    def test_one_failed_sitemap_is_a_problem_and_the_others_are_read(self, site, by_sitemap):
        names = ("gone", "broken", "fine")
        site.script("/sitemap.xml", index(*((f"{ROOT}/{name}.xml", "") for name in names)))
        site.script("/broken.xml", urlset((f"{ROOT}/a/early", ""))[:-20])
        site.script("/fine.xml", urlset((f"{ROOT}/a/late", "")))
        discovery = by_sitemap()
        assert sorted(paths(discovery)) == ["/a/early", "/a/late"]
        assert [problem.split(": ")[:2] for problem in discovery.problems] == [
            [f"{ROOT}/gone.xml", "http_404"],
            [f"{ROOT}/broken.xml", "not_a_sitemap"],
        ]

    def test_a_page_in_a_sitemaps_place_is_not_a_sitemap(self, site, by_sitemap):
        site.script("/sitemap.xml", f"<html><body><p>Not found: {ROOT}/a/x</p></body></html>".encode())
        assert "not_a_sitemap" in by_sitemap().problems[0]

    def test_robots_that_name_none_are_reported(self, site, search):
        (problem,) = search(feeds=(), use_sitemaps=True).problems
        assert "no_sitemap" in problem


def test_an_outlet_that_cannot_be_reached_is_one_line_a_listing(settings_for, outlet):
    client = Client(settings_for(host_overrides={"one.example": "127.0.0.1:1"}), backoff_seconds=0.01)
    declared = replace(outlet, use_sitemaps=True)
    reader = ListingReader(declared, client, None, None, lambda response: None, DocumentParser(client.settings))
    discovery = Discovery(read_listings(reader, declared_routes(declared)))
    assert discovery.candidates == []
    assert [problem.split(": ")[:2] for problem in discovery.problems] == [
        [f"{ROOT}/feed", "connection"],
        [f"{ROOT}/", "connection"],
    ]


def test_no_two_candidates_are_one_article(site, search):
    site.script("/feed", rss(*(item(f"/a/{n % 3}/?ref={n}") for n in range(12))))
    identities = [make_article_id(candidate.url) for candidate in search(article_paths=("/a/",)).candidates]
    assert len(identities) == len(set(identities)) == 3
