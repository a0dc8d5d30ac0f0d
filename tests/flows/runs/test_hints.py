"""The hints of several listings are merged, and each date keeps the listing that it is from."""

from datetime import UTC, date, datetime

import pytest

from flows.runs.captures import parse_hint, serialise_hint
from flows.runs.hints import find_listed_day, merge_hints, parse_instant
from transforms.records import ArchivedCopy, Hint
from transforms.urls import make_candidate

EARLY = ArchivedCopy("https://archive.example/1", "2019-01-01T00:00:00+00:00")
LATE = ArchivedCopy("https://archive.example/2.warc.gz", "2021-06-01T12:00:00+00:00", 10, 20)


def listed(route, **hints):
    return make_candidate("https://one.example/a/x", "the-one", Hint(route, **hints))


def test_a_gap_is_filled_and_the_date_says_who_gave_it():
    hint = merge_hints(listed("sitemap", modified="2023"), listed("listing", published="3 March 2023", title="X")).hint
    assert (hint.route, hint.published, hint.dated_by, hint.title) == ("sitemap", "3 March 2023", "listing", "X")


def test_a_date_that_is_there_stays_its_own():
    first = listed("feed", published="Fri, 03 Mar 2023 09:00:00 GMT")
    hint = merge_hints(first, listed("listing", published="4 March 2023")).hint
    assert (hint.published, hint.dated_by) == (first.hint.published, None)


def test_merged_hints_can_be_merged_again():
    two = merge_hints(listed("sitemap"), listed("listing", published="3 March 2023"))
    assert merge_hints(listed("feed"), two).hint.dated_by == "listing"
    assert merge_hints(two, listed("web-archive", copy=EARLY)).hint.dated_by == "listing"


@pytest.mark.parametrize(("mine", "theirs"), [(EARLY, LATE), (LATE, EARLY), (EARLY, None), (None, EARLY)])
def test_the_earliest_copy_is_kept(mine, theirs):
    assert merge_hints(listed("feed", copy=mine), listed("web-archive", copy=theirs)).hint.copy == EARLY


@pytest.mark.parametrize("hint", [Hint("feed"), Hint("sitemap", "T", "p", "m", ("A",), ("C",), "listing", LATE)])
def test_a_hint_is_read_back_unchanged(hint):
    assert parse_hint(serialise_hint(hint)) == hint


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022-07-20T23:30:00Z", date(2022, 7, 21)),
        ("Wed, 20 Jul 2022 08:00:00 +0100", date(2022, 7, 20)),
        ("3 March 2023", date(2023, 3, 3)),
        ("4/5/2023", date(2023, 5, 4)),
        ("March 2023", None),
        ("last week", None),
        (None, None),
    ],
)
def test_the_day_a_listing_gives_is_read_whether_for_machines_or_readers(outlet, written, day):
    assert find_listed_day(Hint("listing", published=written), outlet) == day


def test_a_readers_date_is_not_an_instant():
    assert parse_instant("3 March 2023", "Europe/London") is None
    assert parse_instant("2022-07-20", "UTC") == datetime(2022, 7, 20, 23, 59, 59, tzinfo=UTC)
