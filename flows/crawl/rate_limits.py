"""One request at a time per host, with a pause after each, among all processes of this user on this machine."""

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


MAX_WAIT_SECONDS = 120.0
"""Seconds we wait when a host asks us to come back later; a longer wait is left to the next run."""
MAX_POSTPONE_SECONDS = 86_400.0
"""Seconds a host may keep later runs away: a Retry-After of years is a mistake, and would outlive every run."""
MAX_FAILURES = 10
"""Addresses in a row without an answer after which a host is left alone until the next run."""
MAX_TURN_SECONDS = 600.0
"""Seconds after which a process that has the turn is taken to be suspended: a request is cut long before."""
NOT_ASKED = ("asked_to_wait", "host_busy", "host_down", "stopped")
"""Reasons to leave a host alone for now that are ours: it has not been asked."""
_random = SystemRandom()


Stop = Callable[[], bool]


def _never() -> bool:
    return False


class HostRateLimiter:
    """Whose turn it is at each host. All methods may be called from several threads, and in several processes.

    `overrides` (host name -> address:port) tells apart hosts of one name that are really served at different places.
    `stop` is asked while a turn is waited for. Raises BackbenchError where the folder in which processes tell each
    other cannot be written.
    """

    def __init__(self, overrides: Mapping[str, str], stop: Callable[[], bool] = lambda: False) -> None:
        self._overrides, self._folder, self._stop = overrides, shared_folder(), stop
        self._began, self._boot = time.monotonic(), this_boot()
        self._threads: dict[str, threading.Lock] = {}
        self._stuck: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay_seconds: float, stop: Stop | None = None) -> Iterator[None]:
        """Yield once no other request to the host is under way and the last one ended `delay_seconds` ago.

        `stop` is asked while the turn is waited for, as the one given at the start is. Raises Failed (one of NOT_ASKED)
        where waiting is left to the next run.
        """
        stop = stop or _never
        # Of each process one thread at a time joins in, so processes have equal chances however many their threads.
        with self._thread_of(host):
            # The pause is slept without the turn, or who has just had it would take it again before another wakes; and
            # a little longer, by chance: without that the same process came first twenty times in a row.
            while True:
                with self._turn_among_processes(host, stop):
                    left = self._left(host, delay_seconds)
                    if left <= 0:
                        with self._asking(host):
                            yield
                        return
                self._sleep(host, left * (1 + _random.random() / 50), stop)

    def postpone(self, host: str, seconds: float) -> None:
        """Let no request to the host begin before that many seconds have passed, a day at most."""
        with self._state(host) as state:
            state.not_before = max(state.not_before, time.monotonic() + min(seconds, MAX_POSTPONE_SECONDS))

    def note(self, host: str, answered: bool) -> None:
        """Say whether the host answered an address in the end."""
        with self._state(host) as state:
            if answered:
                state.failures = 0
            elif self._failures(state):
                state.failures += 1
            else:
                state.failures, state.failing_since = 1, time.monotonic()

    @contextmanager
    def _turn_among_processes(self, host: str, stop: Stop) -> Iterator[None]:
        # The system frees it however its holder ends; only one that is suspended keeps it.
        path = self._file(host, "turn")
        is_stuck = host in self._stuck
        turn = FileLock(path, timeout=0 if is_stuck else 0.5, poll_interval=0.02)
        given_up_at = time.monotonic() + (0 if is_stuck else MAX_TURN_SECONDS)
        while not self._acquired(turn, path):
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
    def _acquired(turn: FileLock, path: Path) -> bool:
        with explained(path):
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
            raise Failed("stopped", f"the run was told to stop while it waited for its turn at {host}")

    def _left(self, host: str, delay_seconds: float) -> float:
        """Return the seconds until the host may be asked again. The caller holds its turn."""
        with self._state(host) as state:
            now = time.monotonic()
            if state.is_asked:  # by a process that was killed over it, nobody knows how long ago
                state.is_asked, state.ended_at = False, now
            failures, asked_for = self._failures(state), state.not_before - now
            left = max(asked_for, state.ended_at + delay_seconds - now)
        if failures >= MAX_FAILURES:
            raise Failed("host_down", f"{host} gave no answer {failures} times in a row; left for the next run")
        if asked_for > MAX_WAIT_SECONDS:
            raise Failed("asked_to_wait", f"{host} asked us to wait {asked_for:.0f} s more; left for the next run")
        return left

    @contextmanager
    def _asking(self, host: str) -> Iterator[None]:
        with self._state(host) as state:
            state.is_asked = True
        try:
            yield
        finally:
            with self._state(host) as state:
                state.is_asked, state.ended_at = False, time.monotonic()

    def _failures(self, state: HostState) -> int:
        """Return the failures in a row that count: a run that begins later gives the host another chance."""
        return state.failures if state.failing_since >= self._began else 0

    def _state(self, host: str) -> AbstractContextManager[HostState]:
        return sharing(self._file(host, "json"), self._boot)

    def _thread_of(self, host: str) -> threading.Lock:
        with self._lock:
            return self._threads.setdefault(host, threading.Lock())

    def _file(self, host: str, kind: str) -> Path:
        place = f"{host}@{self._overrides[host]}" if host in self._overrides else host
        return self._folder / f"{quote(place, safe='@:')[:200]}.{kind}"
