"""Commands with PREFECT_API_URL set: the same counts as without, and the run is on the server."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.sample.server import serve_sample as sample
from flows.settings import Settings

pytestmark = pytest.mark.server


@pytest.fixture
def prompt(server: Mapping[str, str], home: Path) -> Iterator[Any]:
    """Type a command over the sample's outlets."""
    with sample(Settings().seeds) as site:
        hosts = ",".join(f"{host}={address}" for host, address in site.host_overrides.items())
        given = {"BACKBENCH_OUTLETS": str(site.outlets_file), "BACKBENCH_HOST_OVERRIDES": hosts}
        environ = {**os.environ, **server, **given}

        def typed(*words: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "flows.cli.main", *words]
            return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=600, check=False)

        yield typed


def test_a_backfill_typed_is_a_flow_run_of_the_server(prompt: Any, api: Any) -> None:
    result = prompt("backfill", "--outlet", "hustings-post", "--limit", "3", "--json")
    assert result.returncode == 0, result.stderr
    counts = json.loads(result.stdout)["counts"]
    assert counts["discovered"] == 3
    assert any("3 discovered" in str(run.state.message) for run in api.read_flow_runs())
    # A line a stage, not a line a task or a library.
    assert len(result.stderr.splitlines()) <= 14, result.stderr


def test_an_unknown_outlet_ends_with_its_name(prompt: Any) -> None:
    result = prompt("backfill", "--outlet", "the-hosue")
    assert result.returncode == 2
    assert "No outlet is called 'the-hosue'. Known: division-lobby, hustings-post, the-chamber." in result.stderr
