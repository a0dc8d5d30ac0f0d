"""Two days limit what is read and fetched; a second run sends almost no requests."""

from datetime import date
from typing import Any

import pytest

from tests.flows.simulated.site import Simulated
from tests.flows.simulated.truth import ROUTES, right

IN_2021 = date(2021, 3, 1), date(2021, 12, 31)
IN_2023 = date(2023, 1, 1), date(2023, 12, 31)


@pytest.mark.parametrize(
    ("route", "window", "too_far"),
    [("feed", IN_2023, "/feed?paged=3"), ("listing", IN_2021, "/comment?page=4")],
    ids=["feed", "listing"],
)
def test_articles_outside_the_window_are_not_requested_and_paging_stops_after_it(
    trial: Any, site: Simulated, route: str, window: tuple[date, date], too_far: str
) -> None:
    settings = trial.settings(site)
    trial.backfill(settings, *window, [route])
    assert trial.articles(settings) == right(site.articles, [route], *window)
    outside = {each.path for each in site.articles if not window[0] <= each.day <= window[1]}
    assert not outside & set(site.pieces_asked())
    assert too_far not in site.paths()


def test_an_article_dated_outside_the_window_by_one_listing_is_not_requested(trial: Any, site: Simulated) -> None:
    trial.backfill(trial.settings(site), *IN_2021)
    dated = [each for each in site.articles if {"feed", "listing"} & set(each.routes)]
    outside = {each.path for each in dated if not IN_2021[0] <= each.day <= IN_2021[1]}
    assert not outside & set(site.pieces_asked())


def test_an_article_copied_before_the_window_is_not_requested(trial: Any, site: Simulated) -> None:
    settings = trial.settings(site)
    trial.backfill(settings, *IN_2021, ["web-archive"])
    found = trial.articles(settings)
    expected = set(right(site.articles, ["web-archive"], *IN_2021))
    assert expected
    assert expected <= set(found)
    assert all(row.not_after >= IN_2021[0] for row in found)


def test_a_second_run_reads_the_listings_and_requests_no_page(trial: Any, site: Simulated) -> None:
    settings = trial.settings(site)
    first = trial.backfill(settings)
    before = trial.tables(settings)
    site.forget()
    second = trial.backfill(settings)
    assert not site.pieces_asked()
    assert (second.state, second.counts["fetched"]) == ("completed", 0)
    assert first.counts["fetched"] == len(right(site.articles, ROUTES))
    assert second.counts["failed"] == first.counts["failed"], (
        "what failed is told again, and not asked for before its time"
    )
    assert trial.tables(settings)["articles"] == before["articles"]
