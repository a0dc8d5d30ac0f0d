"""Keep every published state of the corpus, and restore the one of a run.

A publication changes few blocks of the file (see `database_copy`). Before a publication, the blocks that it will
replace are written to `history/`, compressed by zstd, one zip file per state. From the current corpus on, each file
restores the state before, byte for byte, with tables and views, so that a published number can be reproduced.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import duckdb

from warehouse.errors import DatabaseMissing, StateMissing
from warehouse.schema.migrations import is_current
from warehouse.store.atomic_file import write_atomically
from warehouse.store.database import open_reader, open_writer, translate_errors
from warehouse.store.database_copy import HEADER_BYTES
from warehouse.store.tallies import refresh_tallies

_COMPRESSED = ".zst"
"""Ends the name of a compressed block; files of version 0.1.0 have blocks without it, which the zip compresses."""
LastRun = tuple[str, bool]
"""The last finished run of a state, and whether another run was going on."""
LAST_RUN = (
    "SELECT run_id, (SELECT count(*) > 0 FROM runs WHERE state = 'running') FROM runs "
    "WHERE finished_at IS NOT NULL ORDER BY finished_at DESC, run_id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class State:
    """A published state: its last run, its size and the digest of its headers; `next_digest` is that of the next
    state. `is_partial`: it has a part of a run that was going on, or that had crashed.
    """

    run_id: str
    digest: str
    next_digest: str
    size: int
    block_bytes: int
    is_partial: bool = False


def save_state(
    corpus: Path, successor: Path, block_bytes: int, changed: Iterable[int], last_run: LastRun | None
) -> None:
    """Write to the history the blocks that turn `successor`, which is about to be published, back into `corpus`.

    `changed`: the offsets of the blocks in which they differ. `last_run` is that of `corpus`, if it is known.
    """
    import pyarrow  # readers start without it

    run_id, is_partial = last_run or _read_last_run(corpus)
    size = corpus.stat().st_size
    state = State(run_id, _digest(corpus), _digest(successor), size, block_bytes, is_partial)
    # A tenth of the processor time of the zip format's own compression, and smaller.
    codec = pyarrow.Codec("zstd", compression_level=1)
    with write_atomically(_folder(corpus) / f"{state.digest}.zip") as part, ZipFile(part, "w") as file:
        file.writestr("state.json", json.dumps(asdict(state)))
        with corpus.open("rb") as reader:
            file.writestr("headers", os.pread(reader.fileno(), HEADER_BYTES, 0))
            for start in changed:
                if start >= size:
                    continue
                block = os.pread(reader.fileno(), block_bytes, start)
                file.writestr(f"{start}{_COMPRESSED}", codec.compress(block, asbytes=True))


def list_states(corpus: Path) -> list[str]:
    """Return the runs whose state can be restored, newest first; the first is the run of the current corpus."""
    return [run_id for run_id, _ in _walk(corpus)]


@contextmanager
def restore_state(corpus: Path, run_id: str, *, upgrade: bool = False) -> Iterator[Path]:
    """Yield a copy of the corpus as it was after the run; delete the copy at the end.

    With `upgrade`, a copy of an older schema gets the views and tallies of this Backbench. Raises StateMissing if
    there is no such state, DatabaseMissing if there is no corpus.
    """
    if not corpus.exists():
        raise DatabaseMissing(corpus)
    steps = next((steps for found, steps in _walk(corpus) if found == run_id), None)
    if steps is None:
        raise StateMissing(run_id, list_states(corpus))
    with tempfile.TemporaryDirectory(dir=corpus.parent, prefix=".as-of-") as folder, translate_errors(corpus):
        restored = Path(folder) / corpus.name
        shutil.copyfile(corpus, restored)
        for step in steps:
            _step_back(restored, step)
        if upgrade:
            _upgrade(restored)
        restored.chmod(0o444)
        yield restored


def _upgrade(restored: Path) -> None:
    with open_reader(restored) as connection:
        if is_current(connection):
            return
    with open_writer(restored) as connection:
        refresh_tallies(connection)


def _walk(corpus: Path) -> Iterator[tuple[str, list[Path]]]:
    """Yield each run and the files that restore its state, newest first.

    Of a run with several states it is the newest without a part of another run; if all have one, the oldest.
    """
    run_id, is_partial = _read_last_run(corpus)
    digest, steps, chosen = _digest(corpus), list[Path](), list[Path]()
    before, is_chosen = _read_states(corpus), False
    while True:
        if not is_chosen:
            chosen, is_chosen = list(steps), not is_partial
        found = before.pop(digest, None)
        if run_id and (found is None or found[1].run_id != run_id):
            yield run_id, chosen
        if found is None:
            return
        path, state = found
        is_chosen = is_chosen and state.run_id == run_id
        run_id, digest, is_partial = state.run_id, state.digest, state.is_partial
        steps.append(path)


def read_last_run(connection: duckdb.DuckDBPyConnection) -> LastRun:
    """Return the database's last finished run, empty if there is none, and whether a run was going on."""
    row = connection.execute(LAST_RUN).fetchone()
    return (str(row[0]), bool(row[1])) if row else ("", False)


def _read_last_run(corpus: Path) -> LastRun:
    with duckdb.connect(str(corpus), read_only=True) as connection:
        return read_last_run(connection)


def _read_states(corpus: Path) -> dict[str, tuple[Path, State]]:
    """Return each stored state by the digest of the next one; the history ends at a file that cannot be read."""
    found: dict[str, tuple[Path, State]] = {}
    for path in sorted(_folder(corpus).glob("*.zip")):
        try:
            with ZipFile(path) as file:
                stored: Mapping[str, object] = json.loads(file.read("state.json"))
                state = State(**stored)  # type: ignore[arg-type]  # as save_state wrote it
        except (BadZipFile, OSError, KeyError, ValueError, TypeError):
            continue
        found[state.next_digest] = (path, state)
    return found


def _step_back(restored: Path, step: Path) -> None:
    import pyarrow

    with ZipFile(step) as file, restored.open("r+b") as writer:
        state = State(**json.loads(file.read("state.json")))
        os.pwrite(writer.fileno(), file.read("headers"), 0)
        for name in set(file.namelist()) - {"state.json", "headers"}:
            block = file.read(name)
            if name.endswith(_COMPRESSED):
                block = pyarrow.decompress(block, state.block_bytes, "zstd", asbytes=True)
            os.pwrite(writer.fileno(), block, int(name.removesuffix(_COMPRESSED)))
        os.truncate(writer.fileno(), state.size)


def _folder(corpus: Path) -> Path:
    return corpus.with_name("history")


def _digest(path: Path) -> str:
    """Return the digest that identifies a state: the file's headers change with every checkpoint that writes data."""
    with path.open("rb") as file:
        return hashlib.sha256(file.read(HEADER_BYTES)).hexdigest()[:32]
