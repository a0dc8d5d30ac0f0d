"""`backbench serve`: start the server, its interface and all deployments, print where they are, and end them all."""

import base64
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from ipaddress import IPv4Address

from filelock import FileLock, Timeout

from flows.errors import BackbenchError, WrongUse
from flows.reference.members import refresh_register
from flows.sample.server import serve_sample
from flows.server.login_secret import load_or_create_secret, make_private_folder, secret_file
from flows.server.process import (
    CONSOLE_LOGGING,
    open_listener,
    prefect_environment,
    ready_file,
    run_child,
    run_prefect_server,
    settings_environment,
)
from flows.settings import Settings

CANCEL_SECONDS = 45.0  # a cancelled run has 30 s to load what it has before Prefect kills it
Print = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Serve:
    """The options of `backbench serve`; `print_line` prints one line for the user."""

    settings: Settings
    host: str
    port: int
    with_sample: bool
    print_line: Print


def serve(call: Serve) -> None:
    """Serve until interrupted. Raises BackbenchError if the port or data folder is in use, or a process ends early."""
    require_protection(call.settings, call.host)
    # Ctrl-C, a service manager's stop and a closed terminal do the same; a shell's background job ignores SIGINT.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        with ExitStack() as stack:
            settings = stack.enter_context(_use_sample(call.settings)) if call.with_sample else call.settings
            address = settings.public_url or f"http://{call.host}:{call.port}"
            _run(replace(call, settings=replace(settings, reports_url=f"{address}/reports")), address, stack)
    except KeyboardInterrupt:
        call.print_line("Stopped.")


def require_protection(settings: Settings, host: str) -> None:
    """Raise WrongUse for an address that other machines reach, unless a proxy with TLS and login is declared."""
    try:
        address = IPv4Address(host)
    except ValueError as error:
        raise WrongUse(f"--host {host!r} is not an IPv4 address.", "Give one such as 127.0.0.1.") from error
    if address.is_loopback or settings.public_url:
        return
    advice = (
        "Put a reverse proxy with TLS and a login in front and name its address: BACKBENCH_PUBLIC_URL=https://… "
        "See docs/operating.md, Behind a reverse proxy."
    )
    raise WrongUse(f"{host} can be reached from other machines, and requests would travel unencrypted.", advice)


def _run(call: Serve, address: str, stack: ExitStack) -> None:
    settings = call.settings
    open_listener(call.port, call.host).close()  # report a port in use before anything is written
    stack.enter_context(_lock_data_folder(settings))
    call.print_line("Starting the Prefect server; the first start takes about 15 seconds.")
    server = stack.enter_context(run_prefect_server(settings, call.port, host=call.host))
    variables = prefect_environment(settings, call.port, call.host) | settings_environment(settings) | CONSOLE_LOGGING
    runs = stack.enter_context(run_child(["-m", "flows.server.deployments"], variables, CANCEL_SECONDS))
    stack.callback(call.print_line, "Stopping; active runs keep what they have done.")
    is_announced = False
    while True:
        _require_running(server, "Prefect server", settings)
        _require_running(runs, "process that starts the runs", settings)
        if not is_announced and _is_ready(settings, runs):
            _print_addresses(call, address)
            is_announced = True
        time.sleep(0.3)


def _is_ready(settings: Settings, runs: "subprocess.Popen[bytes]") -> bool:
    with contextlib.suppress(FileNotFoundError):
        return ready_file(settings).read_text() == str(runs.pid)
    return False


def _print_addresses(call: Serve, address: str) -> None:
    settings = call.settings
    # A redirected output may be a file that others can read: the login is shown in a terminal only.
    if sys.stdout.isatty():
        login = base64.b64encode(load_or_create_secret(settings).encode()).decode()
        call.print_line(f"Interface    {address}/login#login={login}")
    else:
        call.print_line(f"Interface    {address}")
    call.print_line(f"Login        the content of {secret_file(settings)}; the browser asks for it once")
    call.print_line(f"Scheduled    nightly at {settings.nightly_cron!r}, {settings.nightly_timezone}")
    call.print_line("By hand      backfill, reprocess, members (Deployments, then Run)")
    call.print_line(f"Data folder  {settings.home}")
    call.print_line("Ctrl-C stops everything.")


def _require_running(process: "subprocess.Popen[bytes]", name: str, settings: Settings) -> None:
    if process.poll() is None:
        return
    # Stop runs whose own process is still alive while the server can still record their final states.
    deadline = time.monotonic() + CANCEL_SECONDS / 2
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        while time.monotonic() < deadline:
            os.killpg(process.pid, 0)
            time.sleep(0.5)
    advice = f"Its last lines are above, or in {settings.prefect}/server.log."
    raise BackbenchError(f"The {name} ended with code {process.returncode}.", advice)


@contextmanager
def _use_sample(settings: Settings) -> Iterator[Settings]:
    """Serve the sample outlets, with a separate data folder: invented articles do not belong in a corpus."""
    with serve_sample(settings.seeds) as site:
        given = replace(settings, home=settings.home / "sample", lake_catalog=None, host_overrides=site.host_overrides)
        given = replace(given, outlets_file=site.outlets_file, register_source=str(site.register_folder))
        if not given.corpus.exists():
            refresh_register(given)
        yield given


@contextmanager
def _lock_data_folder(settings: Settings) -> Iterator[None]:
    """Take the data folder's server lock: two servers on one database would both start every run."""
    make_private_folder(settings)
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
