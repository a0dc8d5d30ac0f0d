"""One command for server, interface and deployments: it starts them, says where they are, and ends them all."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from filelock import FileLock, Timeout

from flows.errors import BackbenchError
from flows.reference.members import refresh_register
from flows.sample.server import serve_sample
from flows.server.process import (
    CONSOLE_LOGGING,
    LOOPBACK,
    prefect_environment,
    ready_file,
    require_free_port,
    run_child,
    run_prefect_server,
    settings_environment,
)
from flows.settings import Settings

CANCEL_SECONDS = 45.0  # a cancelled run has 30 s to load what it has before Prefect kills it
Print = Callable[[str], None]


def serve(settings: Settings, port: int, with_sample: bool, say: Print) -> None:
    """Serve until interrupted. BackbenchError where the port or the data folder is taken, or a part ends early."""
    # Ctrl-C, a service manager's stop and a closed terminal are one thing; a shell's background job ignores the first.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            if with_sample:
                settings = stack.enter_context(_serve_sample(settings))
            _serve(replace(settings, reports_url=f"http://{LOOPBACK}:{port}/reports"), port, stack, say)
    except KeyboardInterrupt:
        say("Stopped.")


def _serve(settings: Settings, port: int, stack: ExitStack, say: Print) -> None:
    require_free_port(port)
    stack.enter_context(_lock_data_folder(settings))
    say("Starting the Prefect server; the first time takes some 15 seconds.")
    server = stack.enter_context(run_prefect_server(settings, port))
    variables = prefect_environment(settings, port) | settings_environment(settings) | CONSOLE_LOGGING
    runs = stack.enter_context(run_child(["-m", "flows.server.deployments"], variables, CANCEL_SECONDS))
    stack.callback(say, "Stopping; runs under way keep what they have done.")
    told = False
    while True:
        _require_running(server, "Prefect server", settings)
        _require_running(runs, "process that starts the runs", settings)
        if not told and _is_ready(settings, runs):
            _print_addresses(settings, port, say)
            told = True
        time.sleep(0.3)


def _is_ready(settings: Settings, runs: "subprocess.Popen[bytes]") -> bool:
    with contextlib.suppress(FileNotFoundError):
        return ready_file(settings).read_text() == str(runs.pid)
    return False


def _print_addresses(settings: Settings, port: int, say: Print) -> None:
    say(f"Interface    http://{LOOPBACK}:{port}")
    say(f"Scheduled    nightly at {settings.nightly_cron!r}, {settings.nightly_timezone}")
    say("By hand      backfill, reprocess, members (Deployments, then Run)")
    say(f"Data folder  {settings.home}")
    say("Ctrl-C stops everything.")


def _require_running(process: "subprocess.Popen[bytes]", what: str, settings: Settings) -> None:
    if process.poll() is None:
        return
    # Runs whose own process still lives are asked to end while the server can still write down how they ended.
    deadline = time.monotonic() + CANCEL_SECONDS / 2
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        while time.monotonic() < deadline:
            os.killpg(process.pid, 0)
            time.sleep(0.5)
    where = f"Its words: above, or in {settings.prefect}/server.log."
    raise BackbenchError(f"The {what} ended with code {process.returncode}.", where)


@contextmanager
def _serve_sample(settings: Settings) -> Iterator[Settings]:
    """Serve the sample outlets, in a data folder of their own: invented pieces do not belong in a corpus."""
    with serve_sample(settings.seeds) as site:
        given = replace(settings, home=settings.home / "sample", host_overrides=site.host_overrides)
        given = replace(given, outlets_file=site.outlets_file, register_source=str(site.register_folder))
        if not given.corpus.exists():
            refresh_register(given)
        yield given


@contextmanager
def _lock_data_folder(settings: Settings) -> Iterator[None]:
    """Hold the data folder's server lock: two servers on one database would both start every run."""
    settings.prefect.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.prefect / "serve.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        message = f"Another `backbench serve` runs in {settings.home}."
        raise BackbenchError(message, "Stop it, or give this one a BACKBENCH_HOME of its own.") from error
    try:
        yield
    finally:
        lock.release()
