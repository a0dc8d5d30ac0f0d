"""A backfill killed at any point and started again repeats no request, and gives the tables of an undisturbed one."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.flows.simulated.server import simulating
from tests.flows.simulated.site import Simulated
from tests.flows.simulated.truth import ROUTES, right

PLACES = {
    "while it reads listings": ("listing", 9),
    "while it fetches": ("fetch", 12),
    "between two pages": ("after load", 2),
    "before it publishes": ("before publish", 1),
}


@pytest.fixture(scope="module")
def undisturbed(trials: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The published tables after a backfill that nothing disturbed."""
    trial = trials(tmp_path_factory.mktemp("undisturbed"))
    with simulating() as site:
        settings = trial.settings(site)
        assert trial.backfill(settings).state == "completed"
        yield trial.tables(settings)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_a_killed_backfill_is_continued(trial: Any, site: Simulated, undisturbed: Any, place: tuple[str, int]) -> None:
    settings = trial.settings(site)
    trial.killed(settings, *place)
    assert site.asked
    again = trial.backfill(settings)
    assert again.state == "completed"
    assert trial.articles(settings) == right(site.articles, ROUTES)
    assert trial.tables(settings) == undisturbed
    failing = {each.path for each in site.articles if each.kind == "failing"}
    asked = Counter(
        (each.host, each.path, each.headers.get("Range")) for each in site.asked if each.path not in failing
    )
    assert [one for one, times in asked.items() if times > 1] == []
    states = [state for (state,) in trial.rows(settings, "select state from runs order by started_at")]
    assert states == ["completed" if place[0] == "before publish" else "crashed", "completed"]
