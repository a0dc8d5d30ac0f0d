"""The same deployments declared for a work pool: prefect.yaml against a real server."""

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from flows.settings import CHECKOUT, Settings

pytestmark = pytest.mark.server
FLOWS = ("backfill", "members", "nightly", "reprocess")


def prefect(*words: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "prefect", *words]
    return subprocess.run(
        command, cwd=CHECKOUT, env={**os.environ, **variables}, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def deployed(server: Mapping[str, str], api: Any) -> Any:
    created = prefect("work-pool", "create", "--type", "process", "backbench", variables=server)
    assert created.returncode == 0, created.stderr
    told = prefect("--no-prompt", "deploy", "--all", variables=server)
    assert told.returncode == 0, told.stdout + told.stderr
    yield {name: api.read_deployment_by_name(f"{name}/{name}") for name in FLOWS}
    for name in FLOWS:
        api.delete_deployment(api.read_deployment_by_name(f"{name}/{name}").id)


def test_deploy_all_declares_the_four_flows_with_the_schedule_and_a_form(deployed: Any) -> None:
    settings = Settings()
    (nightly,) = [one.schedule for one in deployed["nightly"].schedules]
    assert (nightly.cron, nightly.timezone) == (settings.nightly_cron, settings.nightly_timezone)
    assert all(not deployed[name].schedules for name in FLOWS if name != "nightly")
    assert {one.work_pool_name for one in deployed.values()} == {"backbench"}
    fields = deployed["backfill"].parameter_openapi_schema["properties"]
    assert "the-house" in fields["outlets"]["items"]["enum"]
    assert fields["published_from"]["format"] == "date"
    assert "default" not in fields["published_from"]


def test_no_module_of_flows_hides_one_of_python() -> None:
    # Prefect loads flows/nightly.py with flows/ first on the path, and worker processes inherit that path.
    names = {path.stem for path in (CHECKOUT / "flows").iterdir()} - {"__init__", "__pycache__"}
    assert not names & sys.stdlib_module_names
