"""The sightings of an article do not depend on the order of runs and listings."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest

from flows.runs.captures import parse_hint
from flows.stages.sightings import Sighting, build_rows, make_sighting, merge_sightings
from transforms.records import ArchivedCopy, Hint, Outlet
from transforms.urls import make_candidate
from warehouse.schema.rows import CandidateRow, SightingRow

AT = datetime(2024, 5, 1, 2, 15)
URL = "https://weir.example/2024/04/ford"
WEIR = Outlet("weir", "Weir", None, ("weir.example",), "Europe/London")
FEED = Hint("feed", "A ford", "Mon, 29 Apr 2024 08:00:00 +0100", None, ("Ada Brook",), ())
NEWS = Hint("sitemap", "A ford is crossed", "2024-04-29", None)
SITEMAP = Hint("sitemap", None, None, "2024-05-03T09:00:00Z")
EARLIER = Hint("sitemap", None, None, "2024-05-01")
COPY = Hint("web-archive", copy=ArchivedCopy("https://archive.example/1", "2024-06-02T00:00:00+00:00"))
OLDER = Hint("web-archive", copy=ArchivedCopy("https://archive.example/2", "2024-05-02T00:00:00+00:00"))
HINTS = (FEED, NEWS, SITEMAP, COPY, OLDER)


def seen(hint: Hint) -> Sighting:
    return make_sighting(make_candidate(URL, "weir", hint), AT)


def merge_in_order(hints: tuple[Hint, ...]) -> tuple[list[SightingRow], list[CandidateRow]]:
    """Let one run after another meet these hints; return the sightings and the candidate at the end."""
    stored: list[SightingRow] = []
    candidates: list[CandidateRow] = []
    for hint in hints:
        candidate = make_candidate(URL, "weir", hint)
        day = timedelta(days=HINTS.index(hint))
        found = {(candidate.article_id, hint.route): make_sighting(candidate, AT + day)}
        sightings, rows = build_rows(found, stored, {"weir": WEIR})
        new = sightings.to_dicts()
        stored = [row for row in stored if row["route"] != hint.route] + new
        candidates = rows.to_dicts()
    return sorted(stored, key=lambda row: row["route"]), candidates


def test_the_result_does_not_depend_on_the_order() -> None:
    first = merge_in_order(HINTS)
    for order in permutations(HINTS):
        assert merge_in_order(order) == first


def test_the_most_trusted_route_decides_and_others_fill_its_gaps() -> None:
    _, (row,) = merge_in_order((SITEMAP, FEED, COPY))
    hint = parse_hint(row["hint"])
    assert (row["route"], hint.route, hint.title, hint.modified) == ("feed", "feed", "A ford", SITEMAP.modified)
    assert hint.copy == COPY.copy
    assert (row["listed_on"], row["state"], row["attempts"]) == (date(2024, 4, 29), "waiting", 0)


@pytest.mark.parametrize(
    ("hints", "first", "last"),
    [
        ((FEED,), date(2024, 4, 29), date(2024, 4, 29)),
        ((SITEMAP,), date(2024, 4, 1), date(2024, 4, 30)),
        ((COPY,), date(2024, 4, 1), date(2024, 4, 30)),
    ],
    ids=["listed", "address", "copy"],
)
def test_days_are_bounded_by_what_listing_and_address_say(hints: tuple[Hint, ...], first: date, last: date) -> None:
    _, (row,) = merge_in_order(hints)
    assert (row["published_not_before"], row["published_not_after"]) == (first, last)


def test_a_change_or_a_copy_bounds_what_no_address_dates() -> None:
    plain = make_candidate("https://weir.example/ford", "weir", EARLIER)
    _, rows = build_rows({(plain.article_id, "sitemap"): make_sighting(plain, AT)}, [], {"weir": WEIR})
    assert (rows["published_not_before"][0], rows["published_not_after"][0]) == (None, date(2024, 5, 1))


def test_the_latest_change_and_the_earliest_copy_of_a_route_count() -> None:
    late, early = seen(SITEMAP), seen(EARLIER)
    assert (
        merge_sightings(late, early, WEIR).candidate.hint.modified
        == merge_sightings(early, late, WEIR).candidate.hint.modified
        == SITEMAP.modified
    )
    one, other = seen(COPY), seen(OLDER)
    assert merge_sightings(one, other, WEIR).candidate.hint.copy == OLDER.copy
    undated = replace(SITEMAP, modified=None)
    assert merge_sightings(seen(undated), early, WEIR).candidate.hint.modified == EARLIER.modified
