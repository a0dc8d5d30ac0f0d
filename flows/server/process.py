"""Start and end our child processes: the Prefect server with its socket and environment, and the run starter."""

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
from flows.server.login_secret import make_private_folder, server_variables
from flows.settings import Settings

LOOPBACK = "127.0.0.1"
PARENT_VARIABLE = "SERVED_BY"  # the process id of the parent

NO_ANALYTICS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # The second user interface calls an analytics host from the browser; the first does not.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
}

# One line per stage is enough in a terminal; of the tasks' own lines only warnings and errors are shown.
CONSOLE_LOGGING = {"PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING", "PREFECT_LOGGING_COLORS": "false"}


def prefect_environment(settings: Settings, port: int, host: str = LOOPBACK) -> dict[str, str]:
    """Return the variables of server, runs and clients: one home, one address, one secret, nothing sent out."""
    address = f"http://{LOOPBACK if host == '0.0.0.0' else host}:{port}"  # noqa: S104  # compared, not bound
    public = settings.public_url or address
    return NO_ANALYTICS | {
        "PREFECT_HOME": str(settings.prefect),
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{settings.prefect / 'prefect.db'}",
        "PREFECT_API_URL": f"{address}/api",
        "PREFECT_UI_URL": public,
        "PREFECT_UI_API_URL": f"{public}/api",
        "PREFECT_UI_STATIC_DIRECTORY": str(interface_folder(settings)),
        "PREFECT_SERVER_API_HOST": host,
        "PREFECT_SERVER_API_PORT": str(port),
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": public,
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        **server_variables(settings),
    }


def settings_environment(settings: Settings) -> dict[str, str]:
    """Return the variables from which a child process reads these same settings."""
    names = {"outlets_file": "outlets"}  # the one setting whose variable has another name
    values = {names.get(field.name, field.name): getattr(settings, field.name) for field in fields(settings)}
    values["host_overrides"] = ",".join(f"{host}={address}" for host, address in settings.host_overrides.items())
    return {f"BACKBENCH_{name.upper()}": "" if value is None else str(value) for name, value in values.items()}


def interface_folder(settings: Settings) -> Path:
    """Return the folder of our copy of the interface; Prefect keeps its own among the installed packages."""
    return settings.prefect / "interface"


def ready_file(settings: Settings) -> Path:
    """Return the file into which the process that starts the runs writes its process id once it is ready."""
    return settings.prefect / "ready"


def find_free_port() -> int:
    """Return a free port of the loopback address."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def open_listener(port: int, host: str = LOOPBACK) -> socket.socket:
    """Return a listening socket for the server; raises BackbenchError if another program uses the port.

    It is opened here and passed to the server, so that only our own child process can answer at this address.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        message = f"Port {port} on {host} cannot be used: {error.strerror}."
        raise BackbenchError(message, "Stop the program that has it, or choose another with --port.") from error
    return listener


@contextmanager
def run_prefect_server(
    settings: Settings, port: int, user_interface: bool = True, host: str = LOOPBACK
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a Prefect server inside the block, which begins once the server answers; it logs to prefect/server.log.

    Raises BackbenchError if the port is in use or the server does not start within `settings.start_seconds`.
    """
    make_private_folder(settings)
    variables = prefect_environment(settings, port, host) | settings_environment(settings)
    variables["PREFECT_UI_ENABLED"] = str(user_interface).lower()
    log = settings.prefect / "server.log"
    with open_listener(port, host) as listener, log.open("wb") as output:
        number = listener.fileno()
        command = ["-m", "flows.server.app", str(number)]
        with run_child(command, variables, 10.0, output.fileno(), (number,)) as server:
            listener.close()  # the child has inherited it; the port is free again as soon as the child ends
            _wait_for_health(server, variables["PREFECT_API_URL"], log, settings.start_seconds)
            yield server


@contextmanager
def run_child(
    command: Sequence[str],
    variables: Mapping[str, str],
    stop_seconds: float,
    output: int | None = None,
    descriptors: Sequence[int] = (),
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run our Python with a command in a process group of its own; when the block ends, the whole group ends.

    It is asked to stop (SIGTERM), has `stop_seconds`, and is then killed. Ctrl-C in the terminal reaches only the
    parent, so that the parent decides the order.
    """
    process = subprocess.Popen(  # noqa: S603  # our own interpreter and modules
        [sys.executable, *command],
        env={**os.environ, **variables, PARENT_VARIABLE: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        pass_fds=descriptors,
    )
    try:
        yield process
    finally:
        try:
            process.terminate()
            process.wait(stop_seconds)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            pass
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def exit_with_parent() -> None:
    """End this process, and the group that it leads, soon after its parent ended.

    A killed `serve` then leaves no process behind. No run is asked to stop: the server that would record it ends as
    well, and the next run recovers what was archived.
    """
    # os.getppid() would be another process's id if the parent was killed before this line ran.
    parent = int(os.environ[PARENT_VARIABLE])

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="exit-with-parent", daemon=True).start()


def _wait_for_health(server: "subprocess.Popen[bytes]", api: str, log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise BackbenchError(f"The Prefect server ended with code {server.returncode}.", f"See {log}.")
        try:
            with urllib.request.urlopen(f"{api}/health", timeout=5) as answer:  # noqa: S310  # our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    advice = f"See {log}; on a busy machine allow more time with BACKBENCH_START_SECONDS."
    raise BackbenchError(f"The Prefect server did not answer within {seconds:.0f} s.", advice)
