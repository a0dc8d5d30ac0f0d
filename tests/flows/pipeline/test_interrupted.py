"""Ctrl-C ends a job within seconds, with one line; the next run loads what it had archived."""

import os
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from flows.runs import runs
from flows.sample.server import SampleSite
from flows.settings import Settings

STOPPED = "backbench: Stopped. What a run has archived is kept, and the next run loads it."
MAX_WAIT_SECONDS = 600  # a bound on waits for a state; the endless page alone would take longer
PROSE = "<p>The member for Great Weirbury said that the bill was a good one, and would be read again in the spring.</p>"
# Each word in an element of its own, and no end of them: minutes of work.
ENDLESS = f"<html><title>A bill</title><h1>A bill</h1>{PROSE * 9}<p>{'<span>word </span>' * 400_000}</p></html>"


def interrupt(process: Any) -> tuple[int, list[str]]:
    """Press Ctrl-C, which every process of the terminal's group gets; return exit code and error output."""
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=MAX_WAIT_SECONDS)
    assert output == ""
    return process.returncode, errors.split("\n")


def busy(process: Any) -> bool:
    return any(
        child.cpu_times().user > 0.5
        for child in psutil.Process(process.pid).children(recursive=True)
        if child.parent() != psutil.Process(process.pid)
    )


def wait(until: Any) -> None:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not until():
        assert time.monotonic() < deadline, "it never came so far"
        time.sleep(0.05)


def test_an_import_ends_at_once_and_the_next_one_completes(
    trial: Any, pages: Mapping[str, bytes], tmp_path: Path
) -> None:
    settings = trial.settings()
    some = dict(list(pages.items())[:5]) | {"https://elsewhere.example/endless": ENDLESS.encode()}
    source = trial.write_warc(tmp_path / "some.warc.gz", some)
    process = trial.backbench(settings, "import", str(source))
    wait(lambda: busy(process))
    code, errors = interrupt(process)
    assert (code, [line for line in errors if line]) == (1, [STOPPED])
    (cut_short,) = runs.list_crashed_runs(settings.home)
    again = trial.take(replace(settings, page_seconds=1.0), source)
    assert (again.state, again.counts["fetched"], again.counts["unchanged"]) == ("completed", 6, 6)
    assert trial.rows(settings, "select rule from quarantine where url like '%endless'") == [("page_time",)]
    output = trial.rows(settings, f"select state, message from runs where run_id = '{cut_short.run.run_id}'")
    assert output[0][0] == "failed"
    assert f"Run {again.run_id} loaded the 6 captures" in output[0][1]


def test_a_night_ends_between_two_requests(trial: Any, served: SampleSite, tmp_path: Path) -> None:
    slow = tmp_path / "outlets.toml"
    slow.write_text(served.outlets_file.read_text().replace("delay_seconds = 0.02", "delay_seconds = 2.0"))
    settings: Settings = replace(trial.settings(site=served), outlets_file=slow)
    before = len(served.asked)
    process = trial.backbench(settings, "nightly")
    wait(lambda: len(served.asked) > before + 6)
    code, errors = interrupt(process)
    assert (code, [line for line in errors if line]) == (1, [STOPPED])
    asked = len(served.asked)
    time.sleep(0.5)
    assert len(served.asked) == asked
    assert len(runs.list_crashed_runs(settings.home)) == 1
