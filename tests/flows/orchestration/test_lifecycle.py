"""`backbench serve` and its runs when they are cancelled, killed, stopped and started again."""

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

from flows.sample.server import serve_sample as sample
from flows.settings import Settings

pytestmark = pytest.mark.server
MAX_WAIT_SECONDS = 600  # a bound on waits for a state; only a process that makes no progress reaches it


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Variables under which the sample's outlets ask for a pause between requests: a run takes a while."""
    with sample(Settings().seeds) as site:
        outlets = tmp_path_factory.mktemp("slow") / "outlets.toml"
        outlets.write_text(re.sub(r"delay_seconds = .*", "delay_seconds = 0.4", site.outlets_file.read_text()))
        hosts = ",".join(f"{host}={address}" for host, address in site.host_overrides.items())
        yield {"BACKBENCH_OUTLETS": str(outlets), "BACKBENCH_HOST_OVERRIDES": hosts, "BACKBENCH_WORKERS": "1"}


def family(process: Any) -> list[psutil.Process]:
    """The processes of a serve, its runs and their workers."""
    return psutil.Process(process.pid).children(recursive=True)


def process_of_run(served: Any) -> psutil.Process:
    (found,) = [one for one in family(served.process) if one.cmdline()[1:3] == ["-m", "prefect.engine"]]
    return found


def wait_for_fetching(served: Any, run_id: str) -> None:
    """Wait until the run has fetched an article or two."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not re.search(r"fetch [2-9]", str(served.artifacts(run_id).get("progress", {}).get("description"))):
        assert time.monotonic() < deadline, served.run(run_id)["state"]
        time.sleep(0.3)


def captures(home: Path, outlet: str) -> int:
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as corpus:
        (number,) = corpus.execute("SELECT count(*) FROM captures WHERE outlet_id = ?", [outlet]).fetchone() or (0,)
    return int(number)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def start_fetching(served: Any, outlet: str) -> str:
    run = str(served.start("backfill", {"outlets": [outlet]}))
    wait_for_fetching(served, run)
    return run


def test_a_cancelled_or_killed_run_ends_and_keeps_its_captures(
    tmp_path: Path, slow: dict[str, str], start_serving: Any
) -> None:
    with start_serving(tmp_path, **slow) as served:
        run = start_fetching(served, "division-lobby")
        served.call("POST", f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}})
        # It loads what it has, 8 s on a quiet machine; after 30 s Prefect kills it, and the next run recovers that.
        served.wait(run, "Cancelled")
        run = start_fetching(served, "hustings-post")
        process_of_run(served).kill()
        assert "-9" in served.wait(run, "Crashed")["state"]["message"]
        served.wait(served.start("backfill", {"outlets": ["division-lobby"], "limit": 1}), "Completed")
        assert 2 <= captures(tmp_path, "division-lobby") < 20
        assert 2 <= captures(tmp_path, "hustings-post") < 17

        # Serve itself is killed: no process is left, and no run is under way for ever.
        run = start_fetching(served, "division-lobby")
        processes = family(served.process)
        served.process.kill()
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while alive(processes):
            assert time.monotonic() < deadline, [one.cmdline() for one in alive(processes)]
            time.sleep(0.5)

    with start_serving(tmp_path, **slow) as served:
        assert served.run(run)["state_name"] == "Crashed"
        assert "What it archived is kept" in served.run(run)["state"]["message"]
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while not served.scheduled():
            assert time.monotonic() < deadline, "the schedule did not survive"
            time.sleep(0.5)


def test_serve_stops_completely_and_continues_after_a_restart(
    tmp_path: Path, slow: dict[str, str], start_serving: Any
) -> None:
    with start_serving(tmp_path, **slow) as served:
        pause_schedule(served)
        run = start_fetching(served, "division-lobby")
        processes = family(served.process)
        assert len(processes) >= 3
        assert served.stop(signal.SIGINT) == 0
        assert alive(processes) == []
        assert served.words[-1] == "Stopped.\n"

    with start_serving(tmp_path, **slow) as served:
        assert served.run(run)["state_name"] == "Cancelled"
        (schedule,) = served.deployment("nightly")["schedules"]
        assert (schedule["schedule"]["cron"], schedule["active"]) == (Settings().nightly_cron, False)

        # The process that starts the runs is killed: serve says so and ends, and the run with it.
        run = start_fetching(served, "division-lobby")
        processes = family(served.process)
        (starter,) = [one for one in processes if one.cmdline()[1:3] == ["-m", "flows.server.deployments"]]
        starter.kill()
        assert served.process.wait(MAX_WAIT_SECONDS) == 1
        assert alive(processes) == []
    assert any("The process that starts the runs ended with code -9." in line for line in served.words)


def pause_schedule(served: Any) -> None:
    deployment = served.deployment("nightly")
    path = f"/deployments/{deployment['id']}/schedules/{deployment['schedules'][0]['id']}"
    served.call("PATCH", path, {"active": False})
