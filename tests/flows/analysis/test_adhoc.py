"""An ad hoc query tags and counts by the same rules as a topic, and changes nothing in the corpus."""

import hashlib
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows.analysis.adhoc import open_adhoc_corpus, parse_adhoc_topic
from flows.analysis.trends import read_trend
from flows.cli.trends import trends as command
from flows.errors import BackbenchError, WrongUse
from transforms.topics.definitions import read_topics

TOPICS = read_topics((Path(__file__).parents[3] / "seeds" / "topics.toml").read_text("utf-8"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("by", ["month", "party", "outlet"])
def test_a_topic_searched_ad_hoc_counts_as_the_topic_itself(home: Path, by: str) -> None:
    corpus = home / "corpus.duckdb"
    before = digest(corpus)
    for topic in TOPICS[:2]:
        adhoc = read_trend(corpus, topic.topic_id, by, query=topic)
        known = read_trend(corpus, topic.topic_id, by)
        assert (adhoc.points, adhoc.totals) == (known.points, known.totals)
        assert (adhoc.undated_count, adhoc.unattributed_count) == (known.undated_count, known.unattributed_count)
    assert digest(corpus) == before


def test_words_and_phrases_are_what_a_topic_would_list(home: Path) -> None:
    asked = parse_adhoc_topic('(iran OR tehran) NEAR/50 (russia OR "moscow")')
    with open_adhoc_corpus(home / "corpus.duckdb", asked) as connection:
        taken = {row[0] for row in connection.execute("select article_id from article_topics").fetchall()}
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as corpus:
        query = "select article_id from articles where body = 'Iran and Russia.'"
        wanted = {row[0] for row in corpus.execute(query).fetchall()}
    assert taken == wanted != set()


def test_another_definition_of_a_topic_can_be_counted_next_to_it(home: Path) -> None:
    stricter = replace(TOPICS[0], version=9, minimum_count=1000)
    assert (
        sum(
            total.article_count or 0
            for total in read_trend(home / "corpus.duckdb", "iran-russia", query=stricter).totals
        )
        == 0
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("iran and russia", "operators are in capitals: AND"),
        ("NOT iran", "matches texts that have none of its words"),
        ("iran OR …", "a term without a word in it"),
        ("iran*", "endings are listed"),
        ("", "a word is missing at the end"),
    ],
)
def test_an_invalid_query_is_reported(query: str, message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        parse_adhoc_topic(query)


def test_a_corpus_that_is_missing_or_older_is_reported(home: Path, tmp_path: Path) -> None:
    with pytest.raises(BackbenchError, match="There is no database"):
        read_trend(tmp_path / "corpus.duckdb", "query", query=parse_adhoc_topic("iran"))
    older = tmp_path / "older.duckdb"
    with duckdb.connect(str(older)) as connection:
        connection.execute("create table articles (article_id text)")
    with pytest.raises(BackbenchError, match="none of Backbench's"):
        read_trend(older, "iran-russia")


def test_the_command_accepts_a_topic_or_a_query(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(home))
    run = CliRunner().invoke
    assert "iran AND russia, by outlet" in run(command, ["--query", "iran AND russia", "--by", "outlet"]).output
    for arguments in ([], ["iran-russia", "--query", "iran"]):
        assert isinstance(run(command, arguments).exception, WrongUse)
