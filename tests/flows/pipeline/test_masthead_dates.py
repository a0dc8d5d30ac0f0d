"""Masthead dates are learned from all captures of an outlet, in whatever runs these were loaded."""

from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from flows.settings import Settings

WORDS = ("river", "pier", "bridge", "cart", "tram", "lorry", "council", "spring", "detour", "wreck", "road", "town")
SERVED = datetime(2024, 4, 20, 8, tzinfo=UTC)
OTHER = "13 April 2024"


def page(number: int, day: str) -> bytes:
    chance = Random(number)
    title = f"A view of the {WORDS[number]} from the far bank"
    text = [" ".join(chance.choices(WORDS, k=30)).capitalize() + "." for _ in range(5)]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    return (
        f"<html lang='en'><head><title>{title}</title></head><body><div class='x7'>{day}</div><article><h1>{title}</h1>"
        f"{body}</article></body></html>"
    ).encode()


@pytest.fixture
def warcs(trial: Any, tmp_path: Path) -> list[Path]:
    """Three pages that print the day they were captured on, and one that prints another, each in a file of its own."""
    days = ["Sat, 20 April 2024"] * 3 + [OTHER]
    pages = [{f"https://fens.example/views/{number}-bank": page(number, day)} for number, day in enumerate(days)]
    return [trial.write_warc(tmp_path / f"{n}.warc.gz", one, SERVED) for n, one in enumerate(pages)]


def dates(trial: Any, settings: Settings) -> list[date | None]:
    return [day for (day,) in trial.rows(settings, "select published_on from articles order by url")]


def test_the_third_page_removes_the_masthead_date_from_all_in_any_runs(trial: Any, warcs: list[Path]) -> None:
    spread, at_once = trial.settings("spread"), trial.settings("at-once")
    trial.take(spread, warcs[1])
    trial.take(spread, warcs[0])
    assert dates(trial, spread) == [date(2024, 4, 20)] * 2
    trial.take(spread, warcs[2])
    trial.take(at_once, *warcs[:3])
    assert dates(trial, spread) == dates(trial, at_once) == [None] * 3
    assert trial.tables(spread) == trial.tables(at_once)
    assert trial.accounts_meet(spread)
    reasons = trial.rows(
        spread, "select distinct basis, is_chosen, reason from date_candidates where basis <> 'capture'"
    )
    reason = "masthead: 3 articles print the day of their capture there, and none another day"
    assert reasons == [("text", False, reason)]
    learned = trial.rows(spread, "select kind, text, article_count from boilerplate where edge = 'date'")
    assert learned == [("masthead", "above the headline, in <div x7>", 3)]


def test_a_page_with_another_day_in_that_element_restores_the_dates(trial: Any, warcs: list[Path]) -> None:
    spread, at_once = trial.settings("spread"), trial.settings("at-once")
    trial.take(spread, *warcs[:3])
    trial.take(spread, warcs[3])
    trial.take(at_once, *warcs)
    assert dates(trial, spread) == dates(trial, at_once) == [date(2024, 4, 20)] * 3 + [date(2024, 4, 13)]
    assert trial.tables(spread) == trial.tables(at_once)
