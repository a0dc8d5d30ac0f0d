"""The one progress artifact of a flow run: it moves while the rooms work, and says which room is how far."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

SECONDS_BETWEEN = 1.5  # an update costs the server some 20 ms: often enough to be seen moving


@dataclass(slots=True)
class Room:
    """How far one room is, in its own units of work."""

    done: int = 0
    total: int | None = None
    is_over: bool = False

    @property
    def share(self) -> float:
        """The share done, from 0 to 1; 0 where nobody said how much there is."""
        if self.is_over:
            return 1.0
        return min(1.0, self.done / self.total) if self.total else 0.0

    def __str__(self) -> str:
        if self.total is None:
            return "done" if self.is_over else f"{self.done} so far" if self.done else "at work"
        return f"{self.done} of {self.total}"


@dataclass(slots=True)
class ProgressBoard:
    """Counts what the rooms report and passes it on, at most every `SECONDS_BETWEEN`. Safe between threads.

    `weights` names the rooms expected, each with its rough share of the time (1 for any other): the figure is the
    weighted mean of how far they are. `send` takes it, in per cent, and a line of text.
    """

    send: Callable[[float, str], None]
    weights: Mapping[str, int] = field(default_factory=dict)
    _seen: dict[str, Room] = field(default_factory=dict)
    _sent_at: float = float("-inf")
    _counting: Lock = field(default_factory=Lock)
    _sending: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._seen = {room: Room() for room in self.weights}

    def expect(self, room: str, total: int) -> None:
        """Say how many units of work a room has before it."""
        with self._counting:
            state = self._room(room)
            state.total, state.is_over = total, state.is_over and state.done >= total
        self.show()

    def advance(self, room: str, by: int) -> None:
        """Say that so many units of work are done."""
        with self._counting:
            self._room(room).done += by
        self.show()

    def finish(self, room: str) -> str:
        """Say that a room has no more work; return how far it came."""
        with self._counting:
            state = self._room(room)
            # A room is entered once a page; with a total it is over when that is reached.
            state.is_over = state.total is None or state.done >= state.total
        self.show(now=True)
        return str(state)

    def show(self, now: bool = False) -> None:
        """Send the figure if it is time; a thread that finds another one sending goes on with its work."""
        if not now and time.monotonic() - self._sent_at < SECONDS_BETWEEN:
            return
        if not self._sending.acquire(blocking=now):
            return
        try:
            self._sent_at = time.monotonic()
            with self._counting:
                per_cent, text = self._per_cent(), self._text()
            self.send(per_cent, text)
        finally:
            self._sending.release()

    def _per_cent(self) -> float:
        weights = {room: self.weights.get(room, 1) for room in self._seen}
        done = sum(weights[room] * state.share for room, state in self._seen.items())
        return round(100 * done / max(1, sum(weights.values())), 1)

    def _text(self) -> str:
        begun = {name: room for name, room in self._seen.items() if room.done or room.total is not None or room.is_over}
        return " · ".join(f"{name} {room}" for name, room in begun.items()) or "starting"

    def _room(self, name: str) -> Room:
        return self._seen.setdefault(name, Room())
