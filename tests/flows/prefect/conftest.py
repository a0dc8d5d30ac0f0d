"""A real Prefect server for this folder's tests, in a home of its own."""

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.server import environment, free_port, prefect_server
from flows.settings import Settings

Trial = Callable[..., tuple[Any, list[Any]]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """The variables under which clients and runs reach the server; this process has them while it runs."""
    settings = Settings(home=tmp_path_factory.mktemp("prefect-home"))
    variables = environment(settings, free_port())
    with prefect_server(settings, int(variables["PREFECT_SERVER_API_PORT"]), user_interface=False):
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
    """A data folder of the test's own, which flows of this process read from the environment."""
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def trial(server: Mapping[str, str], home: Path) -> Trial:
    """Call a body with a PrefectRunner within a flow run; return the run's last state and what the body returned."""
    from prefect import flow

    from flows.settings import read_settings
    from flows.tasks import PrefectRunner

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
