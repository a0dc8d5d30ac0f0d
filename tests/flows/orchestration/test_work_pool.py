"""prefect.yaml on a clean Prefect server; a server of `backbench serve` refuses it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests

from flows.server.process import NO_ANALYTICS, find_free_port
from flows.settings import CHECKOUT, Settings

pytestmark = pytest.mark.server
FLOWS = ("backfill", "members", "nightly", "reprocess")
MAX_WAIT_SECONDS = 600


def prefect(*words: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return subprocess.run(
        [sys.executable, "-m", "prefect", *words],
        cwd=CHECKOUT,
        env=environ | variables,
        capture_output=True,
        text=True,
        timeout=MAX_WAIT_SECONDS,
        check=False,
    )


@pytest.fixture(scope="module")
def clean_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """A Prefect server as anybody starts one, without our guard; yields its clients' variables."""
    home, port = tmp_path_factory.mktemp("clean-server"), find_free_port()
    variables = NO_ANALYTICS | {"PREFECT_HOME": str(home), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api"}
    variables |= {"PREFECT_UI_ENABLED": "false", "PREFECT_SERVER_EPHEMERAL_ENABLED": "false"}
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environ | variables, stdout=log, stderr=log)
    try:
        wait_for_health(process, variables["PREFECT_API_URL"], home / "log")
        yield variables
    finally:
        process.terminate()
        process.wait(MAX_WAIT_SECONDS)


def wait_for_health(process: "subprocess.Popen[bytes]", api: str, log: Path) -> None:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while True:
        assert process.poll() is None and time.monotonic() < deadline, log.read_text()
        try:
            if requests.get(f"{api}/health", timeout=30).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.2)


def commands_of_the_file() -> list[list[str]]:
    """The commands that the head of prefect.yaml gives for a clean server, without the workers."""
    head = re.findall(
        r"^#   prefect (work-pool .*|deploy .*)$", (CHECKOUT / "prefect.yaml").read_text("utf-8"), re.MULTILINE
    )
    assert len(head) == 3
    return [["--no-prompt", *line.split()] for line in head]


@pytest.fixture(scope="module")
def deployed(clean_server: Mapping[str, str]) -> dict[str, Any]:
    for command in commands_of_the_file():
        done = prefect(*command, variables=clean_server)
        assert done.returncode == 0, done.stdout + done.stderr
    found = requests.post(f"{clean_server['PREFECT_API_URL']}/deployments/filter", json={}, timeout=60).json()
    return {one["name"]: one for one in found}


def test_deploy_all_declares_the_four_flows_with_the_schedule_and_a_form(deployed: dict[str, Any]) -> None:
    in_docker = {f"{name}-docker" for name in FLOWS}
    assert set(deployed) == set(FLOWS) | in_docker
    settings = Settings()
    (nightly,) = [one["schedule"] for one in deployed["nightly"]["schedules"]]
    assert (nightly["cron"], nightly["timezone"]) == (settings.nightly_cron, settings.nightly_timezone)
    assert nightly_is_active(deployed, "nightly")
    assert not nightly_is_active(deployed, "nightly-docker"), "two active schedules would fetch twice"
    assert all(not one["schedules"] for name, one in deployed.items() if not name.startswith("nightly"))
    for name, one in deployed.items():
        assert one["work_pool_name"] == ("backbench-docker" if name in in_docker else "backbench")
    assert deployed["backfill-docker"]["job_variables"]["image"] == "backbench:latest"
    assert "/opt/backbench" in str(deployed["backfill-docker"]["pull_steps"])
    fields = deployed["backfill"]["parameter_openapi_schema"]["properties"]
    assert "the-house" in fields["outlets"]["items"]["enum"]
    assert fields["published_from"]["format"] == "date"
    assert "default" not in fields["published_from"]


def nightly_is_active(deployed: dict[str, Any], name: str) -> bool:
    (schedule,) = deployed[name]["schedules"]
    return bool(schedule["active"])


def test_deploy_all_against_our_own_server_is_refused_and_says_why(server: Mapping[str, str], api: Any) -> None:
    for command in commands_of_the_file()[:2]:
        assert prefect(*command, variables=server).returncode == 0
    done = prefect("--no-prompt", "deploy", "--all", variables=server)
    assert "runs its own deployments only" in " ".join((done.stdout + done.stderr).split())
    assert api.read_deployments() == []


def test_no_module_of_flows_hides_one_of_python() -> None:
    # Prefect loads flows/nightly.py with flows/ first on the path, and worker processes inherit that path.
    names = {path.stem for path in (CHECKOUT / "flows").iterdir()} - {"__init__", "__pycache__"}
    assert not names & sys.stdlib_module_names
