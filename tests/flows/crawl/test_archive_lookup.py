"""The answer of a web archive about one article: its earliest usable copy, no copy, or no information."""

import json
from datetime import UTC, datetime

import pytest

from flows.crawl.archived_copies import build_lookup_query, parse_lookup

URL = "https://www.fenland-member.example/notes/0"
ASKED_AT = datetime(2026, 1, 1, tzinfo=UTC)
QUERY = build_lookup_query("http://index.example", URL)


def copies(*rows):
    return json.dumps([["timestamp", "original"], *map(list, rows)]).encode()


def read(payload, status=200):
    copy = parse_lookup(QUERY, status, payload, URL, ASKED_AT)
    return copy and copy.captured_at[:10]


def test_the_earliest_copy_counts_in_any_order_and_form_of_the_address():
    old, new = ("20150305101500", "http://fenland-member.example:80/notes/0/"), ("20210305101500", URL)
    assert read(copies(new, old)) == read(copies(old, new)) == "2015-03-05"


def test_the_copy_can_be_fetched_where_the_index_is():
    copy = parse_lookup(QUERY, 200, copies(("20210305101500", URL)), URL, ASKED_AT)
    assert copy.url == f"http://index.example/web/20210305101500id_/{URL}"


def test_an_odd_timestamp_does_not_hide_the_right_one():
    assert read(copies(("19700101000000", URL), ("00000000000000", URL), ("20210305101500", URL))) == "2021-03-05"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        copies(),
        copies(("20990101000000", URL)),
        copies(("19951231235959", URL)),
        copies(("2021", URL), ("unknown", URL)),
        copies(("20210305101500", "https://www.fenland-member.example/NOTES/0"), ("20210305101500", "no address")),
    ],
)
def test_without_a_usable_copy_the_lookup_finds_none(payload):
    assert read(payload) is None


def test_a_site_that_is_excluded_has_no_copy():
    assert read(b"org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error", 403) is None


@pytest.mark.parametrize(
    ("status", "payload"),
    [
        (503, b"busy"),
        (429, b"slow down"),
        (403, b"<html>Forbidden</html>"),
        (404, b"no such page"),
        (200, b'[["timestamp", "orig'),
        (200, b"<html>Down for maintenance</html>"),
        (200, b"[" * 100_000),
        (200, b'{"error": 1}'),
        (200, b"[1, 2]"),
        (200, b'[["urlkey"], ["a"]]'),
        (200, b"\xff\xfe\x00"),
    ],
)
def test_an_answer_of_another_kind_says_nothing(status, payload):
    with pytest.raises(ValueError, match="the index answered"):
        read(payload, status)
