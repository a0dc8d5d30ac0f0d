"""Run a flow in this process, under the Prefect server at PREFECT_API_URL or a temporary one."""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from flows.errors import BackbenchError
from flows.runs.runs import Accounts
from flows.server.login_secret import client_variables
from flows.server.process import (
    CONSOLE_LOGGING,
    find_free_port,
    prefect_environment,
    run_prefect_server,
    settings_environment,
)
from flows.settings import Settings


def run_under_prefect(flow_name: str, settings: Settings, parameters: Mapping[str, object]) -> Accounts:
    """Run a flow in this process, under the server at PREFECT_API_URL; if that is not set, under a temporary one.

    Returns the run's result, also of a failed run; raises BackbenchError if there is none.
    """
    # A flow's parameters are its form; it reads its settings from the environment, as under `serve`.
    variables = settings_environment(settings) | CONSOLE_LOGGING
    if os.environ.get("PREFECT_API_URL"):
        with _environment(variables | client_variables(settings)):
            return _run(_load(flow_name), parameters)
    port = find_free_port()
    # The environment first, because Prefect reads it once, at import. The import takes 3 s, while the server starts.
    with _environment(variables | prefect_environment(settings, port)), ThreadPoolExecutor(1) as thread:
        loading = thread.submit(_load, flow_name)
        with run_prefect_server(settings, port, user_interface=False):
            return _run(loading.result(), parameters)


def _load(flow_name: str) -> Any:
    return getattr(import_module(f"flows.{flow_name}"), flow_name)


def _run(flow: Any, parameters: Mapping[str, object]) -> Accounts:
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    state = flow(**parameters, return_state=True)
    # Events and log lines that are still queued must reach the server before it ends.
    EventsWorker.drain_all(10)
    APILogWorker.drain_all(10)
    accounts = state.result(raise_on_failure=False)
    if isinstance(accounts, Accounts):
        return accounts
    raise BackbenchError(state.message or f"The flow {flow.name} ended {state.name}.")


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
