"""Each route alone, and all together, find every article they list, once, within the plan's requests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from flows.runs.runs import Accounts
from flows.settings import Settings
from tests.flows.simulated.archives import CRAWL_DATA, WAYBACK
from tests.flows.simulated.pages import HOST
from tests.flows.simulated.server import simulating
from tests.flows.simulated.site import Simulated
from tests.flows.simulated.truth import ROUTES, listed_on, right

EACH_AND_ALL = [(route,) for route in ROUTES] + [ROUTES]
Names = tuple[str, ...]


@dataclass
class Filled:
    """A backfill that has ended: its outlet, its data folder, its accounts."""

    site: Simulated
    settings: Settings
    accounts: Accounts


@pytest.fixture(scope="module")
def filled(trials: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Names], Filled]]:
    """Return what a backfill by these routes came to; each is run once. Not to be changed."""
    sites = []

    @cache
    def fill(routes: Names) -> Filled:
        trial = trials(tmp_path_factory.mktemp("filled"))
        sites.append(simulating())
        site = sites[-1].__enter__()
        settings = trial.settings(site)
        return Filled(site, settings, trial.backfill(settings, routes=routes))

    yield fill
    for served in sites:
        served.__exit__(None, None, None)


@pytest.mark.parametrize("routes", EACH_AND_ALL, ids="+".join)
def test_every_reachable_address_is_found_once(trial: Any, filled: Any, routes: Names) -> None:
    done = filled(routes)
    assert trial.articles(done.settings) == right(done.site.articles, routes)
    assert done.accounts.state == "completed"
    assert trial.rows(done.settings, "from articles where duplicate_of is not null") == []


@pytest.mark.parametrize("routes", EACH_AND_ALL, ids="+".join)
def test_no_page_is_requested_twice_unless_it_failed(filled: Any, routes: Names) -> None:
    site = filled(routes).site
    asked = site.pieces_asked()
    failing = {each.path for each in site.articles if each.kind == "failing"}
    assert {path for path, times in asked.items() if times > 1} <= failing
    listings = [path for path in site.paths() if not path.startswith("/comment/")]
    assert len(listings) == len(set(listings)), "each listing is read once"


@pytest.mark.parametrize("routes", EACH_AND_ALL, ids="+".join)
def test_the_requests_stay_within_the_plan(filled: Any, routes: Names) -> None:
    done = filled(routes)
    plan, site = done.accounts.plan, done.site
    copies = [path for path in site.paths(WAYBACK) if path.startswith("/web/")] + site.paths(CRAWL_DATA)
    asked = sum(site.pieces_asked().values()) + len(copies)
    forbidden = sum(each.kind == "forbidden" for each in site.articles if listed_on(each, routes))
    assert plan.requests - forbidden <= asked <= plan.most_requests


@pytest.mark.parametrize("routes", EACH_AND_ALL, ids="+".join)
def test_each_candidate_has_a_state_and_the_routes_that_named_it(trial: Any, filled: Any, routes: Names) -> None:
    done = filled(routes)
    listed = [each for each in done.site.articles if listed_on(each, routes)]
    states = dict(trial.rows(done.settings, "select state, count(*) from candidates group by all"))
    assert "taken" not in states and "waiting" not in states
    assert states.get("disallowed", 0) == sum(each.kind == "forbidden" for each in listed)
    seen = trial.rows(done.settings, "select route, count(*) from sightings group by all")
    assert {route for route, _ in seen} == set(routes)


def test_an_outlet_is_not_requested_for_a_copy_that_an_archive_has(filled: Any) -> None:
    site = filled(("web-archive",)).site
    assert set(site.paths(HOST)) <= {"/robots.txt"}
