"""The sample's register and the front matter of its articles agree."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from flows.sample.pieces import Author, Piece
from flows.sample.server import SampleSite

SHARED = Path(__file__).parents[4] / "shared" / "members"
FILES = ("memberships", "simple_memberships", "organizations", "persons", "person_alternative_names", "posts")


def _rows(sample: SampleSite, name: str) -> list[dict[str, str]]:
    with (sample.register_folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _find_seats(sample: SampleSite, author: Author, day: date) -> list[dict[str, str]]:
    return [
        row
        for row in _rows(sample, "simple_memberships")
        if row["person_id"] == author.person_id and row["start_date"] <= day.isoformat() <= (row["end_date"] or "9999")
    ]


def _credits(sample: SampleSite, resolution: str) -> list[tuple[Piece, Author]]:
    return [(piece, author) for piece in sample.pieces for author in piece.authors if author.resolution == resolution]


def test_every_resolved_author_held_that_party_and_chamber_on_the_day(sample: SampleSite) -> None:
    resolved = _credits(sample, "resolved")
    assert len(resolved) >= 50
    for piece, author in resolved:
        (seat,) = _find_seats(sample, author, piece.published.date())
        assert (seat["party"], seat["chamber"]) == (author.party_id, author.chamber), piece.key


def test_affiliation_lines_name_the_seat_held_on_the_day(sample: SampleSite) -> None:
    for piece, author in _credits(sample, "resolved"):
        (seat,) = _find_seats(sample, author, piece.published.date())
        if piece.affiliation and seat["chamber"] == "commons":
            assert f"MP for {seat['constituency']}" in piece.affiliation, piece.key


def test_one_author_writes_before_and_after_changing_party(sample: SampleSite) -> None:
    parties = [
        author.party_id
        for _, author in reversed(_credits(sample, "resolved"))
        if author.person_id == "example/person/5"
    ]
    assert parties == ["provident", "provident", "civic-alliance", "civic-alliance"]


def test_an_author_who_lost_the_seat_serves_only_before_that_day(sample: SampleSite) -> None:
    ((piece, author),) = _credits(sample, "not_serving")
    assert _find_seats(sample, author, piece.published.date()) == []
    assert any(author.person_id == other.person_id for _, other in _credits(sample, "resolved"))


def test_the_namesakes_both_sat_on_the_day_of_the_ambiguous_article(sample: SampleSite) -> None:
    ((piece, author),) = _credits(sample, "ambiguous")
    first, last = author.name.split(" ")
    names = [
        row
        for row in _rows(sample, "person_alternative_names")
        if (row["given_name"], row["family_name"]) == (first, last)
    ]
    assert len(names) == 2
    for row in names:
        assert _find_seats(sample, Author(author.name, row["person_id"]), piece.published.date())


def test_the_sample_has_peers_and_sixteen_authors_of_five_parties(sample: SampleSite) -> None:
    resolved = [author for _, author in _credits(sample, "resolved")]
    assert len({author.person_id for author in resolved}) >= 16
    assert len({author.party_id for author in resolved}) >= 5
    assert {author.chamber for author in resolved} == {"commons", "lords"}


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/members is not here")
def test_the_files_have_the_columns_of_the_real_package(sample: SampleSite) -> None:
    for name in FILES:
        real = pl.read_parquet_schema(SHARED / f"{name}.parquet")
        assert list(_rows(sample, name)[0]) == list(real), name


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/members is not here")
def test_no_invented_person_has_a_real_parliamentarians_name_or_seat(sample: SampleSite) -> None:
    names = pl.read_parquet(SHARED / "person_alternative_names.parquet")
    real = set(names.select("given_name", "family_name").iter_rows()) | set(
        names.select("given_name", "lordname").iter_rows()
    )
    for row in _rows(sample, "person_alternative_names"):
        assert (row["given_name"], row["family_name"] or row["lordname"]) not in real
    seats = set(pl.read_parquet(SHARED / "posts.parquet")["area_name"])
    assert not seats & {row["area_name"] for row in _rows(sample, "posts")}
