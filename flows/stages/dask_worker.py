"""The part of the extraction on Dask that runs in a Dask worker: a chunk's captures in, their results out."""

import hashlib
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from multiprocessing import current_process
from pathlib import Path
from threading import Lock
from typing import Any

import transforms
from flows.errors import BackbenchError
from flows.runs.runs import CODE_VERSION
from flows.settings import Settings
from flows.stages.extractor import ExtractionResult, Extractor
from transforms.records import ArchivedCopy, Outlet
from warehouse.schema.rows import CaptureRow

IDLE_SECONDS = 1800
"""A pool that has not been used for so long belongs to a run that was killed; if not, its next chunk starts it."""


@cache
def describe_code() -> str:
    """Return what an extraction depends on besides its capture: the code, by its digest, and what runs it."""
    folder, digest = Path(transforms.__file__).parent, hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode() + path.read_bytes())
    libraries = f"Python {sys.version_info[0]}.{sys.version_info[1]}, trafilatura {version('trafilatura')}"
    return f"Backbench {CODE_VERSION}, code {digest.hexdigest()[:12]}, {libraries}"


def require_code(expected: str, found: str) -> None:
    """Raise BackbenchError if a worker extracts by other code than this machine."""
    if found != expected:
        raise BackbenchError(
            f"A worker of the Dask cluster runs other code ({found}) than this machine ({expected}).",
            "Install this version of Backbench on it, with `uv sync --extra dask`, and restart it.",
        )


@dataclass(frozen=True, slots=True)
class Chunk:
    """The input of one Dask task.

    `records` are each row's record, or why it cannot be read; None: the worker reads them in the archive.
    `code` is the code of the machine that sent it and `probe` a file in its archive while the run lives, because a
    worker may join the cluster at any time.
    """

    token: str
    code: str
    probe: str
    settings: Settings
    rows: list[CaptureRow]
    outlets: dict[str, Outlet]
    copies: dict[str, ArchivedCopy]
    records: list[bytes | str] | None


class ArchiveNotShared(Exception):
    """This worker does not have the archive of the machine that sent a chunk without its records."""


@dataclass(slots=True)
class Pool:
    """The processes of one run in one Dask worker; `folder` contains the records sent with chunks.

    `chunks` is how many it extracts now, `used_at` when it last began or ended one (seconds of a monotonic clock).
    """

    extractor: Extractor
    outlets: dict[str, Outlet]
    copies: dict[str, ArchivedCopy]
    folder: Path | None = field(default=None)
    chunks: int = 0
    used_at: float = field(default_factory=time.monotonic)


_pools: dict[tuple[str, bool], Pool] = {}  # of this Dask worker, by run and by whether it reads from the archive
_lock = Lock()


def warm_pool(token: str, settings: Settings, is_shared: bool, dask_worker: Any = None) -> None:
    """Start the processes of a run in this worker."""
    with _use_pool(token, settings, is_shared, dask_worker):
        pass


@contextmanager
def _use_pool(token: str, settings: Settings, is_shared: bool, worker: Any) -> Iterator[Pool]:
    """Yield the run's pool, started if need be; end the processes of runs that have been killed."""
    if current_process().daemon:
        raise BackbenchError(
            f"The Dask worker {worker.address} cannot have child processes, which enforce the limits of each page.",
            "Start the workers with DASK_DISTRIBUTED__WORKER__DAEMON=False (docs/operating.md).",
        )
    with _lock:
        for key, pool in list(_pools.items()):
            if not pool.chunks and time.monotonic() - pool.used_at > IDLE_SECONDS:
                _end(_pools.pop(key))
        if (token, is_shared) not in _pools:
            outlets, copies = dict[str, Outlet](), dict[str, ArchivedCopy]()
            folder = None if is_shared else Path(tempfile.mkdtemp(prefix="backbench-"))
            own = replace(settings, workers=worker.state.nthreads)
            pool = _pools[token, is_shared] = Pool(Extractor(own, outlets, copies, folder), outlets, copies, folder)
            pool.extractor.warm()
        pool = _pools[token, is_shared]
        pool.chunks += 1
    try:
        yield pool
    finally:
        with _lock:
            pool.chunks -= 1
            pool.used_at = time.monotonic()


def close_pool(token: str) -> None:
    """End the processes of a run in this worker."""
    with _lock:
        pools = [pool for is_shared in (True, False) if (pool := _pools.pop((token, is_shared), None))]
    for pool in pools:
        _end(pool)


def _end(pool: Pool) -> None:
    pool.extractor.close()
    if pool.folder is not None:
        shutil.rmtree(pool.folder, ignore_errors=True)


def extract_chunk(chunk: Chunk) -> list[ExtractionResult]:
    """Extract a chunk's rows, in a Dask worker. Raises ArchiveNotShared, or BackbenchError for other code."""
    from distributed import get_worker

    require_code(chunk.code, describe_code())
    if chunk.records is None and not Path(chunk.probe).exists():
        raise ArchiveNotShared
    with _use_pool(chunk.token, chunk.settings, chunk.records is None, get_worker()) as pool:
        pool.outlets.update(chunk.outlets)
        pool.copies.update(chunk.copies)
        if chunk.records is None or pool.folder is None:
            return pool.extractor.extract(chunk.rows)
        return _extract_records(chunk.rows, chunk.records, pool.extractor, pool.folder)


def _extract_records(
    rows: Sequence[CaptureRow], records: Sequence[bytes | str], extractor: Extractor, folder: Path
) -> list[ExtractionResult]:
    name, offset, placed = f"{uuid.uuid4().hex}.warc.gz", 0, list[CaptureRow]()
    with (folder / name).open("wb") as file:
        for row, record in zip(rows, records, strict=True):
            if isinstance(record, bytes):
                placed.append({**row, "warc_file": name, "warc_offset": offset})
                offset += file.write(record)
    found = iter(extractor.extract(placed))
    (folder / name).unlink()
    return [
        replace(next(found), row=row) if isinstance(record, bytes) else _refuse(row, record)
        for row, record in zip(rows, records, strict=True)
    ]


def _refuse(row: CaptureRow, reason: str) -> ExtractionResult:
    return ExtractionResult(row, None, "quarantined", "archive_record", f"cannot be read back: {reason}")
