"""Remember what was published, in a file next to the published copy: which files they were, and what is in the copy."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from warehouse.store.database import has_log

Identity = list[int]
"""Number, size and time of change of a file, which identify its content; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The files of a publication; of a copy published by version 0.1.0 no more is known.

    `changed`: the offsets of the blocks in which the copy differs from `previous`, the copy before it.
    """

    warehouse: Identity
    corpus: Identity
    previous: Identity | None = None
    changed: list[int] | None = None
    capture_count: int | None = None
    run_id: str | None = None
    is_partial: bool = False

    @property
    def last_run(self) -> tuple[str, bool] | None:
        """The copy's last finished run and whether another was going on, if known."""
        return None if self.run_id is None else (self.run_id, self.is_partial)


def hide(corpus: Path, suffix: str) -> Path:
    """Return the hidden file of this purpose next to the published copy."""
    return corpus.with_name(f".{corpus.name}.{suffix}")


def identify(path: Path) -> Identity:
    """Return what identifies the content of a file."""
    if not path.exists():
        return []
    found = path.stat()
    return [found.st_ino, found.st_size, found.st_mtime_ns]


def read_stamp(corpus: Path) -> Stamp | None:
    """Return what was noted at the last publication; None if nothing was, or if it cannot be read."""
    with suppress(OSError, ValueError, TypeError):
        return Stamp(**json.loads(hide(corpus, "published").read_text("utf-8")))
    return None


def write_stamp(
    corpus: Path, warehouse: Path, capture_count: int, last_run: tuple[str, bool], changed: list[int] | None
) -> None:
    """Note that `corpus` is now a copy of `warehouse`."""
    previous = identify(hide(corpus, "previous"))
    stamp = Stamp(identify(warehouse), identify(corpus), previous, changed, capture_count, *last_run)
    hide(corpus, "published").write_text(json.dumps(asdict(stamp)), "utf-8")


def is_copy(warehouse: Path, corpus: Path, stamp: Stamp | None) -> bool:
    """Return whether the published copy has all that the writer's database holds, and neither has changed since."""
    if stamp is None or has_log(warehouse):
        return False
    return (stamp.warehouse, stamp.corpus) == (identify(warehouse), identify(corpus))
