"""Limit each host to one request at a time with a pause after it, over all processes of this user on this machine."""

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from urllib.parse import quote

import psutil
from filelock import FileLock, Timeout

from flows.crawl.responses import Failed
from flows.errors import BackbenchError

_LENGTH = 512  # bytes of a state: a fixed size, so that one write replaces all of it and a kill leaves no partial state
_LONG_AGO = float("-inf")
_STATE_PURPOSE = "Backbench records there when each host was last requested"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(slots=True)
class HostState:
    """The state of a host. Instants are of the machine's monotonic clock, which all processes share until a reboot.

    `is_asked`: a request is in progress; if the next holder of the turn finds it set, the process was killed.
    """

    boot: str
    is_asked: bool = False
    ended_at: float = _LONG_AGO
    not_before: float = _LONG_AGO
    failures: int = 0
    failing_since: float = _LONG_AGO


@contextmanager
def open_host_state(path: Path, boot: str) -> Iterator[HostState]:
    """Yield the file's state to read and change, locked against all other threads and processes.

    A file that is new, damaged, from before a reboot or of another clock gives an empty state. Raises BackbenchError
    if it cannot be written.
    """
    with explain_errors(path):
        file = _open_locked(path)
    try:
        state = _read(file, boot)
        yield state
        with explain_errors(path):
            os.pwrite(
                file, json.dumps({name: getattr(state, name) for name in state.__slots__}).encode().ljust(_LENGTH), 0
            )
    finally:
        os.close(file)


def _open_locked(path: Path) -> int:
    """Open and lock the file; the system releases the lock when the file is closed or its process is killed."""
    # flock and not filelock, which emptied files and takes 50 times as long: this runs five times per request.
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file).st_nlink:
            return file
        os.close(file)  # deleted while we waited: the next process would lock a new file of that name


def _read(file: int, boot: str) -> HostState:
    try:
        state = HostState(**json.loads(os.pread(file, _LENGTH, 0)))
    except (ValueError, TypeError):
        return HostState(boot)
    # An instant that has not come yet is of another clock (a container's): its pauses would be of any length.
    is_ours = state.boot == boot and state.ended_at <= time.monotonic()
    return state if is_ours else HostState(boot)


def this_boot() -> str:
    """Return an id of the current boot of the machine, since which its monotonic clock counts."""
    return _BOOT_ID.read_text("ascii").strip() if _BOOT_ID.exists() else f"{psutil.boot_time():.0f}"


def shared_folder() -> Path:
    """Return the folder of the host states that this user's processes share; creates it if missing."""
    # One per user, not per data folder: the limit is for all requests of this machine, for any corpus.
    try:
        base = Path(os.environ.get("XDG_STATE_HOME") or "~/.local/state").expanduser()
    except RuntimeError as error:
        raise BackbenchError(
            "This user has no home folder.", f"{_STATE_PURPOSE}: set XDG_STATE_HOME to a folder."
        ) from error
    folder = base / "backbench" / "hosts"
    with explain_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def explain_errors(path: Path) -> Iterator[None]:
    """Turn an OSError about our own path into a BackbenchError that says what to do."""
    try:
        yield
    except OSError as error:
        advice = f"{_STATE_PURPOSE}: make it writable, or set XDG_STATE_HOME to another folder."
        raise BackbenchError(f"{path} cannot be written: {error.strerror or error}.", advice) from error


MAX_WAIT_SECONDS = 120.0
"""Maximum seconds to wait when a host asks us to retry later; a longer wait is left to the next run."""
MAX_POSTPONE_SECONDS = 86_400.0
"""Maximum seconds for which a host can delay later runs: a Retry-After of years is a mistake."""
MAX_FAILURES = 10
"""Consecutive addresses without an answer after which a host is not requested until the next run."""
MAX_TURN_SECONDS = 600.0
"""Seconds after which a process that has the turn counts as suspended: a request is aborted long before."""
NOT_REQUESTED = ("asked_to_wait", "host_busy", "host_down", "stopped")
"""Reasons of ours not to request a host for now: no request was sent."""
_random = SystemRandom()


Stop = Callable[[], bool]


def _never() -> bool:
    return False


