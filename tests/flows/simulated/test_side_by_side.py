"""A nightly run during a backfill of the same outlet: no request is repeated, and the pauses are kept."""

import time
from dataclasses import replace
from itertools import pairwise
from typing import Any

from tests.flows.simulated.pages import HOST
from tests.flows.simulated.site import Simulated
from tests.flows.simulated.truth import ROUTES, right

DELAY_SECONDS = 0.05


def test_two_runs_share_one_turn_and_one_list_of_candidates(trial: Any, site: Simulated) -> None:
    settings = trial.settings(site, delay_seconds=DELAY_SECONDS)
    site.pause_seconds = 0.05
    night = trial.start(settings, "never", 0, "nightly")
    deadline = time.monotonic() + 600
    while not site.asked:
        assert time.monotonic() < deadline and night.poll() is None, night.communicate()[1]
        time.sleep(0.02)
    done = trial.backfill(settings)
    _, complaint = night.communicate(timeout=600)
    assert (night.returncode, done.state) == (0, "completed"), complaint
    states = trial.rows(settings, "select flow, state from runs order by 1")
    assert states == [("backfill", "completed"), ("nightly", "completed")]
    found, expected = trial.articles(settings), right(site.articles, ROUTES)
    # What the night fetched before the backfill had read an archive's index has no bound from it.
    assert [replace(row, not_after=None) for row in found] == [replace(row, not_after=None) for row in expected]
    failing = {each.path for each in site.articles if each.kind == "failing"}
    assert {path for path, times in site.pieces_asked().items() if times > 1} <= failing
    asked = [each for each in site.asked if each.host == HOST]
    pauses = [later.began - earlier.ended for earlier, later in pairwise(asked)]
    assert min(pauses) >= DELAY_SECONDS
