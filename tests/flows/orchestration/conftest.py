"""A real Prefect server for the tests of this folder, with a Prefect home of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from flows.server.process import find_free_port, prefect_environment, run_prefect_server
from flows.settings import Settings

MAX_WAIT_SECONDS = 600  # every wait here is for a state; only a process that makes no progress takes so long
Trial = Callable[..., tuple[Any, list[Any]]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The variables under which clients and runs reach the server; this process has them while it runs."""
    settings = Settings(home=tmp_path_factory.mktemp("prefect-home"), start_seconds=MAX_WAIT_SECONDS)
    variables = prefect_environment(settings, find_free_port())
    with run_prefect_server(settings, int(variables["PREFECT_SERVER_API_PORT"]), user_interface=False):
        before = dict(os.environ)
        os.environ.update(variables)
        from prefect.context import refresh_global_settings_context
        from prefect.events.worker import EventsWorker
        from prefect.logging.handlers import APILogWorker

        refresh_global_settings_context()
        yield variables
        EventsWorker.drain_all(10)
        APILogWorker.drain_all(10)
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, which flows of this process read from the prefect_environment."""
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def trial(server: Mapping[str, str], home: Path) -> Trial:
    """Call a body with a PrefectRunner within a flow run; return the run's last state and what the body returned."""
    from prefect import flow

    from flows.orchestration.prefect_runner import PrefectRunner
    from flows.settings import read_settings

    def attempt(body: Callable[[Any], Any], weights: Mapping[str, int] | None = None) -> tuple[Any, list[Any]]:
        returned: list[Any] = []

        @flow(name="trial", persist_result=False)
        def inner() -> None:
            returned.append(body(PrefectRunner(read_settings(), weights or {})))

        return inner(return_state=True), returned

    return attempt


@pytest.fixture
def api(server: Mapping[str, str]) -> Iterator[Any]:
    """A client of the server."""
    from prefect import get_client

    with get_client(sync_client=True) as client:
        yield client


@dataclass
class Served:
    """A `backbench serve` of its own: its process, what it printed, its address, its data folder, its API."""

    process: subprocess.Popen[str]
    address: str
    home: Path
    words: list[str] = field(default_factory=list)

    @property
    def login(self) -> tuple[str, str]:
        """The user and password that the API asks for."""
        user, _, password = (self.home / "prefect" / "login").read_text().partition(":")
        return user, password

    def call(self, method: str, path: str, body: object = None) -> Any:
        """Call the API; return its JSON."""
        import requests

        for _ in range(10):
            answer = requests.request(method, f"{self.address}/api{path}", json=body, auth=self.login, timeout=120)
            if answer.status_code != 503:  # two writers met in the server's SQLite; Prefect's clients try again too
                break
            time.sleep(0.5)
        assert answer.ok, f"{answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def deployment(self, name: str) -> Any:
        return self.call("GET", f"/deployments/name/{name}/{name}")

    def start(self, name: str, parameters: Mapping[str, object] | None = None) -> str:
        """Start a run of a deployment; return its id."""
        path = f"/deployments/{self.deployment(name)['id']}/create_flow_run"
        return str(
            self.call("POST", path, {"parameters": dict(parameters or {}), "state": {"type": "SCHEDULED"}})["id"]
        )

    def run(self, run_id: str) -> Any:
        return self.call("GET", f"/flow_runs/{run_id}")

    def wait(self, run_id: str, *names: str, seconds: float = MAX_WAIT_SECONDS) -> Any:
        """Wait until the run's state has one of the names; return the run."""
        deadline = time.monotonic() + seconds
        while (run := self.run(run_id))["state_name"] not in names:
            assert time.monotonic() < deadline, f"{run['state_name']}: {run['state']['message']}\n{''.join(self.words)}"
            time.sleep(0.3)
        return run

    def artifacts(self, run_id: str) -> dict[str, Any]:
        chosen = {"artifacts": {"flow_run_id": {"any_": [run_id]}}}
        return {one["key"]: one for one in self.call("POST", "/artifacts/filter", chosen)}

    def scheduled(self) -> list[Any]:
        """The runs that the schedule of nightly made."""
        chosen = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}, "tags": {"all_": ["auto-scheduled"]}}}
        return list(self.call("POST", "/flow_runs/filter", chosen))

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(MAX_WAIT_SECONDS)


@contextmanager
def serving(home: Path, *words: str, **variables: str) -> Iterator[Served]:
    """Run `backbench serve` while the block runs, from when it says it is ready."""
    port = find_free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "BACKBENCH_"))}
    given = {"BACKBENCH_HOME": str(home), "PYTHONUNBUFFERED": "1", "BACKBENCH_START_SECONDS": str(MAX_WAIT_SECONDS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli.main", "serve", "--port", str(port), *words],
        env=environ | given | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    served = Served(process, f"http://127.0.0.1:{port}", home / "sample" if "--sample" in words else home)
    assert process.stdout
    reading = threading.Thread(target=served.words.extend, args=(process.stdout,), daemon=True)
    reading.start()
    try:
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while not any(line.startswith("Ctrl-C") for line in served.words):
            assert process.poll() is None and time.monotonic() < deadline, "".join(served.words)
            time.sleep(0.1)
        yield served
    finally:
        if process.poll() is None:
            served.stop()
        reading.join(10)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One `backbench serve --sample` for the tests that leave it as it is."""
    with serving(tmp_path_factory.mktemp("served"), "--sample") as running:
        yield running


@pytest.fixture(scope="session")
def start_serving() -> Any:
    """The way to a `backbench serve` that a test may end as it likes."""
    return serving
