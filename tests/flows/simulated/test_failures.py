"""Failed requests are reported, repeated when they are due, and given up if the article is gone."""

from typing import Any

from tests.flows.simulated.site import Simulated
from warehouse.store.database import open_writer

ROUTES = ("sitemap",)
STATES = "select state, attempts, count(*) from candidates where state <> 'captured' group by all order by all"


def test_a_failed_page_is_fetched_later_and_a_gone_page_is_given_up(trial: Any, site: Simulated) -> None:
    site.failing_times = 3  # as often as a run tries
    settings = trial.settings(site)
    assert trial.backfill(settings, routes=ROUTES).counts["failed"] == 2 + 4
    assert trial.rows(settings, STATES) == [("disallowed", 0, 2), ("failed", 1, 6)]
    site.forget()
    assert trial.backfill(settings, routes=ROUTES).counts["failed"] == 2 + 4
    assert not site.pieces_asked(), "an hour has not passed"
    _an_hour_passes(settings)
    later = trial.backfill(settings, routes=ROUTES)
    assert (later.counts["loaded"], later.counts["failed"]) == (2, 4)
    _an_hour_passes(settings)
    trial.nightly(settings)
    assert trial.rows(settings, STATES) == [("disallowed", 0, 2), ("gone", 3, 4)]
    site.forget()
    _an_hour_passes(settings)
    assert trial.backfill(settings, routes=ROUTES).counts["failed"] == 4
    assert not site.pieces_asked()


def _an_hour_passes(settings: Any) -> None:
    with open_writer(settings.warehouse) as connection:
        connection.execute("update candidates set next_attempt_at = next_attempt_at - interval 40 day")
