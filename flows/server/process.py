"""A Prefect server of our own in a child process: where it keeps its things, how it starts and ends."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from flows.errors import BackbenchError
from flows.settings import Settings

START_SECONDS = 120.0  # measured 9–14 s with an empty database; a loaded machine takes several times that
LOOPBACK = "127.0.0.1"
PARENT_VARIABLE = "SERVED_BY"  # variable in which a process of ours is told the number of the one that started it

NO_ANALYTICS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The second user interface calls an analytics host from the browser; the first does not.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}

# In a terminal a line a room is enough; of each task's own words, only trouble.
CONSOLE_LOGGING = {"PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING", "PREFECT_LOGGING_COLORS": "false"}


def prefect_environment(settings: Settings, port: int) -> dict[str, str]:
    """Return the variables under which server, runs and clients are ours: one home, one address, nothing sent out."""
    return NO_ANALYTICS | {
        "PREFECT_HOME": str(settings.prefect),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{settings.prefect / 'prefect.db'}",
        "PREFECT_API_URL": f"http://{LOOPBACK}:{port}/api",
        "PREFECT_UI_URL": f"http://{LOOPBACK}:{port}",
        "PREFECT_UI_STATIC_DIRECTORY": str(interface_folder(settings)),
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    }


def settings_environment(settings: Settings) -> dict[str, str]:
    """Return the variables from which a process of ours reads these same settings."""
    names = {"outlets_file": "outlets"}  # the one setting whose variable has another name
    values = {names.get(one.name, one.name): getattr(settings, one.name) for one in fields(settings)}
    values["host_overrides"] = ",".join(f"{host}={address}" for host, address in settings.host_overrides.items())
    return {f"BACKBENCH_{name.upper()}": "" if value is None else str(value) for name, value in values.items()}


def interface_folder(settings: Settings) -> Path:
    """Return the folder of our own copy of the interface; Prefect keeps its own among the installed packages."""
    return settings.prefect / "interface"


def ready_file(settings: Settings) -> Path:
    """Return the file in which the process that starts the runs leaves its number once it is ready."""
    return settings.prefect / "ready"


def find_free_port() -> int:
    """Return a port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def require_free_port(port: int) -> None:
    """BackbenchError where another program listens at the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            message = f"Port {port} on {LOOPBACK} cannot be used: {error.strerror}."
            raise BackbenchError(message, "Stop the program that has it, or choose another with --port.") from error


@contextmanager
def run_prefect_server(
    settings: Settings, port: int, user_interface: bool = True
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server while the block runs, which begins once the server answers; its words go to prefect/server.log.

    BackbenchError where the port is taken or the server does not come up.
    """
    require_free_port(port)
    settings.prefect.mkdir(parents=True, exist_ok=True)
    command = [
        "-m",
        "uvicorn",
        "--factory",
        "flows.server.app:create_server_app",
        "--host",
        LOOPBACK,
        "--port",
        str(port),
    ]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "3"]
    variables = prefect_environment(settings, port) | settings_environment(settings)
    variables["PREFECT_UI_ENABLED"] = str(user_interface).lower()
    log = settings.prefect / "server.log"
    with log.open("wb") as words, run_child(command, variables, patience=10.0, output=words.fileno()) as server:
        _wait_for_health(server, variables["PREFECT_API_URL"], log)
        yield server


@contextmanager
def run_child(
    command: Sequence[str], variables: Mapping[str, str], patience: float, output: int | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run our Python with a command in a process group of its own; at the end none of the group is left.

    It is asked to stop (SIGTERM), has `patience` seconds, and is then killed. A Ctrl-C in the terminal reaches only
    us, so that the end is in our order.
    """
    process = subprocess.Popen(  # noqa: S603  # our own interpreter and modules
        [sys.executable, *command],
        env={**os.environ, **variables, PARENT_VARIABLE: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        try:
            process.terminate()
            process.wait(patience)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            pass
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def exit_with_parent() -> None:
    """End this process, and its group where it leads one, soon after its parent ended.

    So a killed `serve` leaves nothing behind. No run is asked to stop: the server that would note it ends as well, and
    what was archived is taken on by the next run.
    """
    # Asked of the system, it would be somebody else's number where the parent was killed while we still imported.
    parent = int(os.environ[PARENT_VARIABLE])

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def _wait_for_health(server: "subprocess.Popen[bytes]", api: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise BackbenchError(f"The Prefect server ended with code {server.returncode}.", f"See {log}.")
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=5) as answer:  # noqa: S310  # our own loopback address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise BackbenchError(f"The Prefect server did not answer within {START_SECONDS:.0f} s.", f"See {log}.")
