"""A text without an address and the same article with one, through all stages: one article, in every order."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings

URL = "https://lantern.example/comment/ferries-are-a-promise"
PIECE = [
    "The islands have waited for a bridge since before the last ferry was built, and they have been told each spring "
    "that the next budget will hold it, and each autumn that it did not, while Iran and Russia filled the news.",
    "A ferry is a promise made twice a day. It is kept in June and broken in January, when the chemist runs out and "
    "the school on the far side opens with a third of its pupils, and nobody is surprised.",
    "The sum is not large beside what a road in the south costs. I have asked for it four times, and shall ask again.",
    "We must not be told that a bridge is for tourists. It is for the nurse, the plumber and the child with a fever, "
    "and for everyone who has ever looked at a grey sea in the morning and gone home.",
]
MASTHEAD = "Sat, 20 April 2024"


def write(folder: Path, name: str, lines: Sequence[str], **stated: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt").write_text("\n\n".join(lines))
    if stated:
        (folder / f"{name}.json").write_text(json.dumps(stated))
    return folder


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A capture without an address, with another day in its masthead."""
    lines = [MASTHEAD, "Menu", "Ferries are a promise", "4 min read", *PIECE]
    return write(tmp_path / "bare", "a", lines, captured_at="2024-04-20T10:00:00Z")


@pytest.fixture
def addressed(tmp_path: Path) -> Path:
    lines = ["Menu", "Another teaser", "Ferries are a promise", "4 min read", *PIECE]
    return write(tmp_path / "addressed", "b", lines, url=URL, captured_at="2025-01-02T10:00:00Z")


def test_every_order_and_a_rebuilt_corpus_are_equal(trial: Any, bare: Path, addressed: Path) -> None:
    found = []
    for number, folders in enumerate([[bare, addressed], [addressed, bare]]):
        settings = trial.settings(f"home{number}")
        for folder in folders:
            trial.take(settings, folder)
            assert trial.accounts_meet(settings)
        found.append(trial.tables(settings))
    assert found[0] == found[1]
    settings = trial.settings("together")
    counts = trial.take(settings, bare, addressed).counts
    assert (counts["loaded"], counts["unchanged_text"]) == (1, 1)
    assert trial.tables(settings) == found[0]
    settings.warehouse.unlink()
    settings.corpus.unlink()
    trial.settings(home=settings.home)
    trial.reprocess(settings)
    assert trial.tables(settings) == found[0]
    assert trial.accounts_meet(settings)


def test_an_unaddressed_text_is_one_article_for_every_query(
    trial: Any, bare: Path, addressed: Path, ended: Any
) -> None:
    settings: Settings = trial.settings()
    trial.take(settings, bare)
    ((text_id,),) = trial.rows(settings, "select article_id from articles")
    trial.take(settings, addressed)
    query = "select url, title, published_not_after::text, first_captured_at::date::text from articles"
    assert trial.rows(settings, query) == [(URL, "Ferries are a promise", "2024-04-20", "2024-04-20")]
    followed = "select articles.url from article_id_changes join articles using (article_id) where old_article_id"
    assert trial.rows(settings, f"{followed} = '{text_id}'") == [(URL,)]
    assert trial.rows(settings, "select count(*), count(distinct article_id) from captures") == [(2, 1)]
    assert trial.rows(settings, "select distinct url from run_fates semi join articles using (article_id)") != []
    code, out, _ = ended(settings, "kwic", "ferry", "--csv")
    assert (code, out.count(URL), out.count("urn:text")) == (0, 2, 0), "twice in one article"
    before = trial.tables(settings, ())
    again = trial.take(settings, bare, addressed)
    assert (again.counts["unchanged"], again.counts["discovered"]) == (2, 2)
    assert trial.tables(settings, ()) == before


def test_an_unaddressed_text_moves_back_when_the_address_shows_another_text(
    trial: Any, bare: Path, addressed: Path, tmp_path: Path
) -> None:
    alone = trial.settings("alone")
    trial.take(alone, bare)
    settings = trial.settings()
    trial.take(settings, addressed, bare)
    lines = ["Menu", "Bridges are a promise", "4 min read", *(text.replace("e", "a") for text in PIECE)]
    trial.take(settings, write(tmp_path / "changed", "c", lines, url=URL, captured_at="2025-02-02T10:00:00Z"))
    columns = "title, body, published_not_after, date_basis, genre, capture_id"
    where = "where url like 'urn:%'"
    assert trial.rows(settings, f"select {columns} from articles {where}") == trial.rows(
        alone, f"select {columns} from articles {where}"
    )
    assert trial.rows(settings, "from article_id_changes") == []
    assert trial.rows(settings, "select count(*), count(distinct article_id) from captures") == [(3, 2)]
