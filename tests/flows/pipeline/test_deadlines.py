"""A nightly run ends in time: what an outlet has not answered by then is deferred, and the rest is published."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline
from flows.errors import BackbenchError
from flows.runs import runs
from flows.runs.runner import plain_runner
from flows.runs.runs import Accounts
from flows.settings import Settings
from flows.stages import fetch

OUTLETS = """
[[outlet]]
outlet_id = "quick"
name = "Quick"
home_url = "http://one.example/"
hosts = ["one.example"]
timezone = "Europe/London"
feeds = ["http://one.example/feed"]
article_paths = ["/a/"]
delay_seconds = 0.0

[[outlet]]
outlet_id = "slow"
name = "Slow"
home_url = "http://two.example/"
hosts = ["two.example"]
timezone = "Europe/London"
feeds = ["http://two.example/feed"]
article_paths = ["/a/"]
delay_seconds = {delay}
"""
TEXT = "".join(f"<p>The member for Weir said for the {word} time that a ford is no bridge.</p>" for word in "abcdefgh")


@pytest.fixture
def settings(site: Any, trial: Any, tmp_path: Path) -> Settings:
    """Two outlets of four articles each; the second wants a pause of an hour between requests."""
    for host in ("one.example", "two.example"):
        items = "".join(f"<item><title>T</title><link>http://{host}/a/{n}</link></item>" for n in range(4))
        site.script(f"{host}/feed", f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
        for number in range(4):
            title = f"A ford is crossed for time {number} at {host}"
            site.script(f"{host}/a/{number}", f"<html><h1>{title}</h1>{TEXT}{number}{host}</html>".encode())
    outlets = tmp_path / "outlets.toml"
    outlets.write_text(OUTLETS.format(delay=3600.0))
    made: Settings = trial.settings(outlets_file=outlets)
    return replace(made, host_overrides={"one.example": site.address, "two.example": site.address})


def nightly(settings: Settings) -> Accounts:
    with plain_runner(quiet=True) as runner:
        return pipeline.nightly(settings, runner, lambda: False)


def test_what_a_slow_outlet_has_not_answered_is_deferred_and_the_rest_published(trial: Any, settings: Settings) -> None:
    accounts = nightly(replace(settings, outlet_hours=2 / 3600))
    assert accounts.state == "completed"
    assert accounts.counts["loaded"] >= 4
    rows = trial.rows(settings, "select outlet_id, count(*) from articles group by outlet_id order by outlet_id")
    assert rows[0] == ("quick", 4)
    assert any(problem.startswith("slow: ") and "hours were spent" in problem for problem in accounts.problems)
    assert trial.accounts_meet(settings)
    taken = trial.rows(settings, "select count(*) from candidates where state = 'taken'")
    assert taken == [(0,)]


def test_a_run_that_has_taken_its_hours_publishes_what_it_has(trial: Any, settings: Settings) -> None:
    accounts = nightly(replace(settings, run_hours=4 / 3600))
    assert accounts.state == "completed"
    assert any("the run has taken" in problem for problem in accounts.problems)


def test_what_others_have_answered_is_loaded_while_a_slow_outlet_goes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_BATCH_SECONDS", 0.0)
    outlets = settings.outlets_file
    outlets.write_text(OUTLETS.format(delay=0.0))
    accounts = nightly(settings)
    assert (accounts.counts["loaded"], accounts.counts["deferred"]) == (8, 0)


def test_a_second_nightly_run_says_so_and_ends(settings: Settings) -> None:
    with runs.hold_nightly(settings.home), pytest.raises(BackbenchError, match="Another nightly run is under way"):
        nightly(settings)
