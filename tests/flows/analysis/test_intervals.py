"""Articles known by an interval, in a trend as data, table, plot and JSON."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from flows.analysis.plot import draw_plot
from flows.analysis.trend_model import Trend, add_share, to_json_object
from flows.analysis.trend_table import print_trend
from flows.analysis.trends import read_trend
from tests.flows.analysis.conftest import Piece, write
from warehouse.store.tallies import fill_tallies

TOPIC = "iran-russia"


@pytest.fixture
def bounded(tmp_path: Path) -> Path:
    """Write 12 dated articles of 2022, 3 of them on the topic, and 3 known by an interval: two on the topic."""
    corpus = tmp_path / "corpus.duckdb"
    dated = [Piece(n, date(2022, n + 1, 5), "the-echo", ("Lantern Party",), n % 4 == 0) for n in range(12)]
    undated = [Piece(n, None, "the-echo", ("Lantern Party",), n != 14) for n in range(12, 15)]
    write(corpus, [*dated, *undated])
    with duckdb.connect(str(corpus)) as connection:
        for number, first, last in (
            (12, "2022-03-01", "2022-04-30"),
            (13, "2022-12-01", "2023-02-01"),
            (14, "2022-02-01", "2022-03-31"),
        ):
            connection.execute(
                "update articles set published_not_before = ?::date, published_not_after = ?::date "
                "where article_id = ?",
                [first, last, f"{number:024x}"],
            )
        fill_tallies(connection)
    return corpus


def printed(trend: Trend) -> str:
    console = Console(width=100)
    with console.capture() as capture:
        print_trend(trend, console)
    return capture.get()


def test_a_year_contains_intervals_that_no_month_contains(bounded: Path) -> None:
    by_month, by_year = read_trend(bounded, TOPIC), read_trend(bounded, TOPIC, every="year")
    march = next(point for point in by_month.points if point.period == date(2022, 3, 1))
    assert (march.article_count, march.max_article_count, march.corpus_count, march.max_corpus_count) == (0, 1, 1, 3)
    assert (march.min_share, march.max_share) == (0.0, 0.5)
    counts = [
        (p.period, p.article_count, p.max_article_count, p.corpus_count, p.max_corpus_count) for p in by_year.points
    ]
    assert counts == [(date(2022, 1, 1), 4, 5, 14, 15), (date(2023, 1, 1), 0, 1, 0, 1)]
    assert (by_month.dated_count, by_month.bounded_count, by_month.straddling_count) == (3, 2, 2)
    assert by_year.straddling_count == 1
    for trend in (by_month, by_year):
        for point in trend.points:
            assert add_share(point) == point, "the view and the program compute the same"


def test_in_the_whole_span_an_article_counts_once(bounded: Path) -> None:
    for every in ("month", "quarter", "year"):
        (total,) = read_trend(bounded, TOPIC, every=every).totals
        assert (total.article_count, total.max_article_count) == (5, 5)
        assert (total.corpus_count, total.max_corpus_count, total.bounded_count) == (15, 15, 2)
    (total,) = read_trend(bounded, TOPIC, until=date(2022, 12, 1)).totals
    assert (total.article_count, total.max_article_count, total.max_corpus_count) == (4, 5, 15)


def test_the_range_is_printed_drawn_and_in_the_json(bounded: Path, tmp_path: Path) -> None:
    by_month = read_trend(bounded, TOPIC)
    text = printed(by_month)
    assert re.search(r"2022-03 .*0–1 +1–3 +0%–50%", text)
    assert "On the topic: 3 articles with a date, 2 articles known by an interval" in text
    draw_plot(by_month, tmp_path / "trend.svg")
    assert "Darker strokes: the range of the share" in (tmp_path / "trend.svg").read_text(encoding="utf-8")
    found = json.loads(json.dumps(to_json_object(read_trend(bounded, TOPIC, "party", every="year"))))
    assert [row["year"] for row in found["years"]] == ["2022-01-01", "2023-01-01"]
    assert found["years"][0]["max_article_count"] == 5


def test_an_article_without_a_range_has_the_share_that_it_had(bounded: Path) -> None:
    point = read_trend(bounded, TOPIC).points[0]
    assert point.min_share == point.share == point.max_share
    assert replace(point, max_article_count=None, max_corpus_count=None).most_articles == point.article_count
