"""A run: its identity, its journal while it lives, and the accounts it ends with."""

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
from flows.runs.captures import Row
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
    """One run of a flow; `started_at` is aware and in UTC, and names the run. `asked` is what it was asked to do."""

    flow: str
    started_at: datetime
    run_id: str
    asked: str = ""

    def is_same_job(self, other: "Run") -> bool:
        """Tell whether the other run was asked to do the same."""
        return (self.flow, self.asked) == (other.flow, other.asked)


@dataclass(frozen=True, slots=True)
class Accounts:
    """How a run ended: the counts of `runs` by name, without their suffix, and where its quality page lies.

    `plan` is what it set out to do, where it made one.
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
    """A run that did not come to its end; `message` says what ended it, None where it was killed."""

    run: Run
    message: str | None


@contextmanager
def keep_journal(home: Path, run: Run) -> Iterator[None]:
    """Keep a file that says the run lives; a run that is cut short leaves it behind, unlocked.

    Only a run that comes to its end forgets its journal, and one that was a wrong call to begin with.
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
            with suppress(OSError):  # on a full disk the page stays as it was, and the run counts as killed
                _write(page, run, str(error) or type(error).__name__)
            raise
        _forget(page)


@contextmanager
def hold_nightly(home: Path) -> Iterator[None]:
    """Hold the lock that only one nightly run has at a time; BackbenchError where another has it."""
    (home / "runs").mkdir(parents=True, exist_ok=True)
    lock = FileLock(home / "runs" / "nightly.lock", timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        advice = "It goes on and this one ends; see `backbench status`."
        raise BackbenchError("Another nightly run is under way.", advice) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def claim_crashed_runs(home: Path) -> Iterator[list[CrashedRun]]:
    """Yield the runs that were cut short, held so that no other run takes them on too; forget them at the end.

    Where the block ends badly, or is killed, they wait for the next run.
    """
    with ExitStack() as locks:
        found = _cut_short(home, locks)
        yield found
        for each in found:
            _forget(_page(home, each.run))


def list_crashed_runs(home: Path) -> list[CrashedRun]:
    """Return the runs that were cut short and wait for the next one."""
    with ExitStack() as locks:
        return _cut_short(home, locks)


def _cut_short(home: Path, locks: ExitStack) -> list[CrashedRun]:
    """Lock and return the runs whose journal nobody holds."""
    found = []
    for page in sorted((home / "runs").glob("*.json")):
        try:
            locks.enter_context(FileLock(_lock(page), timeout=0))
            told = json.loads(page.read_text("utf-8"))
        except Timeout:
            continue  # it lives, or another run is taking it on
        except FileNotFoundError:
            _forget(page)  # another run has just taken it on
            continue
        run = Run(told["flow"], datetime.fromisoformat(told["started_at"]), told["run_id"], told.get("asked", ""))
        found.append(CrashedRun(run, told["message"]))
    return found


def _page(home: Path, run: Run) -> Path:
    return home / "runs" / f"{run.run_id}.json"


def _lock(page: Path) -> Path:
    return page.with_suffix(".lock")


def _write(page: Path, run: Run, message: str | None) -> None:
    when = run.started_at.isoformat()
    told = {"run_id": run.run_id, "flow": run.flow, "started_at": when, "asked": run.asked, "message": message}
    with write_atomically(page) as part:  # on the disk before anything is archived, so it can always be read
        part.write_text(json.dumps(told), "utf-8")


def _forget(page: Path) -> None:
    page.unlink(missing_ok=True)
    _lock(page).unlink(missing_ok=True)


def build_run_row(run: Run, state: str, deferred: int = 0, message: str | None = None) -> Row:
    """Return the run's row of `runs` as known before the load counts the fates; one that goes on has not ended."""
    began = run.started_at.replace(tzinfo=None)
    counts = {f"{name}_count": 0 for name in COUNTS} | {"deferred_count": deferred}
    ended = None if state == "running" else datetime.now(UTC).replace(tzinfo=None)
    ids = {"run_id": run.run_id, "flow": run.flow, "state": state, "started_at": began, "finished_at": ended}
    return {**ids, **counts, "message": message, "code_version": CODE_VERSION}


def build_crashed_run_row(cut_short: CrashedRun, what_became: str) -> Row:
    """Return the row of `runs` of a run that was cut short; nobody knows when it ended.

    What it had counted when it last loaded, the load keeps.
    """
    state, why = ("failed", cut_short.message) if cut_short.message else ("crashed", "It was killed.")
    row = build_run_row(cut_short.run, state, 0, f"{why} {what_became}") | {"finished_at": None}
    return {name: value for name, value in row.items() if name != "deferred_count"}
