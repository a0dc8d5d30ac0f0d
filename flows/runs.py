"""A run: its identity, its journal while it lives, and the accounts it ends with."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from filelock import FileLock, Timeout

from flows.captures import Row

CODE_VERSION = version("backbench")
COUNTS = (
    *("discovered", "fetched", "unchanged", "disallowed", "failed"),
    *("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded", "deferred"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a flow; `started_at` is aware and in UTC, and names the run."""

    flow: str
    started_at: datetime
    run_id: str


@dataclass(frozen=True, slots=True)
class Accounts:
    """How a run ended: the counts of `runs` by name, without their suffix, and where its quality page lies."""

    run_id: str
    flow: str
    state: str
    counts: dict[str, int]
    message: str | None = None
    quality_page: Path | None = None
    problems: tuple[str, ...] = field(default=())


def start(flow: str) -> Run:
    """Begin a run now."""
    now = datetime.now(UTC)
    return Run(flow, now, f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}")


@contextmanager
def journal(home: Path, run: Run) -> Iterator[None]:
    """Keep a file that says the run lives; a killed run leaves it behind, unlocked."""
    folder = home / "runs"
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{run.run_id}.json"
    with FileLock(page.with_suffix(".lock")):
        page.write_text(json.dumps({"run_id": run.run_id, "flow": run.flow, "started_at": run.started_at.isoformat()}))
        yield
        # Only a run that came to its end, well or badly, is no longer to be recovered.
        page.unlink()
    page.with_suffix(".lock").unlink(missing_ok=True)


def crashed(home: Path) -> list[Run]:
    """Return the runs that were killed: their journal is there, and nobody holds its lock."""
    found = []
    for page in sorted((home / "runs").glob("*.json")):
        try:
            with FileLock(page.with_suffix(".lock"), timeout=0):
                told = json.loads(page.read_text())
                found.append(Run(told["flow"], datetime.fromisoformat(told["started_at"]), told["run_id"]))
        except (Timeout, FileNotFoundError):
            continue  # it lives, or another run has just taken it on
        except (ValueError, KeyError):
            page.unlink(missing_ok=True)  # killed while it wrote its first line: nothing was fetched yet
    return found


def settle(home: Path, run: Run) -> None:
    """Forget a crashed run: what it left has been taken on."""
    for suffix in (".json", ".lock"):
        (home / "runs" / f"{run.run_id}{suffix}").unlink(missing_ok=True)


def row_of(run: Run, state: str, deferred: int = 0, message: str | None = None) -> Row:
    """Return the run's row of `runs` as known before the load counts the fates."""
    began = run.started_at.replace(tzinfo=None)
    counts = {f"{name}_count": 0 for name in COUNTS} | {"deferred_count": deferred}
    ended = datetime.now(UTC).replace(tzinfo=None)
    ids = {"run_id": run.run_id, "flow": run.flow, "state": state, "started_at": began, "finished_at": ended}
    return {**ids, **counts, "message": message, "code_version": CODE_VERSION}
