"""Count a topic by an older version of its definition, by which the corpus is no longer tagged."""

import json
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from flows.analysis.adhoc import find_topic_version
from flows.analysis.trends import read_trend
from flows.cli.trends import trends as command
from flows.errors import BackbenchError, WrongUse
from transforms.topics.definitions import read_topics
from transforms.topics.tagging import build_topics_frame
from warehouse.store.topic_versions import store_versions

TOPICS = read_topics((Path(__file__).parents[3] / "seeds" / "topics.toml").read_text("utf-8"))
NOW = TOPICS[0]
BEFORE = replace(NOW, version=NOW.version + 1, title="Iran, Russia", minimum_count=4)
GONE = replace(NOW, topic_id="ferries", title="Ferries")


@pytest.fixture(scope="module")
def corpus_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The corpus as two runs left it: the first brought a stricter definition, and a topic that is gone."""
    folder = tmp_path_factory.mktemp("versions")
    shutil.copy(home / "corpus.duckdb", folder)
    runs = (
        (datetime(2024, 1, 2), build_topics_frame((BEFORE, GONE))),
        (datetime(2024, 3, 4), build_topics_frame(TOPICS)),
    )
    with duckdb.connect(str(folder / "corpus.duckdb")) as connection:
        for number, (started_at, topics) in enumerate(runs):
            store_versions(connection, {"run_id": f"r{number}", "started_at": started_at}, topics)
    return folder


@pytest.fixture
def corpus(corpus_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BACKBENCH_HOME", str(corpus_home))
    return corpus_home / "corpus.duckdb"


@pytest.mark.parametrize("by", ["month", "party", "outlet"])
def test_a_version_is_counted_by_its_own_definition(corpus: Path, by: str) -> None:
    found = find_topic_version(corpus, NOW.topic_id, BEFORE.version)
    assert found is not None
    # What the planted pieces on the topic say four times in title and body; none else speaks of both.
    assert replace(found, title=BEFORE.title) == BEFORE
    older, now = read_trend(corpus, NOW.topic_id, by, query=found), read_trend(corpus, NOW.topic_id, by)
    assert [point.article_count for point in older.points] == [point.article_count for point in now.points]
    assert (older.topic_version, now.topic_version) == (BEFORE.version, NOW.version)
    stricter = replace(BEFORE, minimum_count=5)
    assert not any(point.article_count for point in read_trend(corpus, NOW.topic_id, by, query=stricter).points)


def test_the_version_the_corpus_is_tagged_by_needs_no_search(corpus: Path) -> None:
    assert find_topic_version(corpus, NOW.topic_id, NOW.version) is None


def test_a_topic_that_is_gone_is_counted_by_any_version_it_had(corpus: Path) -> None:
    output = CliRunner().invoke(command, ["ferries", "--topic-version", str(GONE.version)]).output
    assert output.startswith(f"Ferries (version {GONE.version}), by month")


def test_the_command_says_by_which_version_it_counted(corpus: Path) -> None:
    run = CliRunner().invoke
    message = json.loads(run(command, ["iran-russia", "--topic-version", str(BEFORE.version), "--json"]).output)
    assert (message["title"], message["topic_version"]) == (f"Iran, Russia (version {BEFORE.version})", BEFORE.version)
    assert json.loads(run(command, ["iran-russia", "--json"]).output)["topic_version"] == NOW.version


def test_two_versions_of_a_topic_are_compared(corpus: Path) -> None:
    asked = ["iran-russia", "--topic-version", str(BEFORE.version), "--compare", "iran-russia"]
    output = CliRunner().invoke(command, asked).output
    assert output.startswith(f"Iran, Russia (version {BEFORE.version}) and {NOW.title}, Jan 2021 to Dec 2023")
    same = ["iran-russia", "--topic-version", str(NOW.version), "--compare", "iran-russia"]
    refusal = str(CliRunner().invoke(command, same).exception)
    assert f"compares a topic with itself: iran-russia is counted by version {NOW.version} today." in refusal


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["iran-russia", "--topic-version", "9"],
            r"no version 9. There are: 1 \(loaded 2024-03-04\), 2 \(loaded 2024-01-",
        ),
        (["no-such", "--topic-version", "1"], "no topic 'no-such'. There are: china, climate, defence, ferries"),
        (["--query", "iran", "--topic-version", "1"], "A query has no versions"),
    ],
)
def test_an_unknown_version_is_refused(corpus: Path, arguments: list[str], message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        raise CliRunner().invoke(command, arguments).exception or AssertionError


def test_a_definition_in_a_language_no_longer_spoken_is_reported(corpus: Path, tmp_path: Path) -> None:
    older = tmp_path / "corpus.duckdb"
    shutil.copy(corpus, older)
    lost = build_topics_frame((replace(GONE, version=8),)).with_columns(
        definition=pl.col("definition").str.replace("iran AND russia", "iran WITH russia")
    )
    with duckdb.connect(str(older)) as connection:
        store_versions(connection, {"run_id": "r0", "started_at": datetime(2023, 1, 1)}, lost)
    with pytest.raises(BackbenchError, match="Version 8 of topic ferries is written in a form that is no longer read"):
        find_topic_version(older, "ferries", 8)
