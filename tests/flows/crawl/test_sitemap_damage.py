"""Damaged sitemaps that the fuzz run of `make hardening` found."""

import pytest

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
