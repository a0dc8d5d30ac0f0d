"""A flow calls the stages and returns their result: with fake stages, against a real server."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.errors import WrongUse
from flows.runs.runs import COUNTS, Accounts

pytestmark = pytest.mark.server


def accounts(state: str = "completed", message: str | None = None) -> Accounts:
    return Accounts("a-run", "nightly", state, dict.fromkeys(COUNTS, 0) | {"discovered": 3, "loaded": 2}, message)


@pytest.fixture
def run_in_flow(server: Mapping[str, str], home: Path) -> Callable[[Any], Any]:
    """Run a job as a flow; return the last state."""
    from prefect import flow

    from flows.orchestration.run_in_flow import run_in_flow

    @flow(name="trial_flow", persist_result=False)
    def trial_flow(job: Any) -> Any:
        return run_in_flow(job)

    return lambda job: trial_flow.with_options(validate_parameters=False)(job, return_state=True)


def test_a_run_completes_with_its_accounts_in_words(run_in_flow: Callable[[Any], Any], home: Path) -> None:
    seen: list[Any] = []
    state = run_in_flow(lambda settings, runner, stop: seen.append((settings.home, stop())) or accounts())
    assert (state.name, state.message) == ("Completed", "3 discovered, 2 loaded")
    assert state.result() == accounts()
    assert seen == [(home, False)]


def test_a_failed_run_is_failed_with_its_message_and_keeps_its_accounts(run_in_flow: Callable[[Any], Any]) -> None:
    failed = accounts("failed", "volume: 3 rows, expected at least 40")
    state = run_in_flow(lambda settings, runner, stop: failed)
    assert (state.name, state.message) == ("Failed", "volume: 3 rows, expected at least 40")
    assert state.result(raise_on_failure=False) == failed


def test_an_expected_error_is_shown_without_a_traceback(run_in_flow: Callable[[Any], Any]) -> None:
    def refuse(*_: Any) -> Accounts:
        raise WrongUse("No outlet is called 'x'.", "Known: y.")

    assert run_in_flow(refuse).message == "No outlet is called 'x'. Known: y."


def test_two_runs_at_once_both_complete(run_in_flow: Callable[[Any], Any]) -> None:
    meeting = threading.Barrier(2, timeout=600)

    def meet(settings: Any, runner: Any, stop: Any) -> Accounts:
        runner.map_stage("fetch", lambda item: meeting.wait(), range(1), 1)
        return accounts()

    states: list[Any] = []
    both = [threading.Thread(target=lambda: states.append(run_in_flow(meet))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [state.name for state in states] == ["Completed", "Completed"]


def test_a_termination_stops_the_stages_and_waits_for_their_end(run_in_flow: Callable[[Any], Any], home: Path) -> None:
    import os
    import signal

    from prefect.exceptions import TerminationSignal

    def stages(settings: Any, runner: Any, stop: Callable[[], bool]) -> Accounts:
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
        while not stop():
            time.sleep(0.05)
        runner.run_stage("load", lambda: (settings.home / "loaded").write_text("what was done"))
        return accounts()

    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with pytest.raises(TerminationSignal):
            run_in_flow(stages)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert (home / "loaded").read_text() == "what was done"


def test_a_backfill_from_after_to_is_refused_before_anything_starts(
    server: Mapping[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import pipeline
    from flows.backfill import backfill

    monkeypatch.setattr(pipeline, "backfill", lambda *_: pytest.fail("it started"))
    state = backfill(["the-house"], date(2024, 5, 1), date(2024, 4, 1), return_state=True)
    assert state.name == "Failed"
    assert state.message.startswith("The first day, 2024-05-01, is after the last, 2024-04-01.")
    assert state.message.endswith("Nothing was started.")


def test_an_unknown_outlet_is_refused_by_name(server: Mapping[str, str], home: Path) -> None:
    from flows.backfill import backfill

    state = backfill(["the-hosue"], return_state=True)
    assert state.is_failed()
    assert "no outlet 'the-hosue'; known: the-house" in state.message
