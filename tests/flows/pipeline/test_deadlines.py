"""A nightly run keeps its deadlines, and a slow outlet does not delay the publication of the others."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from flows.errors import BackbenchError
from flows.runs import runs
from flows.runs.runs import Accounts
from flows.settings import Settings
from flows.stages import fetch
from warehouse.store.history import list_states, restore_state

SLOW_OUTLET = """
feeds = ["http://two.example/feed"]
delay_seconds = {delay}
"""
MAX_WAIT_SECONDS = 600  # for a state; only a run that makes no progress takes so long


def list_articles(site: Any, host: str, count: int) -> None:
    """Serve a feed of so many articles, and the articles."""
    days = [
        f"<pubDate>{20 - number} Mar 2024 08:00:00 GMT</pubDate>" for number in range(count)
    ]  # the first is the newest
    items = "".join(
        f"<item><title>T</title><link>http://{host}/a/{number}</link>{day}</item>" for number, day in enumerate(days)
    )
    site.script(f"{host}/feed", f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    for number in range(count):
        site.script(f"{host}/a/{number}", page(host, number))


def page(host: str, number: int) -> bytes:
    text = "".join(
        f"<p>The member for Weir said for the {word} time that a ford is no bridge.</p>" for word in "abcdefgh"
    )
    return f"<html><h1>A ford is crossed for time {number} at {host}</h1>{text}{number}{host}</html>".encode()


@pytest.fixture
def settings(site: Any, two_outlets: Any) -> Settings:
    """Two outlets of four articles each; the second wants a pause of an hour between requests."""
    for host in ("one.example", "two.example"):
        list_articles(site, host, 4)
    made: Settings = two_outlets("slow", SLOW_OUTLET.format(delay=3600.0))
    return made


def test_the_rest_of_a_slow_outlet_is_deferred_and_the_others_are_published(trial: Any, settings: Settings) -> None:
    accounts = trial.nightly(replace(settings, outlet_hours=15 / 3600))
    assert accounts.state == "completed"
    assert accounts.counts["loaded"] >= 4
    rows = trial.rows(settings, "select outlet_id, count(*) from articles group by outlet_id order by outlet_id")
    assert rows[0] == ("good", 4)
    assert any(problem.startswith("slow: ") and "hours were spent" in problem for problem in accounts.problems)
    assert trial.accounts_meet(settings)
    taken = trial.rows(settings, "select count(*) from candidates where state = 'taken'")
    assert taken == [(0,)]


def test_a_run_at_its_deadline_publishes_what_it_has(trial: Any, settings: Settings) -> None:
    accounts = trial.nightly(replace(settings, run_hours=4 / 3600))
    assert accounts.state == "completed"
    assert any("the run has taken" in problem for problem in accounts.problems)


def test_other_outlets_are_loaded_while_a_slow_one_is_fetched(
    trial: Any, settings: Settings, two_outlets: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_BATCH_SECONDS", 0.0)
    accounts = trial.nightly(two_outlets("slow", SLOW_OUTLET.format(delay=0.0)))
    assert (accounts.counts["loaded"], accounts.counts["deferred"]) == (8, 0)


@pytest.mark.parametrize("held", ["a/5", "feed-9"], ids=["an article", "a listing"])
def test_a_complete_outlet_is_published_while_a_slow_one_is_still_read(
    site: Any, trial: Any, two_outlets: Any, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    monkeypatch.setattr(fetch, "MAX_BATCH_SECONDS", 0.0)
    list_articles(site, "one.example", 1)
    list_articles(site, "two.example", 4)
    empty = b"<rss version='2.0'><channel></channel></rss>"
    more = [f"http://two.example/feed-{number}" for number in range(10)]  # one in each round: `good` needs two or three
    for number in range(10):
        site.script(f"two.example/feed-{number}", empty)
    declared = SLOW_OUTLET.format(delay=0.0).replace('/feed"', '/feed", ' + ", ".join(f'"{one}"' for one in more))
    settings = two_outlets("slow", declared)
    trial.nightly(settings)  # so that there is a state before
    (before,) = trial.rows(settings, "select run_id from runs where flow = 'nightly'")

    list_articles(site, "one.example", 2)
    list_articles(site, "two.example", 6)
    gate = threading.Event()
    body = page("two.example", 5) if held == "a/5" else empty
    site.script(f"two.example/{held}", site.answer(200, body, held=gate))
    with ThreadPoolExecutor(1) as thread:
        run = thread.submit(trial.nightly, replace(settings, response_seconds=MAX_WAIT_SECONDS))
        try:
            wait_until(lambda: counts(trial, settings).get("good") == 2, run)
            states = trial.rows(settings, "select state from runs where flow = 'nightly' order by started_at")
            assert states == [("completed",), ("running",)]
            assert counts(trial, settings)["slow"] < 6
            with restore_state(settings.corpus, before[0]) as restored:
                assert counts(trial, replace(settings, home=restored.parent)) == {"good": 1, "slow": 4}
        finally:
            gate.set()
        accounts = run.result()
    assert (accounts.state, counts(trial, settings)) == ("completed", {"good": 2, "slow": 6})
    assert list_states(settings.corpus)[:2] == [accounts.run_id, before[0]]
    assert trial.accounts_meet(settings)


def counts(trial: Any, settings: Settings) -> dict[str, int]:
    """The number of published articles by outlet."""
    return dict(trial.rows(settings, "select outlet_id, count(*) from articles group by outlet_id"))


def wait_until(holds: Callable[[], bool], run: Future[Accounts]) -> None:
    """Wait for a state that the run brings about while it goes on."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not holds():
        assert not run.done(), run.result()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_second_nightly_run_says_so_and_ends(trial: Any, settings: Settings) -> None:
    with runs.lock_nightly(settings.home), pytest.raises(BackbenchError, match="Another nightly run is under way"):
        trial.nightly(settings)
