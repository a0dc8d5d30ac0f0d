"""How `backbench serve` and its runs end: cancelled, killed, stopped and started again."""

import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

from flows.sample.server import serving as sample
from flows.settings import Settings

pytestmark = pytest.mark.server
OUTLET = {"outlets": ["division-lobby"]}


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Variables under which the sample's outlets ask for a pause between requests: a run takes a while."""
    with sample(Settings().seeds) as site:
        outlets = tmp_path_factory.mktemp("slow") / "outlets.toml"
        outlets.write_text(re.sub(r"delay_seconds = .*", "delay_seconds = 0.6", site.outlets_file.read_text()))
        hosts = ",".join(f"{host}={address}" for host, address in site.host_overrides.items())
        yield {"BACKBENCH_OUTLETS": str(outlets), "BACKBENCH_HOST_OVERRIDES": hosts}


def family(process: Any) -> list[psutil.Process]:
    """The processes of a serve, its runs and their workers."""
    return psutil.Process(process.pid).children(recursive=True)


def process_of_run(served: Any) -> psutil.Process:
    (found,) = [one for one in family(served.process) if one.cmdline()[1:3] == ["-m", "prefect.engine"]]
    return found


def wait_for_fetching(served: Any, run_id: str) -> None:
    """Wait until the run has fetched an article or two."""
    deadline = time.monotonic() + 60
    while not re.search(r"fetch [2-9]", str(served.artifacts(run_id).get("progress", {}).get("description"))):
        assert time.monotonic() < deadline, served.run(run_id)["state"]
        time.sleep(0.3)


def captures(home: Path) -> int:
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as corpus:
        return int(corpus.execute("SELECT count(*) FROM captures").fetchone()[0])


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_runs_end_well_however_they_are_ended(tmp_path: Path, slow: dict[str, str], start_serving: Any) -> None:
    with start_serving(tmp_path, **slow) as served:
        # Cancelled in the interface: within seconds, and what was fetched is in the published database.
        run = served.start("backfill", OUTLET)
        wait_for_fetching(served, run)
        asked = time.monotonic()
        served.call("POST", f"/flow_runs/{run}/set_state", {"state": {"type": "CANCELLING"}})
        served.wait(run, "Cancelled", seconds=40)
        assert time.monotonic() - asked < 30
        kept = captures(tmp_path)
        assert 2 <= kept < 20

        # Killed: the run is crashed, not stuck.
        run = served.start("backfill", OUTLET)
        wait_for_fetching(served, run)
        process_of_run(served).kill()
        assert "-9" in served.wait(run, "Crashed", seconds=30)["state"]["message"]

        # What a person paused stays paused.
        deployment = served.deployment("nightly")
        path = f"/deployments/{deployment['id']}/schedules/{deployment['schedules'][0]['id']}"
        served.call("PATCH", path, {"active": False})

        # Stopped while a run is under way.
        run = served.start("backfill", OUTLET)
        wait_for_fetching(served, run)
        processes = family(served.process)
        assert len(processes) >= 3
        assert served.stop(signal.SIGINT) == 0
        assert alive(processes) == []
        assert served.words[-1] == "Stopped.\n"

    with start_serving(tmp_path, **slow) as served:
        assert served.run(run)["state_name"] == "Cancelled"
        (schedule,) = served.deployment("nightly")["schedules"]
        assert (schedule["schedule"]["cron"], schedule["active"]) == (Settings().nightly_cron, False)
        served.call("PATCH", path.replace(path.rpartition("/")[2], schedule["id"]), {"active": True})

        # The whole server killed: nothing is left running.
        run = served.start("backfill", OUTLET)
        wait_for_fetching(served, run)
        processes = family(served.process)
        served.process.kill()
        deadline = time.monotonic() + 15
        while alive(processes):
            assert time.monotonic() < deadline, [one.cmdline() for one in alive(processes)]
            time.sleep(0.5)

    with start_serving(tmp_path, **slow) as served:
        # The run that nobody runs has an end, the schedule goes on, and the next run takes on what was archived.
        assert served.run(run)["state_name"] in ("Crashed", "Cancelled")
        deadline = time.monotonic() + 30
        while not served.scheduled():
            assert time.monotonic() < deadline
            time.sleep(0.5)
        assert (
            served.wait(served.start("backfill", OUTLET | {"limit": 2}), "Completed", "Failed", "Crashed", seconds=60)[
                "state_name"
            ]
            == "Completed"
        )
        assert captures(tmp_path) > kept
