"""The sample resembles a corpus: enough articles, varied, on the topics that their front matter states."""

import re
from collections import Counter
from pathlib import Path

import pytest

from flows.errors import BackbenchError
from flows.sample.pieces import Piece, read_pieces
from flows.sample.server import SampleSite

IRAN = re.compile(r"\b(Iran\w*|Tehran|Teheran|IRGC|Revolutionary Guards?|Ayatollahs?|Khamenei)\b")
RUSSIA = re.compile(r"\b(Russia\w*|Moscow|Kremlin|Putin)\b")


def _sound(sample: SampleSite) -> list[Piece]:
    return [
        piece for piece in sample.pieces if piece.outcome == "loaded" and piece.published.date() <= sample.served_on
    ]


def test_the_sample_has_at_least_54_articles_over_three_years(sample: SampleSite) -> None:
    years = Counter(piece.published.year for piece in _sound(sample))
    assert sum(years.values()) >= 54
    assert set(years) == {2023, 2024, 2025}
    assert min(years.values()) >= 15
    months = {(piece.published.year, piece.published.month) for piece in _sound(sample)}
    assert len(months) >= 34  # an analyst's trend has few empty months


def test_each_article_has_150_to_600_words(sample: SampleSite) -> None:
    lengths = {piece.key: len(piece.body.split()) for piece in _sound(sample)}
    assert {key: count for key, count in lengths.items() if not 150 <= count <= 600} == {}


def test_a_third_mentions_iran_or_russia_and_many_mention_both(sample: SampleSite) -> None:
    pieces = _sound(sample)
    touching = [piece for piece in pieces if {"iran", "russia"} & set(piece.subjects)]
    both = [piece for piece in pieces if {"iran", "russia"} <= set(piece.subjects)]
    assert len(touching) * 3 >= len(pieces)
    assert len(both) >= 12
    for subject in ("ukraine", "china", "israel-gaza", "climate", "nhs", "housing"):
        assert sum(subject in piece.subjects for piece in pieces) >= 3, subject


def test_subjects_name_iran_and_russia_exactly_where_the_text_does(sample: SampleSite) -> None:
    for piece in sample.pieces:
        text = f"{piece.title}\n{piece.body}"
        assert bool(IRAN.search(text)) == ("iran" in piece.subjects), piece.key
        assert bool(RUSSIA.search(text)) == ("russia" in piece.subjects), piece.key


def test_no_two_articles_share_a_sentence_but_the_one_that_two_outlets_printed(sample: SampleSite) -> None:
    owners: dict[str, set[str]] = {}
    for piece in sample.pieces:
        for sentence in re.split(r"(?<=[.?!”])\s+", piece.body):
            if len(sentence.split()) >= 4:
                owners.setdefault(sentence.casefold(), set()).add(piece.key)
    shared = {frozenset(keys) for keys in owners.values() if len(keys) > 1}
    island = "the-island-that-ran-out-of-plumbers"
    assert shared == {frozenset({f"the-chamber/{island}", f"hustings-post/{island}"})}


def test_pull_quotes_repeat_a_sentence_of_their_article(sample: SampleSite) -> None:
    quotes = [(piece, block.text) for piece in sample.pieces for block in piece.blocks if block.kind == "quote"]
    assert len(quotes) >= 15
    for piece, quote in quotes:
        assert quote in piece.body, piece.key


def test_the_corpus_has_the_planted_articles(sample: SampleSite) -> None:
    resolutions = Counter(author.resolution for piece in sample.pieces for author in piece.authors)
    assert {"ambiguous", "not_serving", "staff", "organisation", "date_unknown"} <= set(resolutions)
    assert Counter(piece.outcome for piece in sample.pieces).keys() == {
        "loaded",
        "quarantined",
        "discarded",
        "duplicate",
    }
    assert any(len(piece.authors) == 2 for piece in sample.pieces)
    assert any(not piece.authors for piece in sample.pieces)
    assert {piece.genre for piece in sample.pieces} == {"opinion", "interview", "partner"}


def test_file_names_open_with_the_day_of_publication(sample: SampleSite) -> None:
    for piece in sample.pieces:
        path = sample.folder / piece.outlet_id / f"{piece.published:%Y-%m-%d}-{piece.slug}.md"
        assert path.is_file(), piece.key


def test_a_file_without_front_matter_is_named(tmp_path: Path) -> None:
    (tmp_path / "outlet").mkdir()
    (tmp_path / "outlet" / "2023-01-01-no-head.md").write_text("Only text.\n", "utf-8")
    with pytest.raises(BackbenchError, match=r"no-head\.md is not a piece"):
        read_pieces(tmp_path, ["outlet"])
