"""Damaged sitemaps that the fuzz run of `make hardening` found."""

import pytest

from flows.crawl.documents import unpack
from flows.crawl.responses import Failed
from flows.crawl.sitemaps import parse_sitemap

ADDRESS = "http://one.example/sitemap.xml"
HEAD = b'<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap'


def problem_of(body: bytes) -> str | None:
    try:
        return parse_sitemap(body, ADDRESS).problem
    except Failed as failure:
        return failure.detail


@pytest.mark.parametrize("damage", [b"5\xd3\x53\xc6\xb9>", b"\xff\xfe", b"\x01", b"<", b'" xmlns="a b'])
def test_a_damaged_root_is_a_problem_in_printable_words(damage: bytes) -> None:
    problem = problem_of(HEAD + damage + b'com/0.9}urlset"><url/></urlset>')
    assert problem is None or problem.isprintable()


def test_another_root_is_named() -> None:
    problem = problem_of(b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>')
    assert "neither a sitemap nor an index but 'feed'" in str(problem)


@pytest.mark.parametrize(
    "body",
    [
        b"<URLSET><URL><LOC>http://one.example/a/1</LOC></URL></URLSET>",
        b'<?xml version="1.0" encoding="UTF-16"?><urlset><url><loc>http://one.example/a/1</loc></url></urlset>',
        b"<urlset><url><loc>one.example/a/1</loc></url></urlset>",
        b"one.example/a/1\r\n",
        b"HTTP://ONE.example/a/1\r\n",
    ],
    ids=["upper case", "false declaration", "no scheme", "no scheme in a text", "scheme in upper case"],
)
def test_an_address_is_read_as_it_was_meant(body: bytes) -> None:
    sitemap = parse_sitemap(unpack(body, 1_000), ADDRESS)
    assert [entry.url.lower() for entry in sitemap.entries] == ["http://one.example/a/1"]
    assert sitemap.problem is None


def test_entries_without_an_address_are_counted() -> None:
    entity = b"<!DOCTYPE urlset [<!ENTITY h 'http://one.example'>]>"
    entries = b"<url><loc>&h;/a/1</loc></url><url><loc>http://one.example/a/2</loc></url><url/>"
    sitemap = parse_sitemap(entity + b"<urlset>" + entries + b"</urlset>", ADDRESS)
    assert [entry.url for entry in sitemap.entries] == ["http://one.example/a/2"]
    assert sitemap.problem == "no_address: 2 of its 3 entries have no readable address"
