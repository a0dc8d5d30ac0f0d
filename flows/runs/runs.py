"""A run: its identity, its journal file while it is active, and its result."""

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from flows.errors import BackbenchError, WrongUse
from flows.logs import log_context
from flows.safe_text import redact
from warehouse.schema.run_rows import RunEntry
from warehouse.store.atomic_file import write_atomically

logger = logging.getLogger(__name__)

if TYPE_CHECKING:
    from flows.stages.backfill_plan import Plan

CODE_VERSION = version("backbench")
COUNTS = (
    *("discovered", "fetched", "unchanged", "disallowed", "failed"),
    *("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded", "deferred"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow; `started_at` (aware, UTC) is part of its id. `asked` is the request in words."""

    flow: str
    started_at: datetime
    run_id: str
    asked: str = ""

    def is_same_job(self, other: "Run") -> bool:
        """Return whether the other run had the same request."""
        return (self.flow, self.asked) == (other.flow, other.asked)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The result of a run: the counts of `runs` by name, without their suffix, and the path of its quality page.

    `plan` is the backfill plan, if the run made one.
    """

    run_id: str
    flow: str
    state: str
    counts: dict[str, int]
    message: str | None = None
    quality_page: Path | None = None
    problems: tuple[str, ...] = field(default=())
    plan: "Plan | None" = None


def start_run(flow: str, asked: str = "") -> Run:
    """Begin a run now."""
    now = datetime.now(UTC)
    return Run(flow, now, f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}", asked)


@dataclass(frozen=True, slots=True)
class CrashedRun:
    """A run that did not finish; `message` is the error that ended it, None if it was killed."""

    run: Run
    message: str | None


@contextmanager
def keep_journal(home: Path, run: Run) -> Iterator[None]:
    """Keep a locked journal file while the run is active; a crashed run leaves its file behind, unlocked.

    The journal is deleted only when the run finishes, or fails because of a wrong call (WrongUse).
    """
    page = _page(home, run)
    page.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(_lock(page)):
        _write(page, run, None)
        try:
            with log_context(run_id=run.run_id):
                logger.info("run of %s started", run.flow)
                yield
        except WrongUse:
            _forget(page)
            raise
        except BaseException as error:
            with suppress(OSError):  # on a full disk the journal stays unchanged, and the run counts as killed
                _write(page, run, str(error) or type(error).__name__)
            raise
        _forget(page)


@contextmanager
def lock_nightly(home: Path) -> Iterator[None]:
    """Take the lock that allows one nightly run at a time; raises BackbenchError if another run has it."""
    (home / "runs").mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "runs" / "nightly.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        advice = "That run continues, and this one ends; see `backbench status`."
        raise BackbenchError("Another nightly run is under way.", advice) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def claim_crashed_runs(home: Path) -> Iterator[list[CrashedRun]]:
    """Lock and yield crashed runs for recovery; delete their journals at the end of the block.

    If the block raises or the process is killed, the next run recovers them.
    """
    with ExitStack() as locks:
        found = _cut_short(home, locks)
        yield found
        for each in found:
            _forget(_page(home, each.run))


def list_crashed_runs(home: Path) -> list[CrashedRun]:
    """Return the crashed runs that the next run will recover."""
    with ExitStack() as locks:
        return _cut_short(home, locks)


def _cut_short(home: Path, locks: ExitStack) -> list[CrashedRun]:
    """Lock and return the runs whose journal is not locked by another process."""
    found = []
    for page in sorted((home / "runs").glob("*.json")):
        try:
            locks.enter_context(FileLock(_lock(page), timeout=0))
            stored = json.loads(page.read_text("utf-8"))
        except Timeout:
            continue  # it is active, or another run is recovering it
        except FileNotFoundError:
            _forget(page)  # another run has just recovered it
            continue
        run = Run(
            stored["flow"], datetime.fromisoformat(stored["started_at"]), stored["run_id"], stored.get("asked", "")
        )
        found.append(CrashedRun(run, stored["message"]))
    return found


def _page(home: Path, run: Run) -> Path:
    return home / "runs" / f"{run.run_id}.json"


def _lock(page: Path) -> Path:
    return page.with_suffix(".lock")


def _write(page: Path, run: Run, message: str | None) -> None:
    when = run.started_at.isoformat()
    why = redact(message) if message else None
    stored = {"run_id": run.run_id, "flow": run.flow, "started_at": when, "asked": run.asked, "message": why}
    with write_atomically(page) as part:  # written before anything is archived, so it can always be read
        part.write_text(json.dumps(stored), "utf-8")


def _forget(page: Path) -> None:
    page.unlink(missing_ok=True)
    _lock(page).unlink(missing_ok=True)


def build_run_entry(run: Run, state: str, deferred: int = 0, message: str | None = None) -> RunEntry:
    """Return what the load is given of the run; an active run has no end time."""
    return {
        "run_id": run.run_id,
        "flow": run.flow,
        "state": state,
        "started_at": run.started_at.replace(tzinfo=None),
        "finished_at": None if state == "running" else datetime.now(UTC).replace(tzinfo=None),
        "message": message,
        "code_version": CODE_VERSION,
        "deferred_count": deferred,
    }


def build_crashed_run_entry(crashed: CrashedRun, outcome: str) -> RunEntry:
    """Return what the load is given of a crashed run; its end time is unknown.

    The load keeps the counts of the run's last load.
    """
    state, why = ("failed", crashed.message) if crashed.message else ("crashed", "It was killed.")
    entry = build_run_entry(crashed.run, state, message=f"{why} {outcome}")
    entry["finished_at"] = None
    del entry["deferred_count"]
    return entry
