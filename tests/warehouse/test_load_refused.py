"""A load with an error changes nothing."""

from collections.abc import Callable
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.frames import conform
from warehouse.errors import LoadRefused, UnbalancedAccounts
from warehouse.schema import tables
from warehouse.store.load import load_batch, replace_tables

Connection = duckdb.DuckDBPyConnection
Refused = Callable[..., str]


@pytest.fixture
def refused(connection: Connection, all_of: Any) -> Refused:
    """A function that returns what a load of changed frames is refused with; the database must stay as it was."""

    def refuse(run: Any, change: dict[str, Any], fates: pl.DataFrame | None = None) -> str:
        before = all_of(connection)
        with pytest.raises((UnbalancedAccounts, LoadRefused)) as caught:
            load_batch(connection, run.run, run.all_frames() | change, run.fates() if fates is None else fates)
        assert all_of(connection) == before
        return str(caught.value)

    return refuse


def test_totals_that_do_not_add_up_undo_the_load(
    connection: Connection, page: Any, brought: Any, refused: Refused
) -> None:
    brought("r0", [page("ford", hour=9)]).load(connection)
    run = brought("r1", [page("ford"), page("brook", text="Other.")], kept_back=[page("mill")])
    every, none = run.fates(), run.all_frames()["articles"].clear()
    message = refused(run, {}, every.filter(pl.col("fate").is_null()))
    assert "1 captures have no outcome" in message
    assert "2 captures have no outcome, and did not pass the gate" in refused(run, {"articles": none})
    assert "quarantined without a rule" in refused(run, {"quarantine": run.all_frames()["quarantine"].clear()})
    settled = every.with_columns(fate=pl.lit("discarded"))
    assert "passed the gate but have another outcome" in refused(run, {}, settled)
    assert "not in the archive's index" in refused(run, {"captures": run.all_frames()["captures"].clear()})


def test_rows_that_break_the_contract_undo_the_load(
    connection: Connection, page: Any, brought: Any, refused: Refused
) -> None:
    brought("r0", [page("ford", hour=9)]).load(connection)
    run = brought("r1", [page("ford"), page("brook", text="Other.")])
    articles = run.all_frames()["articles"]
    assert "genre" in refused(run, {"articles": articles.with_columns(genre=pl.lit("rumour"))})
    assert "body" in refused(run, {"articles": articles.with_columns(body=pl.lit(None, pl.String))})
    assert "colour" in refused(run, {"articles": articles.with_columns(colour=pl.lit("red"))})
    assert "is not loaded with a run" in refused(run, {"persons": pl.DataFrame()})
    assert "outcome" in refused(run, {}, run.fates().with_columns(fate=pl.lit("lost")))


def test_replacing_tables_is_all_or_nothing(connection: Connection) -> None:
    ada = conform([{"person_id": "p1", "name": "Ada Brook"}], tables.PERSONS)
    replace_tables(connection, {"persons": ada})
    parties = conform([{"party_id": "q", "name": "Q", "party_group": "Q"}], tables.PARTIES)
    with pytest.raises(LoadRefused, match="two rows have the key person_id = p1"):
        replace_tables(connection, {"parties": parties, "persons": pl.concat([ada, ada])})
    assert connection.execute("SELECT name FROM persons").fetchall() == [("Ada Brook",)]
    assert connection.execute("SELECT name FROM parties").fetchall() == []
    replace_tables(connection, {"persons": ada.clear()})
    assert connection.execute("FROM persons").fetchall() == []
