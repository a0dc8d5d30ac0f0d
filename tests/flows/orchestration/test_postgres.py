"""The setup of the compose file without containers: Prefect on Postgres, separate services, a login, a worker."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
import requests

from flows.server.process import NO_ANALYTICS, find_free_port
from flows.settings import CHECKOUT

pytestmark = pytest.mark.server
MAX_WAIT_SECONDS = 900
LOGIN = ("backbench", "a-login-of-the-tests")


@contextmanager
def running(command: list[Any], log: Path, **options: Any) -> Iterator[Callable[[], str]]:
    """Run a program while the block runs; yields what returns its output, and fails once it has ended."""
    with log.open("wb") as output:
        process = subprocess.Popen([*map(str, command)], stdout=output, stderr=output, **options)

    def read() -> str:
        assert process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
        return log.read_text("utf-8", "replace")

    try:
        yield read
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:  # Prefect's worker was seen to log the signal and go on for ever
            process.kill()
            process.wait(MAX_WAIT_SECONDS)


def wait(is_done: Callable[[], bool], read_log: Callable[[], str]) -> None:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not is_done():
        assert time.monotonic() < deadline, read_log()[-3000:]
        time.sleep(0.5)


@pytest.fixture
def database(postgres: Any) -> str:
    """The address of a database of its own, as Prefect takes it."""
    postgres.create_database("prefect")
    return f"postgresql+asyncpg://backbench:unused@127.0.0.1:{postgres.port}/prefect"


def test_a_worker_runs_a_flow_of_a_server_on_postgres(database: str, tmp_path: Path) -> None:
    port, home = find_free_port(), tmp_path / "home"
    api, login = f"http://127.0.0.1:{port}/api", ":".join(LOGIN)
    client = NO_ANALYTICS | {"PREFECT_HOME": str(tmp_path / "client"), "PREFECT_API_URL": api}
    client |= {"PREFECT_API_AUTH_STRING": login, "BACKBENCH_HOME": str(home), "PREFECT_WORKER_QUERY_SECONDS": "2"}
    serving = client | {"PREFECT_SERVER_API_AUTH_STRING": login, "PREFECT_SERVER_DATABASE_CONNECTION_URL": database}
    start = ["server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-services", "--no-ui"]
    with ExitStack() as stack:
        read_log = stack.enter_context(prefect(start, tmp_path / "server.log", serving))
        wait(lambda: is_healthy(api), read_log)
        stack.enter_context(prefect(["server", "services", "start"], tmp_path / "services.log", serving))
        for command in (
            ["work-pool", "create", "--type", "process", "backbench"],
            ["work-pool", "create", "--type", "docker", "backbench-docker"],
            ["--no-prompt", "deploy", "--all"],
        ):
            done = subprocess.run(
                line(command), env=environ(client), cwd=CHECKOUT, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
        worker = ["worker", "start", "--pool", "backbench", "--type", "process"]
        read_log = stack.enter_context(prefect(worker, tmp_path / "worker.log", client))
        deployment = ask("GET", f"{api}/deployments/name/members/members")
        source = {
            "parameters": {"source": str(CHECKOUT / "seeds" / "sample" / "register")},
            "state": {"type": "SCHEDULED"},
        }
        run = ask("POST", f"{api}/deployments/{deployment['id']}/create_flow_run", source)
        ended = ("Completed", "Failed", "Crashed")
        wait(lambda: ask("GET", f"{api}/flow_runs/{run['id']}")["state_name"] in ended, read_log)
        state = ask("GET", f"{api}/flow_runs/{run['id']}")["state"]
        assert state["name"] == "Completed", state["message"] + read_log()[-3000:]
        scheduled = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        wait(lambda: bool(ask("POST", f"{api}/flow_runs/filter", scheduled)), read_log)  # the cron of nightly
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as corpus:
        (persons,) = corpus.execute("SELECT count(*) FROM persons").fetchone() or (0,)
    assert persons > 0


def line(command: list[str]) -> list[str]:
    return [sys.executable, "-m", "prefect", *command]


def environ(variables: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "BACKBENCH_"))}
    return kept | variables


def prefect(command: list[str], log: Path, variables: Mapping[str, str]) -> Any:
    return running(line(command), log, env=environ(variables), cwd=CHECKOUT)


def is_healthy(api: str) -> bool:
    try:
        return requests.get(f"{api}/health", timeout=60).ok
    except requests.ConnectionError:
        return False


def ask(method: str, url: str, body: object = None) -> Any:
    answer = requests.request(method, url, json=body, auth=LOGIN, timeout=120)
    assert answer.ok, answer.text
    return answer.json()
