"""What processes of one machine tell each other about a host: small files, each read and written alone."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from flows.errors import BackbenchError

_LENGTH = 512  # bytes of a state: always as many, so that one write replaces all of it, and a kill leaves no half
_LONG_AGO = float("-inf")
_WHY = "There processes take turns at an outlet"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(slots=True)
class HostState:
    """What is known of a host. Instants are of the machine's monotonic clock: one for all processes, until it reboots.

    `is_asked` says that a request is under way; to the next who has the turn, that its holder was killed.
    """

    boot: str
    is_asked: bool = False
    ended_at: float = _LONG_AGO
    not_before: float = _LONG_AGO
    failures: int = 0
    failing_since: float = _LONG_AGO


@contextmanager
def sharing(path: Path, boot: str) -> Iterator[HostState]:
    """Yield what the file holds, to read and to change; no other thread or process does so meanwhile.

    It says nothing where it is new, damaged or from before a reboot. Raises BackbenchError where it cannot be written.
    """
    with explained(path):
        file = _taken(path)
    try:
        state = _read(file, boot)
        yield state
        with explained(path):
            os.pwrite(
                file, json.dumps({name: getattr(state, name) for name in state.__slots__}).encode().ljust(_LENGTH), 0
            )
    finally:
        os.close(file)


def _taken(path: Path) -> int:
    """Open the file once it is ours alone; the system takes it back when it is closed, and from whoever is killed."""
    # flock and not filelock, which has emptied files and takes 50 times as long: this is done five times a request.
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_nlink:
            return file
        os.close(file)  # deleted while we waited: who comes next would lock another of that name


def _read(file: int, boot: str) -> HostState:
    try:
        state = HostState(**json.loads(os.pread(file, _LENGTH, 0)))
    except (ValueError, TypeError):
        return HostState(boot)
    return state if state.boot == boot else HostState(boot)


def this_boot() -> str:
    """Return a name for the time since the machine started, which is what its monotonic clock counts."""
    return _BOOT_ID.read_text("ascii").strip() if _BOOT_ID.exists() else f"{psutil.boot_time():.0f}"


def shared_folder() -> Path:
    """Return the folder in which this user's processes tell each other, made where there is none."""
    # The user's, not the data folder's: an outlet minds how often this machine asks, not for which corpus.
    try:
        base = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser()
    except RuntimeError as error:
        raise BackbenchError("This user has no home folder.", f"{_WHY}: set XDG_STATE_HOME to a folder.") from error
    folder = base / "backbench" / "hosts"
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says about a place of ours into what a person can act on."""
    try:
        yield
    except OSError as error:
        advice = f"{_WHY}: see to it, or set XDG_STATE_HOME to another folder."
        raise BackbenchError(f"{path} cannot be written: {error.strerror or error}.", advice) from error