class HostRateLimiter:
    """Gives turns at each host. All methods may be called from several threads and in several processes.

    `overrides` (host name -> address:port) distinguishes hosts of the same name that are served at different places.
    `stop` is called during the wait for a turn. Raises BackbenchError if the folder of the host states cannot be
    written.
    """

    def __init__(self, overrides: Mapping[str, str], stop: Callable[[], bool] = lambda: False) -> None:
        self._overrides, self._folder, self._stop = overrides, shared_folder(), stop
        self._began, self._boot = time.monotonic(), this_boot()
        self._threads: dict[str, threading.Lock] = {}
        self._stuck: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay_seconds: float, stop: Stop | None = None) -> Iterator[None]:
        """Yield once no other request to the host is in progress and the last one ended `delay_seconds` ago.

        During the wait and before the turn, this `stop` is called as well as the one of the constructor. Raises Failed
        (one of NOT_REQUESTED) if the request is left to the next run.
        """
        stop = stop or _never
        # One thread per process competes at a time, so processes have equal chances with any number of threads.
        with self._get_thread_lock(host):
            # Sleep without the turn, or the last holder would take it again before another process wakes; and a random
            # bit longer: without that the same process was first twenty times in a row.
            while True:
                with self._process_turn(host, stop):
                    left = self._get_seconds_left(host, delay_seconds)
                    if left <= 0:
                        self._check_stop(host, stop)  # a slow machine may never have to wait
                        with self._mark_requested(host):
                            yield
                        return
                self._sleep(host, left * (1 + _random.random() / 50), stop)

    def postpone(self, host: str, seconds: float) -> None:
        """Delay the next request to the host by that many seconds, a day at most."""
        with self._state(host) as state:
            state.not_before = max(state.not_before, time.monotonic() + min(seconds, MAX_POSTPONE_SECONDS))

    def note(self, host: str, answered: bool) -> None:
        """Record whether the host answered an address, after all retries."""
        with self._state(host) as state:
            if answered:
                state.failures = 0
            elif self._failures(state):
                state.failures += 1
            else:
                state.failures, state.failing_since = 1, time.monotonic()

    @contextmanager
    def _process_turn(self, host: str, stop: Stop) -> Iterator[None]:
        # The system frees the lock however its holder ends; only a suspended process keeps it.
        path = self._file(host, "turn")
        is_stuck = host in self._stuck
        turn = FileLock(path, timeout=0 if is_stuck else 0.5, poll_interval=0.02)
        given_up_at = time.monotonic() + (0 if is_stuck else MAX_TURN_SECONDS)
        while not self._try_acquire(turn, path):
            self._check_stop(host, stop)
            if time.monotonic() >= given_up_at:
                self._stuck.add(host)
                detail = f"another process has been asking {host} for {MAX_TURN_SECONDS:.0f} s; is it suspended?"
                raise Failed("host_busy", detail)
        try:
            yield
        finally:
            turn.release()

    @staticmethod
    def _try_acquire(turn: FileLock, path: Path) -> bool:
        with explain_errors(path):
            try:
                turn.acquire()
            except Timeout:
                return False
        return True

    def _sleep(self, host: str, seconds: float, stop: Stop) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._check_stop(host, stop)
            time.sleep(min(left, 0.5))

    def _check_stop(self, host: str, stop: Stop) -> None:
        if self._stop() or stop():
            raise Failed("stopped", f"the run was stopped while it waited for its turn at {host}")

    def _get_seconds_left(self, host: str, delay_seconds: float) -> float:
        """Return the seconds until the next request to the host is allowed. The caller has the turn."""
        with self._state(host) as state:
            now = time.monotonic()
            if state.is_asked:  # by a process that was killed during the request, at an unknown time
                state.is_asked, state.ended_at = False, now
            failures, postponed = self._failures(state), state.not_before - now
            left = max(postponed, state.ended_at + delay_seconds - now)
        if failures >= MAX_FAILURES:
            raise Failed("host_down", f"{host} gave no answer {failures} times in a row; left for the next run")
        if postponed > MAX_WAIT_SECONDS:
            raise Failed("asked_to_wait", f"{host} asked us to wait {postponed:.0f} s more; left for the next run")
        return left

    @contextmanager
    def _mark_requested(self, host: str) -> Iterator[None]:
        with self._state(host) as state:
            state.is_asked = True
        try:
            yield
        finally:
            with self._state(host) as state:
                state.is_asked, state.ended_at = False, time.monotonic()

    def _failures(self, state: HostState) -> int:
        """Return the consecutive failures since this run began: a later run tries the host again."""
        return state.failures if state.failing_since >= self._began else 0

    def _state(self, host: str) -> AbstractContextManager[HostState]:
        return open_host_state(self._file(host, "json"), self._boot)

    def _get_thread_lock(self, host: str) -> threading.Lock:
        with self._lock:
            return self._threads.setdefault(host, threading.Lock())

    def _file(self, host: str, kind: str) -> Path:
        place = f"{host}@{self._overrides[host]}" if host in self._overrides else host
        return self._folder / f"{quote(place, safe='@:')[:200]}.{kind}"
