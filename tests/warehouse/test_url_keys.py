"""Which addresses are one article, and which are not."""

import pytest

from warehouse.schema.seed_files import read_seed
from warehouse.schema.url_keys import make_article_id, make_capture_id, make_url_key, normalise_url

ROOT = "https://one.example"
SAME = [
    # scheme, host, port
    ("http://one.example/a", "https://one.example/a"),
    ("HTTPS://ONE.example/a", "https://one.example/a"),
    ("https://www.one.example/a", "https://one.example/a"),
    ("https://m.one.example/a", "https://www.one.example/a"),
    ("https://mobile.one.example/a", "https://one.example/a"),
    ("https://amp.one.example/a", "https://one.example/a"),
    ("https://one.example:443/a", "https://one.example/a"),
    ("http://one.example:80/a", "https://one.example/a"),
    ("https://one.example./a", "https://one.example/a"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
    ("https://one.example:8443/a", "https://ONE.example:8443/a"),
    ("  https://one.example/a\n", "https://one.example/a"),
    ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
    # path
    ("https://one.example", "https://one.example/"),
    ("https://one.example/a/", "https://one.example/a"),
    ("https://one.example//a///b", "https://one.example/a/b"),
    ("https://one.example/a/./b", "https://one.example/a/b"),
    ("https://one.example/x/../a", "https://one.example/a"),
    ("https://one.example/../../a", "https://one.example/a"),
    ("https://one.example/%7Ejane", "https://one.example/~jane"),
    ("https://one.example/%61bc", "https://one.example/abc"),
    ("https://one.example/caf%c3%a9", "https://one.example/caf%C3%A9"),
    ("https://one.example/café", "https://one.example/caf%C3%A9"),
    ("https://one.example/a b", "https://one.example/a%20b"),
    ("https://one.example/a%2fb", "https://one.example/a%2Fb"),
    ("https://one.example/a[1]", "https://one.example/a%5B1%5D"),
    ("https://one.example/100%", "https://one.example/100%25"),
    ("https://one.example/a/index.html", "https://one.example/a/"),
    ("https://one.example/a/index.htm", "https://one.example/a"),
    ("https://one.example/a/Index.PHP?id=3", "https://one.example/a?id=3"),
    ("https://one.example/a;jsessionid=1F2E", "https://one.example/a"),
    ("https://one.example/a;JSESSIONID=1/b", "https://one.example/a/b"),
    # fragment
    ("https://one.example/a#comments", "https://one.example/a"),
    ("https://one.example/a#", "https://one.example/a"),
    ("https://one.example/a?id=3#x", "https://one.example/a?id=3"),
    # parameters that say how the reader came
    *(
        (f"{ROOT}/a?{query}", f"{ROOT}/a")
        for query in (
            "utm_source=x",
            "utm_medium=x&utm_campaign=y",
            "UTM_Source=x",
            "fbclid=1",
            "gclid=1",
            "gclsrc=aw",
            "dclid=1",
            "gbraid=1",
            "wbraid=1",
            "msclkid=1",
            "twclid=1",
            "yclid=1",
            "igshid=1",
            "ttclid=1",
            "mc_cid=1&mc_eid=2",
            "mkt_tok=1",
            "_hsenc=1",
            "cmpid=1",
            "cmp=share_btn_tw",
            "ocid=1",
            "ito=1",
            "xtor=1",
            "at_medium=RSS",
            "ref=rss",
            "ref_src=twsrc",
            "_ga=1",
            "_gl=1",
            "PHPSESSID=1",
            "share=facebook",
            "mtm_source=1",
            "pk_campaign=1",
            "s_cid=1",
            "smid=tw",
            "replytocom=12",
            "",
            "&",
            "utm_source",
            "li_fat_id=1",
        )
    ),
    (f"{ROOT}/a?id=3&utm_source=x", f"{ROOT}/a?id=3"),
    (f"{ROOT}/a?utm_source=x&id=3", f"{ROOT}/a?id=3"),
    # parameters in other order or writing
    (f"{ROOT}/a?x=1&y=2", f"{ROOT}/a?y=2&x=1"),
    (f"{ROOT}/a?x=1&x=1", f"{ROOT}/a?x=1"),
    (f"{ROOT}/a?x=", f"{ROOT}/a?x"),
    (f"{ROOT}/a?q=caf%c3%a9", f"{ROOT}/a?q=café"),
    (f"{ROOT}/a?q=a+b", f"{ROOT}/a?q=a%20b"),
    (f"{ROOT}/a?&x=1&", f"{ROOT}/a?x=1"),
    # copies for phones and printers
    (f"{ROOT}/story/amp", f"{ROOT}/story"),
    (f"{ROOT}/story/amp/", f"{ROOT}/story/"),
    (f"{ROOT}/story.amp", f"{ROOT}/story"),
    (f"{ROOT}/story.amp.html", f"{ROOT}/story"),
    (f"{ROOT}/amp/news/story", f"{ROOT}/news/story"),
    (f"{ROOT}/amp/story-12", f"{ROOT}/story-12"),
    (f"{ROOT}/story?amp", f"{ROOT}/story"),
    (f"{ROOT}/story?amp=1", f"{ROOT}/story"),
    (f"{ROOT}/story?outputType=amp", f"{ROOT}/story"),
    (f"{ROOT}/story/print", f"{ROOT}/story"),
    (f"{ROOT}/story/print/", f"{ROOT}/story"),
    (f"{ROOT}/story?print=1", f"{ROOT}/story"),
    (f"{ROOT}/story?view=print", f"{ROOT}/story"),
    (f"{ROOT}/story?pfstyle=wp", f"{ROOT}/story"),
    ("https://one-example.cdn.ampproject.org/c/s/one.example/story", f"{ROOT}/story"),
    ("https://one-example.cdn.ampproject.org/v/s/www.one.example/story/amp?id=3", f"{ROOT}/story?id=3"),
    ("https://www.google.com/amp/s/one.example/story", f"{ROOT}/story"),
    ("https://www.google.co.uk/amp/s/www.one.example/story/amp/", f"{ROOT}/story"),
]
OTHER = [
    # parameters that name the article
    *(
        (f"{ROOT}/a?{name}=12", f"{ROOT}/a?{name}=13")
        for name in (
            "cid",
            "id",
            "uid",
            "source",
            "session",
            "p",
            "page",
            "story",
            "article",
            "eid",
            "aff",
            "keyword",
            "campaign",
            "medium",
            "gl",
            "sid",
            "news_pg",
            "headline",
            "referral",
            "camp",
            "refid",
            "prefix",
            "amplify",
            "print",
        )
    ),
    (f"{ROOT}/?p=12", f"{ROOT}/"),
    (f"{ROOT}/a?cid=12", f"{ROOT}/a"),
    (f"{ROOT}/a?x=1&x=2", f"{ROOT}/a?x=1"),
    (f"{ROOT}/a?q=A", f"{ROOT}/a?q=a"),
    (f"{ROOT}/a?reference=1", f"{ROOT}/a"),
    # path
    (f"{ROOT}/a", f"{ROOT}/A"),
    (f"{ROOT}/a", f"{ROOT}/a/b"),
    (f"{ROOT}/a%2Fb", f"{ROOT}/a/b"),
    (f"{ROOT}/a.html", f"{ROOT}/a"),
    (f"{ROOT}/a-1", f"{ROOT}/a-2"),
    (f"{ROOT}/2024/a", f"{ROOT}/2025/a"),
    (f"{ROOT}/amp", f"{ROOT}/"),
    (f"{ROOT}/print", f"{ROOT}/"),
    (f"{ROOT}/amp/", f"{ROOT}/"),
    (f"{ROOT}/story/out-of-print", f"{ROOT}/story/out-of"),
    (f"{ROOT}/ample/story-12", f"{ROOT}/story-12"),
    (f"{ROOT}/champ", f"{ROOT}/ch"),
    (f"{ROOT}/a;v=2", f"{ROOT}/a"),
    (f"{ROOT}/caf%C3%A9", f"{ROOT}/cafe"),
    # host
    ("https://one.example/a", "https://two.example/a"),
    ("https://blog.one.example/a", "https://one.example/a"),
    ("https://wwwone.example/a", "https://one.example/a"),
    ("https://one.example:8443/a", "https://one.example/a"),
    ("https://one.example:8443/a", "https://one.example:8444/a"),
    ("https://amp.example/a", "https://example/a"),
    ("https://one.example.org/a", "https://one.example/a"),
    ("https://www.google.com/search?q=a", "https://www.google.com/search?q=b"),
    ("https://cdn.ampproject.org/c/s/one.example/a", "https://one.example/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_different_spellings_of_an_address_are_one_article(one: str, other: str) -> None:
    assert make_url_key(one) == make_url_key(other)
    assert make_article_id(one) == make_article_id(other)
    assert make_capture_id(one, "a" * 64) == make_capture_id(other, "a" * 64)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_different_addresses_are_two_articles(one: str, other: str) -> None:
    assert make_url_key(one) != make_url_key(other)
    assert make_article_id(one) != make_article_id(other)


def test_the_table_has_a_hundred_pairs() -> None:
    assert len(SAME) + len(OTHER) >= 100


@pytest.mark.parametrize(
    "url",
    [
        "", "a", "/a", "//one.example/a", "ftp://one.example/a", "mailto:a@one.example", "https://", "https:///a",
        "https://jane:secret@one.example/a", "https://one.example:port/a", "https://one.example:99999/a", "https://[::1/a",
        "https://one%2eexample/a", "javascript:void(0)",
    ],
)  # fmt: skip
def test_an_address_without_http_has_no_key(url: str) -> None:
    assert normalise_url(url) is None
    assert make_url_key(url) is None
    assert len(make_article_id(url)) == 24


@pytest.mark.parametrize("url", sorted({url for pair in (*SAME, *OTHER) for url in pair}))
def test_normalising_twice_changes_neither_address_nor_key(url: str) -> None:
    normal = normalise_url(url)
    assert normal is not None
    assert normalise_url(normal) == normal
    assert make_url_key(normal) == make_url_key(url)


def test_every_parameter_of_the_seed_has_a_reason_and_a_source() -> None:
    rows = read_seed("url_parameters.csv", ("parameter", "kind", "reason", "source"))
    assert len({row["parameter"] for row in rows}) == len(rows) > 50
    for row in rows:
        assert row["parameter"] == row["parameter"].lower()
        assert row["reason"] and row["kind"] and row["source"].startswith("https://")


def test_known_keys_stay_as_they_are() -> None:
    """A key that changes re-keys every corpus: these are the ids of three addresses for good."""
    urls = (f"{ROOT}/a", "http://www.one.example/2024/b/?p=3&utm_id=1", "nowhere")
    kept = ["9f79fec65524528a37ae419f", "3230e6df7b50664b86661384", "20aeff0494e828d188c704e1"]
    assert [make_article_id(url) for url in urls] == kept
