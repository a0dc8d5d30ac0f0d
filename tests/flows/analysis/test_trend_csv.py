"""A trend as CSV: ranges and denominators, escaped formulas, and notes on coverage grouped by outlet."""

import csv
from datetime import date
from io import StringIO

from flows.analysis.breaks import Break, group_by_outlet
from flows.analysis.trend_model import Trend, TrendPoint, add_share
from flows.analysis.trend_table import write_csv
from flows.safe_text import BYTE_ORDER_MARK


def point(series: str, period: date | None, **values: object) -> TrendPoint:
    made = TrendPoint(series, period, 1, 4, None, None, None, max_article_count=2, max_corpus_count=6, bounded_count=1)
    return add_share(made)


def rows(trend: Trend, for_excel: bool = False) -> list[dict[str, str]]:
    out = StringIO()
    write_csv(trend, out, for_excel)
    text = out.getvalue()
    assert text.startswith(BYTE_ORDER_MARK) is for_excel
    return list(csv.DictReader(StringIO(text.removeprefix(BYTE_ORDER_MARK))))


def test_a_row_has_the_range_the_denominators_and_the_version() -> None:
    points = (point("=HYPERLINK(1)", date(2024, 1, 1)),)
    totals = (point("=HYPERLINK(1)", None),)
    trend = Trend("bridges", "Bridges", "party", None, None, points, totals, 0, 0, "2026-01-01", topic_version=3)
    first, total = rows(trend, for_excel=True)
    assert (first["topic_id"], first["topic_version"], first["every"]) == ("bridges", "3", "month")
    assert (first["article_count"], first["max_article_count"], first["bounded_count"]) == ("1", "2", "1")
    assert (first["corpus_count"], first["max_corpus_count"]) == ("4", "6")
    assert (first["min_share"], first["share"], first["max_share"]) == ("0.2", "0.25", "0.4")
    assert (first["series"], first["period"], total["period"]) == ("'=HYPERLINK(1)", "2024-01-01", "")


def test_by_seats_the_rates_take_the_place_of_the_shares() -> None:
    trend = Trend("bridges", "Bridges", "party", None, None, (), (), 0, 0, None, by_seats=True)
    out = StringIO()
    write_csv(trend, out)
    assert "seat_count,rate,max_rate,rate_low,rate_high" in out.getvalue()
    assert "share" not in out.getvalue()


def test_notes_on_coverage_are_grouped_by_outlet() -> None:
    day = date(2024, 1, 1)
    found = [
        Break("a", "unfinished", day, day, "Lantern, Gazette: collected only to May; Echo: begins", ("*",)),
        Break("b", "ends", day, day, "Echo: ends", ("*",)),
    ]
    assert group_by_outlet(found) == ["Lantern, Gazette: a  collected only to May", "Echo: a  begins; b  ends"]
