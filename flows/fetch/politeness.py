"""One request at a time per host, with a pause after each; different hosts do not wait for one another."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from flows.fetch.failures import Failed

LONGEST_WAIT = 120.0
"""Seconds we wait when a host asks us to come back later; a longer wait is left to the next run."""
MOST_FAILURES = 10
"""Addresses in a row without an answer after which a host is left alone until the next run."""


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended_at: float = float("-inf")
    not_before: float = float("-inf")
    failures: int = 0


class Turns:
    """Whose turn it is at each host. All methods may be called from several threads."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, host: str, delay_seconds: float) -> Iterator[None]:
        """Yield once no other request to the host is under way and the last one ended `delay_seconds` ago.

        Raises Failed (asked_to_wait, host_down) where waiting is left to the next run.
        """
        state = self._of(host)
        with state.lock:
            self._wait(host, state, delay_seconds)
            try:
                yield
            finally:
                state.ended_at = time.monotonic()

    def postpone(self, host: str, seconds: float) -> None:
        """Let no request to the host begin before that many seconds have passed."""
        state = self._of(host)
        state.not_before = max(state.not_before, time.monotonic() + seconds)

    def note(self, host: str, answered: bool) -> None:
        """Say whether the host answered an address in the end."""
        state = self._of(host)
        state.failures = 0 if answered else state.failures + 1

    def _of(self, host: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(host, _Host())

    def _wait(self, host: str, state: _Host, delay_seconds: float) -> None:
        if state.failures >= MOST_FAILURES:
            raise Failed("host_down", f"{host} gave no answer {state.failures} times in a row; left for the next run")
        # In a loop: while this thread sleeps, another may learn that the host wants more time.
        while (left := max(state.not_before, state.ended_at + delay_seconds) - time.monotonic()) > 0:
            asked = state.not_before - time.monotonic()
            if asked > LONGEST_WAIT:
                raise Failed("asked_to_wait", f"{host} asked us to wait {asked:.0f} s more; left for the next run")
            time.sleep(left)
