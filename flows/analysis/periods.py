"""The periods of a trend: months, quarters and years, each named by its first day."""

from datetime import date, timedelta

PERIODS = ("month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def start_period(every: str, day: date) -> date:
    """Return the first day of the period that contains the day."""
    return day.replace(month=(day.month - 1) // _MONTHS[every] * _MONTHS[every] + 1, day=1)


def next_period(every: str, period: date) -> date:
    """Return the first day of the period after."""
    for _ in range(_MONTHS[every]):
        period = (period + timedelta(31)).replace(day=1)
    return period


def count_periods(every: str, first: date, last: date) -> int:
    """Return how many periods after `first` the period `last` is."""
    return ((last.year - first.year) * 12 + last.month - first.month) // _MONTHS[every]


def list_periods(every: str, first: date, last: date) -> list[date]:
    """Return the periods from the first to the last."""
    periods = [first]
    while periods[-1] < last:
        periods.append(next_period(every, periods[-1]))
    return periods


def format_period(every: str, period: date) -> str:
    """Return the period as in a table: 2022-03, 2022 Q1 or 2022."""
    if every == "month":
        return f"{period:%Y-%m}"
    return f"{period:%Y}" if every == "year" else f"{period:%Y} Q{(period.month + 2) // 3}"


def name_period(every: str, period: date) -> str:
    """Return the period as in a sentence: Mar 2022, Q1 2022 or 2022."""
    if every == "month":
        return f"{period:%b %Y}"
    return f"{period:%Y}" if every == "year" else f"Q{(period.month + 2) // 3} {period:%Y}"
