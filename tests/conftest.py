"""Settings of all tests: no waiting for a host of another test, and no files in the user's home.

Also the Postgres that some tests start.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from flows.server.process import find_free_port

hypothesis_settings.register_profile("busy machine", deadline=None)  # no test asserts a duration
hypothesis_settings.load_profile("busy machine")
POSTGRES_USER = "backbench"
MAX_WAIT_SECONDS = 900


@pytest.fixture(scope="session", autouse=True)
def _state_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The folder in which processes take turns at a host, for what is started before a test begins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _own_state_home(
    _state_home: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The same for the test itself: ports are used again, and a port that asked for an hour's pause would keep it."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@dataclass(frozen=True)
class Postgres:
    """A Postgres of the tests' own."""

    programs: Path
    port: int

    def create_database(self, name: str) -> str:
        """Create a database; return its connection string."""
        place = ["-h", "127.0.0.1", "-p", str(self.port), "-U", POSTGRES_USER]
        subprocess.run([self.programs / "createdb", *place, name], check=True, capture_output=True)
        return f"dbname={name} host=127.0.0.1 port={self.port} user={POSTGRES_USER}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Start the Postgres that this machine has, as another user if we are root, which it refuses."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("Postgres is absent: apt-get install postgresql")
    programs, folder = found[-1].parent, Path(tempfile.mkdtemp(prefix="pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    options: dict[str, Any] = {"user": user, "cwd": folder, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
    made = [programs / "initdb", "--auth=trust", f"--username={POSTGRES_USER}", "--no-sync", folder / "data"]
    subprocess.run(made, check=True, capture_output=True, **options)
    port = find_free_port()
    start = [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder]
    start += ["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(start, stdout=log, stderr=log, **options)
    try:
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while "ready to accept connections" not in (log_text := (folder / "log").read_text()):
            assert process.poll() is None and time.monotonic() < deadline, log_text
            time.sleep(0.2)
        yield Postgres(programs, port)
    finally:
        process.terminate()
        process.wait(MAX_WAIT_SECONDS)
        shutil.rmtree(folder)
