"""The outlets' file is read completely, or refused in one line that names the place of the error."""

import csv
import re
from pathlib import Path

import pytest

from flows.errors import WrongUse
from flows.reference.outlets import read_outlets
from flows.settings import CHECKOUT
from transforms.records import Selector
from transforms.urls import find_outlet, is_article_url

REAL = CHECKOUT / "seeds" / "outlets.toml"
BYLINES = CHECKOUT.parent / "shared" / "bylines" / "bylines.csv"
WHOLE = """
[[outlet]]
outlet_id = "the-one"
name = "The One"
hosts = ["one.example"]
timezone = "Europe/London"
article_paths = ["/a/"]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "outlets.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_keys_left_out_have_defaults(tmp_path):
    (outlet,) = read_outlets(write(tmp_path, WHOLE))
    assert (outlet.feeds, outlet.use_sitemaps, outlet.home_url, outlet.delay_seconds) == ((), False, None, 5.0)
    assert outlet.is_declared


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('timezone = "Europe/Londn"', "timezone"),
        ('timezone = "../etc/passwd"', "timezone"),
        ('timezone = "Europe"', "timezone"),
        ('hosts = ["https://one.example/"]', "hosts"),
        ("hosts = []", "hosts"),
        ('hosts = "one.example"', "hosts"),
        ('article_paths = ["/a/("]', "article_paths"),
        ('article_paths = ["a/"]', "article_paths"),
        ('feeds = ["one.example/feed"]', "feeds"),
        ('feeds = ["ftp://one.example/feed"]', "feeds"),
        ("delay_seconds = -1", "delay_seconds"),
        ('delay_seconds = "5"', "delay_seconds"),
        ("delay_seconds = true", "delay_seconds"),
        ("window_days = 0", "window_days"),
        ("use_sitemaps = 1", "use_sitemaps"),
        ('name = ""', "name"),
        ('feeds = ["http://["]', "feeds"),
        ('paged_feeds = ["https://one.example/feed"]', "paged_feeds"),
        ('paged_feeds = ["https://{page}.example/feed"]', "paged_feeds"),
        ('paged_feeds = ["https://one.example/feed?paged={page}"]', "paged_feeds"),  # of no feed
        ('sitemaps = ["/sitemap.xml"]', "sitemaps"),
        ('archived = ["one.example"]', "archived"),
        ('archived = ["https://one.example/a/"]', "archived"),
        ('archived = ["one.example/a/*"]', "archived"),
        ('listings = ["https://one.example/latest"]', "listings"),
        ('colour = "red"', "colour"),
        (r'name = "The \u001b[31mOne"', "name"),
        (r'name = "The \u009b31mOne"', "name"),
        (r'name = "The \u202eOne"', "name"),
        (r'name = "The\nOne"', "name"),
        (r'feeds = ["https://one.example/\u0007"]', "feeds"),
    ],
)
def test_a_wrong_value_is_named_by_file_outlet_and_key(tmp_path, line, key):
    others = [kept for kept in WHOLE.splitlines() if not kept.startswith(f"{key} =")]
    path = write(tmp_path, "\n".join([*others, line]))
    with pytest.raises(WrongUse) as error:
        read_outlets(path)
    assert str(error.value).startswith(f"{path}: outlet the-one: key {key}: ")
    assert "\n" not in str(error.value)


LISTING = """
[[outlet.listings]]
pages = "https://one.example/latest?page={page}"
item = ".teaser"
"""


def test_a_listing_is_declared_by_selectors_and_patterns(tmp_path):
    message = (
        'title = "h3"\nauthor = { css = ".by", pattern = "By (.+)" }\ndate = { pattern = "^([^:]+):" }\nclosed = true'
    )
    (listing,) = read_outlets(write(tmp_path, WHOLE + LISTING + message))[0].listings
    assert (listing.item, listing.link, listing.first_page, listing.closed) == (".teaser", "a", 1, True)
    assert (listing.title, listing.author) == (Selector("h3"), Selector(".by", "By (.+)"))
    assert listing.date == Selector("", "^([^:]+):")


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('item = ".teaser["', "key item: '.teaser\\['"),
        ('link = ""', "key link"),
        ('older = "a.next"', "key pages"),
        ('pages = "https://one.example/latest"', "key pages"),
        ('pages = "latest?page={page}"', "key pages"),
        ("first_page = -1", "key first_page"),
        ('date = { css = "time", pattern = "(" }', "key date: key pattern"),
        ('date = { css = "time", pattern = "no group" }', "key date: key pattern"),
        ("date = {}", "key date"),
        ('date = { xpath = "//time" }', "key date: key xpath: not known"),
        ('colour = "red"', "key colour: not known"),
    ],
)
def test_a_wrong_listing_is_named_down_to_its_key(tmp_path, line, wrong):
    others = [kept for kept in LISTING.splitlines() if not kept.startswith(line.partition(" =")[0] + " =")]
    with pytest.raises(WrongUse, match=f"outlet the-one: key listings: {wrong}"):
        read_outlets(write(tmp_path, "\n".join([WHOLE, *others, line])))


def test_the_advice_names_a_heading_that_exists(tmp_path):
    with pytest.raises(WrongUse) as error:
        read_outlets(write(tmp_path, WHOLE + 'colour = "red"'))
    heading = re.findall(r'CONTRIBUTING\.md, "(.+)"', str(error.value))[0]
    assert re.search(rf"^#+ {heading}", (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)


def test_a_control_character_in_an_id_is_not_printed(tmp_path):
    with pytest.raises(WrongUse) as error:
        read_outlets(write(tmp_path, WHOLE.replace('"the-one"', r'"the\u001b[2Jone"')))
    assert str(error.value).isprintable()


def test_a_missing_key_is_named(tmp_path):
    with pytest.raises(WrongUse, match="outlet the-one: key timezone: missing"):
        read_outlets(write(tmp_path, WHOLE.replace('timezone = "Europe/London"', "")))


def test_an_outlet_without_a_name_is_reported_by_its_place(tmp_path):
    with pytest.raises(WrongUse, match="outlet 2: key outlet_id: missing"):
        read_outlets(write(tmp_path, WHOLE + WHOLE.replace('outlet_id = "the-one"', "")))


def test_the_same_outlet_twice_is_refused(tmp_path):
    with pytest.raises(WrongUse, match="the-one: key outlet_id: declared twice"):
        read_outlets(write(tmp_path, WHOLE + WHOLE))


@pytest.mark.parametrize("text", ["", "outlet = 3", "[outlet]\nname = 'x'", "[[outlets]]", "not toml ["])
def test_a_file_of_another_shape_is_refused(tmp_path, text):
    with pytest.raises(WrongUse, match=r"outlets\.toml"):
        read_outlets(write(tmp_path, text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WrongUse, match=r"nowhere\.toml: there is no such file"):
        read_outlets(tmp_path / "nowhere.toml")


# Addresses cited in public pages and code; the first block as articles, the second as what is none.
ARTICLES = [
    ("https://www.politicshome.com/thehouse/article/tehran-russiaheap-more-pain-ukraine", "the-house"),
    ("https://www.politicshome.com/thehouse/article/keir-took-mcdonalds", "the-house"),
    ("https://www.politicshome.com/news/article/now-dont-espionage-meets-magic", "politicshome"),
    (
        "https://www.politicshome.com/news/uk/home-affairs/terrorism/news/105673/priti-patel-slams-facebook-she-says",
        "politicshome",
    ),
    ("https://labourlist.org/2026/01/hamish-falconer-iran-protest", "labourlist"),
    ("https://labourlist.org/2016/03/leaked-list-ranks-labour-mps-by-hostility-to-corbyn/", "labourlist"),
    ("https://conservativehome.com/2024/01/18/the-eleven-conservative-mps-who-voted-against/", "conservativehome"),
    (
        "https://www.conservativehome.com/thecolumnists/2018/07/robert-halfon-what-hunt-has-done-for-the-nhs.html",
        "conservativehome",
    ),
    ("https://www.libdemvoice.org/theyre-your-secret-weapon-if-only-youd-use-them-37144.html", "lib-dem-voice"),
    ("https://www.politics.co.uk/news/2023/11/03/two-labour-councillors-call-on-starmer-to-resign/", "politics-co-uk"),
    ("https://www.politics.co.uk/comment-analysis/2017/03/10/the-politics-of-judge-dredd", "politics-co-uk"),
    ("https://www.politics.co.uk/5-minute-read/2023/10/30/internal-dispute-over-israel-gaza-stance/", "politics-co-uk"),
    (
        "https://www.politics.co.uk/opinion-former/press-release/2023/11/03/mdu-calls-for-fundamental-reform/",
        "politics-co-uk",
    ),
    ("https://www.holyrood.com/news/view,fresh-trouble-for-ukip-as-steven-woolfe-quits-party_12531.htm", "holyrood"),
]
OTHERS = [
    "https://www.politicshome.com/thehouse",
    "https://www.politicshome.com/thehouse/magazine.htm?news_pg=271",
    "https://www.politicshome.com/news/rss",
    "https://labourlist.org/tag/china/page/2",
    "https://labourlist.org/page/533",
    "https://labourlist.org/2026/01/02/",
    "https://conservativehome.com/tag/tim-montgomerie/page/3/",
    "https://www.libdemvoice.org/tag/house-of-lords",
    "https://www.libdemvoice.org/category/op-eds/page/2",
    "https://www.politics.co.uk/author/joshself/page/20/",
    "https://www.politics.co.uk/reference/keir-starmer/",
    "https://www.holyrood.com/magazine/view,holyrood-477-18087",
    "https://www.holyrood.com/portfolios/education.htm",
]


@pytest.mark.parametrize(("url", "outlet_id"), ARTICLES)
def test_real_articles_belong_to_their_outlet(url, outlet_id):
    outlet = find_outlet(url, read_outlets(REAL))
    assert outlet.outlet_id == outlet_id
    assert is_article_url(url, outlet)


@pytest.mark.parametrize("url", OTHERS)
def test_listings_feeds_and_reference_pages_are_not_articles(url):
    assert not any(is_article_url(url, outlet) for outlet in read_outlets(REAL))


def test_no_address_is_an_article_of_two_outlets():
    outlets = read_outlets(REAL)
    for url, _ in ARTICLES:
        assert sum(is_article_url(url, outlet) for outlet in outlets) == 1


@pytest.mark.skipif(not BYLINES.exists(), reason="../shared/bylines is absent")
def test_real_bylines_of_the_house_are_credited_to_its_articles():
    outlets = read_outlets(REAL)
    with BYLINES.open(encoding="utf-8") as stream:
        urls = {row["url"] for row in csv.DictReader(stream) if "/thehouse/article/" in row["url"]}
    assert len(urls) >= 5
    assert {find_outlet(url, outlets).outlet_id for url in urls} == {"the-house"}


def test_every_outlet_says_how_it_is_found_and_waits_between_requests():
    for outlet in read_outlets(REAL):
        assert outlet.feeds
        assert outlet.home_url
        assert outlet.delay_seconds >= 2
