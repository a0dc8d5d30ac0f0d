"""Reprocess reads the archive again: it releases captures that now pass, restores lost rows, and keeps the others."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.errors import WrongUse
from flows.runs.runs import Accounts
from flows.settings import Settings
from warehouse.store import article_texts
from warehouse.store.database import open_writer
from warehouse.store.publish import publish_corpus


def test_reprocess_changes_nothing_where_nothing_has_changed(
    trial: Any, undisturbed: tuple[Settings, Accounts]
) -> None:
    settings, (right, whole) = trial.copy(undisturbed[0]), undisturbed
    again = trial.reprocess(settings)
    assert trial.tables(settings) == trial.tables(right)
    assert (again.counts["fetched"], again.counts["loaded"]) == (whole.counts["fetched"], 0)
    assert trial.accounts_meet(settings)


def test_a_capture_that_passes_now_is_released_from_quarantine(
    trial: Any, undisturbed: tuple[Settings, Accounts]
) -> None:
    settings, (right, _) = trial.copy(undisturbed[0]), undisturbed
    # As if an earlier extraction had kept back a piece that today's reads.
    with open_writer(settings.warehouse) as connection:
        query = (
            "select article_id, capture_id, outlet_id, url from articles where duplicate_of is null order by 1 limit 1"
        )
        (kept,) = connection.execute(query).fetchall()
        connection.execute(
            "insert into quarantine by name select ? as article_id, ? as capture_id, ? as outlet_id, ? as url,"
            " 'empty_body' as rule, 'no text' as detail, now()::timestamp as quarantined_at, 'earlier' as run_id",
            kept,
        )
        for table in (
            "articles",
            "article_versions",
            "article_authors",
            "date_candidates",
            "author_candidates",
            "article_topics",
            "readings",
        ):
            connection.execute(f"delete from {table} where article_id = ?", [kept[0]])
        connection.execute("delete from current_tallies")  # which follow loads alone
    publish_corpus(settings.warehouse, settings.corpus)
    again = trial.reprocess(settings)
    assert again.counts["loaded"] == 1
    stored, released = trial.tables(settings), "select released_by from quarantine where run_id = 'earlier'"
    assert trial.rows(settings, released) == [(again.run_id,)]
    assert {name: stored[name] for name in stored if name != "quarantine"} == {
        name: rows for name, rows in trial.tables(right).items() if name != "quarantine"
    }


def test_lost_databases_are_rebuilt_from_the_archive(trial: Any, undisturbed: tuple[Settings, Accounts]) -> None:
    settings, (right, _) = trial.copy(undisturbed[0]), undisturbed
    settings.warehouse.unlink()
    settings.corpus.unlink()
    trial.settings(home=settings.home)  # the register is no part of the archive
    trial.reprocess(settings)
    assert trial.tables(settings) == trial.tables(right)
    assert trial.accounts_meet(settings)


@pytest.mark.parametrize("lost", ["warehouse", "corpus"])
def test_a_lost_database_is_rebuilt_from_the_other(
    trial: Any, undisturbed: tuple[Settings, Accounts], warc_of_pages: Path, lost: str
) -> None:
    settings, (right, whole) = trial.copy(undisturbed[0]), undisturbed
    getattr(settings, lost).unlink()
    again = trial.take(settings, warc_of_pages)
    assert again.counts["unchanged"] == whole.counts["discovered"]
    assert trial.tables(settings, ()) == trial.tables(right, ())


def test_only_the_outlets_named_are_read_again_and_an_unknown_one_is_refused(
    trial: Any, undisturbed: tuple[Settings, Accounts]
) -> None:
    settings = trial.copy(undisturbed[0])
    again = trial.reprocess(settings, "hustings-post")
    ids = trial.rows(settings, f"select distinct outlet_id from run_fates where run_id = '{again.run_id}'")
    assert ids == [("hustings-post",)]
    with pytest.raises(WrongUse, match="No outlet is called 'the-times'"):
        trial.reprocess(settings, "the-times")
    assert not list((settings.home / "runs").iterdir())


def test_topics_that_changed_are_matched_against_every_article(
    trial: Any, undisturbed: tuple[Settings, Accounts], warc_of_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    settings, (right, _) = trial.copy(undisturbed[0]), undisturbed
    with open_writer(settings.warehouse) as connection:
        connection.execute("update topics set topic_version = topic_version + 1")
        connection.execute("delete from article_topics")
    publish_corpus(settings.warehouse, settings.corpus)
    monkeypatch.setattr(article_texts, "_BATCH_ROWS", 7)  # so that the few articles here are read some at a time
    trial.take(settings, warc_of_pages)  # it has nothing new
    assert trial.tables(settings)["article_topics"] == trial.tables(right)["article_topics"] != []
    assert trial.tables(settings)["topics"] == trial.tables(right)["topics"]


def test_a_renamed_outlet_keeps_its_articles(
    trial: Any, undisturbed: tuple[Settings, Accounts], tmp_path: Path
) -> None:
    settings = trial.copy(undisturbed[0])
    declared = settings.outlets_file.read_text("utf-8")
    renamed = replace(settings, outlets_file=tmp_path / "renamed.toml")
    renamed.outlets_file.write_text(declared.replace('"hustings-post"', '"the-hustings"'))
    before = trial.rows(settings, "select capture_id from captures where outlet_id = 'hustings-post' order by 1")
    trial.reprocess(renamed)
    for table in ("articles", "captures"):
        assert trial.rows(renamed, f"from {table} where outlet_id = 'hustings-post'") == [], table
    moved = trial.rows(renamed, "select capture_id from captures where outlet_id = 'the-hustings' order by 1")
    assert moved == before != []
    assert trial.accounts_meet(renamed)


def test_articles_of_an_outlet_no_longer_declared_are_not_read_again(
    trial: Any, undisturbed: tuple[Settings, Accounts]
) -> None:
    settings = trial.copy(undisturbed[0])
    before = settings.corpus.read_bytes()
    with pytest.raises(WrongUse, match=r"does not declare what the corpus has of division-lobby, the-chamber\."):
        trial.reprocess(trial.only(settings, "hustings-post"))
    assert settings.corpus.read_bytes() == before
    assert not list((settings.home / "runs").iterdir())
