"""Two series compared, months pooled, counts per seats: equal to counts made by hand."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from flows.analysis.breaks import find_breaks
from flows.analysis.compare import comparable_stretches, compare, select_series, smooth
from flows.analysis.plot import draw_plot
from flows.analysis.trend_model import Trend, TrendPoint, pool, rate_per_hundred, total_by_series, wilson
from flows.analysis.trend_table import print_trend
from flows.analysis.trends import read_trend
from flows.cli.trends import trends as command
from flows.errors import WrongUse


def point(
    month: int, hits: int, of: int, kind: str | None = None, series: str = "Iran", seats: float | None = None
) -> TrendPoint:
    day = date(2022 + (month - 1) // 12, (month - 1) % 12 + 1, 1)
    reason = f"The Echo: {kind}" if kind else None
    return TrendPoint(series, day, hits if of else None, of, *wilson(hits, of), kind, reason, seat_count=seats)


def trend(*months: TrendPoint, by: str = "month") -> Trend:
    return Trend("iran", "Iran", by, None, None, months, total_by_series(months), 0, None, None)


def printed(shown: Trend, width: int = 100) -> str:
    console = Console(width=width)
    with console.capture() as capture:
        print_trend(shown, console)
    return capture.get()


def test_on_a_narrow_terminal_no_month_and_no_number_is_cut() -> None:
    months = [
        replace(point(month, 1, 110, series=name), max_article_count=10, max_corpus_count=1300)
        for name in ("The National Health Service", "Israel and Gaza")
        for month in (1, 2)
    ]
    shown = replace(trend(*months), compared=("The National Health Service", "Israel and Gaza"))
    wide, narrow = printed(shown, 200), printed(shown, 60)
    cells = next(line for line in wide.splitlines() if line.startswith("2022-01")).split()
    assert next(line for line in narrow.splitlines() if line.startswith("2022-01")).split() == cells
    assert "…" not in "".join(cells)


def test_months_are_pooled_within_breaks_and_counts_stay_their_own() -> None:
    shown = smooth(
        trend(point(1, 1, 10), point(2, 2, 20), point(3, 6, 30), point(4, 9, 10, "step"), point(5, 1, 10)), 3
    )
    assert [month.share for month in shown.points] == pytest.approx([3 / 30, 9 / 60, 8 / 50, 10 / 20, 10 / 20])
    assert [month.article_count for month in shown.points] == [1, 2, 6, 9, 1]
    assert (shown.points[1].share_low, shown.points[1].share_high) == wilson(9, 60)[1:]
    assert "average over 3 months" in printed(shown)


def test_smoothing_leaves_holes_and_months_without_output_unchanged() -> None:
    months = (point(1, 1, 10), point(2, 0, 2, "hole"), point(3, 5, 10), point(4, 0, 0), point(5, 1, 10))
    assert comparable_stretches(months) == [0, None, 2, 2, 2]
    shown = smooth(trend(*months), 3)
    assert [month.share for month in shown.points] == pytest.approx([0.1, 0, 0.5, None, 0.1])


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (2, [0, 0, 0.25, 0.5, 0.25, 0, 0]),
        (3, [0, 0, 1 / 3, 1 / 3, 1 / 3, 0, 0]),
        (4, [0, 0.5 / 3.5, 0.25, 0.25, 0.25, 0.5 / 3.5, 0]),
        (5, [0, 0.25, 0.2, 0.2, 0.2, 0.25, 0]),
    ],
)
def test_smoothing_over_any_number_of_months_keeps_a_spike_in_its_month(months: int, expected: list[float]) -> None:
    shown = smooth(trend(*(point(number, 10 if number == 4 else 0, 10) for number in range(1, 8))), months)
    shares = [month.share or 0 for month in shown.points]
    assert shares == pytest.approx(expected)
    assert shares == pytest.approx(shares[::-1])


@pytest.mark.parametrize("months", [1, 0, -3, 25])
def test_averages_over_an_unsupported_number_of_months_are_refused(months: int) -> None:
    with pytest.raises(WrongUse, match="2 to 24 months"):
        smooth(trend(point(1, 1, 10)), months)


def test_two_topics_are_compared(corpus: Path) -> None:
    first, second = read_trend(corpus, "iran-russia"), read_trend(corpus, "ukraine")
    shown = compare(first, second)
    assert {month.series for month in shown.points} == {"Iran–Russia", "Ukraine"}
    assert shown.compared == ("Iran–Russia", "Ukraine")
    text = printed(shown)
    assert text.startswith("Iran–Russia and Ukraine, Jan 2021 to Dec 2023")
    (total,) = [total for total in shown.totals if total.series == "Iran–Russia"]
    assert f"({total.article_count}/{total.corpus_count})" in text.split("All")[1]
    with pytest.raises(WrongUse, match="with itself"):
        compare(first, first)


def test_two_parties_are_found_by_a_part_of_their_names(corpus: Path) -> None:
    by_party = read_trend(corpus, "iran-russia", "party")
    assert select_series(by_party, ["heath", "LANTERN PARTY"]).compared == ("Heath Alliance", "Lantern Party")
    for names, printed_text in (
        (["heath"], "Two parties are compared"),
        (["heath", "heath alliance"], "with itself"),
        (["a", "heath"], "matches several of the parties"),
        (["heath", "blue"], "is not one of the parties. There are: Heath Alliance"),
    ):
        with pytest.raises(WrongUse, match=re.escape(printed_text)):
            select_series(by_party, names)


def test_a_rate_is_articles_for_a_hundred_seats_with_byars_interval() -> None:
    # Breslow and Day give 3.73 to 15.75... for 8 observed: here for 8 of 200 seats, halved.
    assert rate_per_hundred(8, 200) == pytest.approx((4.0, 1.722, 7.883), abs=5e-3)
    assert rate_per_hundred(0, 100)[:2] == (0.0, 0.0)
    assert rate_per_hundred(3, None) == rate_per_hundred(3, 0) == (None, None, None)


def test_seats_of_months_without_output_count_unless_they_are_holes() -> None:
    months = [point(1, 2, 10, seats=50.0), point(2, 0, 0, seats=50.0), point(3, 0, 0, "hole", seats=50.0)]
    whole = pool("Iran", months)
    assert (whole.seat_count, whole.rate) == (100.0, 2.0)


def test_a_break_is_reported_once_with_its_months() -> None:
    months = [
        point(number, 1, 10, kind, series)
        for series in ("Red", "Blue")
        for number, kind in ((1, "begins"), (2, None), (3, "hole"), (4, "hole"), (5, None), (6, "step"))
    ]
    found = find_breaks(trend(*months, by="party"))
    assert [(each.letter, each.sentence, each.series) for each in found] == [
        ("a", "Mar 2022 to Apr 2022: The Echo: hole", ("Red", "Blue")),
        ("b", "Jun 2022: The Echo: step", ("Red", "Blue")),
    ]


def test_an_outage_is_drawn_as_a_break_with_its_reason_and_not_as_a_fall(tmp_path: Path) -> None:
    months = [point(number, 3, 12, "hole" if number in (5, 6) else None) for number in range(1, 13)]
    months[4] = replace(months[4], article_count=0, share=0.0)
    path = tmp_path / "trend.svg"
    draw_plot(trend(*months), path)
    text = path.read_text(encoding="utf-8")
    assert text.count("M") > 0
    lines = re.findall(r'stroke-width="1.8"[^>]*|<path[^>]*stroke-width="1.8"', text)
    assert len(lines) == 2, "the line before the outage and the line after it"
    assert "#f6e7c1" in text, "the band"
    assert "May 2022 to Jun 2022: The Echo: hole" in text
    assert re.search(r"2022-05 a +0 +12", printed(trend(*months)))


@pytest.mark.parametrize(
    "asked",
    [
        ["iran-russia", "--compare", "ukraine", "--smooth", "3"],
        ["iran-russia", "--by", "party", "--compare", "heath", "--compare", "lantern"],
        ["iran-russia", "--by", "outlet", "--compare", "echo", "--compare", "herald"],
    ],
)
def test_the_command_compares_in_print_json_and_plot(corpus: Path, tmp_path: Path, asked: list[str]) -> None:
    plot = tmp_path / "plot.svg"
    done = CliRunner().invoke(command, [*asked, "--json", "--plot", str(plot)], catch_exceptions=False)
    found = json.loads(done.stdout)
    assert len(found["compared"]) == len(found["totals"]) == 2
    for name in found["compared"]:
        assert name in plot.read_text(encoding="utf-8")


def test_seats_are_of_parties_and_topics_are_compared_in_pairs(corpus: Path) -> None:
    for asked, printed_text in (
        (["iran-russia", "--normalise", "seats"], "Seats are held by parties"),
        (["iran-russia", "--compare", "china", "--compare", "ukraine"], "Two topics are compared"),
        (["iran-russia", "--compare", "none"], "There is no topic 'none'"),
    ):
        with pytest.raises(WrongUse, match=printed_text):
            CliRunner().invoke(command, asked, catch_exceptions=False)
