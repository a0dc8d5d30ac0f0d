"""The invented corpus is the same for the same seed, has the shape asked for, and each benchmark can measure it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from benchmarks.corpus import build
from benchmarks.scale import _measured, _measures
from flows.reference.seeds import read_seeds
from flows.settings import Settings

COUNT = 600


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("scale")
    build(folder, COUNT, read_seeds(Settings(home=folder)))
    yield folder


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_same_seed_gives_the_same_corpus(home: Path, tmp_path: Path) -> None:
    build(tmp_path, COUNT, read_seeds(Settings(home=tmp_path)))
    for table in ("articles", "article_authors", "article_topics", "memberships", "outlet_months"):
        query = f"from {table} order by all"
        assert rows(home, query) == rows(tmp_path, query)


def test_articles_are_of_5_kb_and_words_fall_as_zipf_has_it(home: Path) -> None:
    ((count, size),) = rows(home, "select count(*), avg(strlen(body)) from articles")
    assert count == COUNT
    assert 4_000 < float(str(size)) < 6_000
    words = "select unnest(regexp_split_to_array(lower(body), '[^a-z]+')) as word from articles"
    counts = [n for (n,) in rows(home, f"select count(*) as n from ({words}) group by word order by n desc limit 400")]
    # The tenth word as often as the hundredth ten times over, within a factor of two.
    assert 5 < int(str(counts[9])) / int(str(counts[99])) < 20


def test_topics_are_there_and_rare(home: Path) -> None:
    ((share,),) = rows(home, "select count(distinct article_id) / 600 from article_topics")
    assert 0.02 < float(str(share)) < 0.6


@pytest.mark.parametrize("name", ["bare multi-pattern search", "view topic_by_month_party", "an ad hoc query"])
def test_a_benchmark_measure_runs(home: Path, name: str) -> None:
    assert name in _measures(home)
    found = _measured(name, home)
    assert 0 < found["least"] <= found["median"]
    assert found["megabytes"] > 10
