"""Write a trend as CSV: a row per series and period, with ranges, intervals, denominators and the definition."""

import csv
from typing import TextIO

from flows.analysis.trend_model import Trend, TrendPoint
from flows.safe_text import BYTE_ORDER_MARK, escape_csv_cell

_OF_TREND = ("topic_id", "topic_version", "by", "every", "smoothed_periods", "as_of")
_COUNTS = (
    *("article_count", "max_article_count", "bounded_count", "quoted_only_count"),
    *("corpus_count", "max_corpus_count"),
)
_SHARES = ("share", "min_share", "max_share", "share_low", "share_high")
_RATES = ("seat_count", "rate", "max_rate", "rate_low", "rate_high")
_BREAKS = ("break_kind", "break_reason")


def write_csv(trend: Trend, out: TextIO, for_excel: bool = False) -> None:
    """Write a row per series and period as RFC 4180; formulas and control characters are made harmless.

    Columns are named as in `trends --json`: `article_count` are the articles that are certainly of the period,
    `max_article_count` adds those that may be of it, `bounded_count` are known by an interval alone. The last rows,
    without a period, are each series over the whole span. `for_excel` begins the file with a byte-order mark.
    """
    if for_excel:
        out.write(BYTE_ORDER_MARK)
    values = (*_COUNTS, *(_RATES if trend.by_seats else _SHARES), *_BREAKS)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*_OF_TREND, "series", "period", *values))
    # Of two compared topics only the first one's definition has its version in the trend.
    version = None if trend.by == "topic" else trend.topic_version
    first = (trend.topic_id, version, trend.by, trend.every, trend.smoothed_months, trend.as_of)
    for point in (*trend.points, *trend.totals):
        cells = (*first, point.series, _format_period(point), *(getattr(point, name) for name in values))
        writer.writerow([escape_csv_cell(cell) for cell in cells])


def _format_period(point: TrendPoint) -> str | None:
    return point.period.isoformat() if point.period else None
