"""`sql --as-of` and `trends --as-of` answer from the corpus as a run published it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from flows.cli.sql import sql
from flows.cli.trends import trends
from flows.errors import WrongUse
from warehouse.store.database import open_writer
from warehouse.store.publish import publish_corpus

RUN = """
    INSERT INTO runs (run_id, flow, state, started_at, finished_at, code_version, discovered_count, fetched_count,
        unchanged_count, disallowed_count, failed_count, loaded_count, updated_count, unchanged_text_count,
        duplicate_count, quarantined_count, discarded_count, deferred_count)
    SELECT 'r' || n, 'import', 'completed', TIMESTAMP '2024-05-01' + to_days(n), TIMESTAMP '2024-05-02' + to_days(n),
        '1', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM (SELECT {n} AS n)
    """


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with three published runs, each of which added a topic."""
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    for number in (1, 2, 3):
        with open_writer(tmp_path / "warehouse.duckdb") as connection:
            connection.execute(RUN.format(n=number))
            connection.execute(f"INSERT INTO topics VALUES ('topic-{number}', 1, 'T', 'T', '{{}}')")
        publish_corpus(tmp_path / "warehouse.duckdb", tmp_path / "corpus.duckdb")
    return tmp_path


def test_a_query_answers_from_the_state_after_a_run(home: Path) -> None:
    before = sorted(home.iterdir())
    for number in (1, 2, 3):
        asked = ["select count(*) as n from topics", "--as-of", f"r{number}", "--csv"]
        assert CliRunner().invoke(sql, asked).output == f"n\n{number}\n"
    assert sorted(home.iterdir()) == before, "the restored copies are gone"


def test_a_trend_counts_in_the_state_after_a_run(home: Path) -> None:
    known = CliRunner().invoke(trends, ["topic-9"]).exception
    earlier = CliRunner().invoke(trends, ["topic-9", "--as-of", "r2"]).exception
    assert "topic-3" in str(known)
    assert "topic-3" not in str(earlier)
    assert "topic-2" in str(earlier)


def test_a_run_without_a_saved_state_is_refused_with_a_list_of_runs(home: Path) -> None:
    for command, asked in ((sql, ["select 1"]), (trends, ["topic-1"])):
        refusal = CliRunner().invoke(command, [*asked, "--as-of", "r9"]).exception
        assert isinstance(refusal, WrongUse)
        assert "no published state of run r9. There are: r3, r2, r1." in str(refusal)
