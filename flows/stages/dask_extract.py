"""Extract on a Dask cluster: send chunks of captures to its workers, which extract them as a single machine does."""

import os
import shutil
import tempfile
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, BinaryIO

from flows.errors import BackbenchError
from flows.runs.runs import CODE_VERSION
from flows.settings import Settings
from flows.stages.extractor import ExtractionResult, Extractor
from transforms.records import ArchivedCopy, Outlet
from warehouse.archive.files import open_file
from warehouse.schema.rows import CaptureRow

LOCAL = "local"
CONNECT_SECONDS = 120
_READ_BYTES = 1 << 16


class DaskExtractor:
    """Has the methods of Extractor; each Dask worker extracts in its own processes, under the same limits.

    Workers that share the archive's folder read captures from it; otherwise each chunk contains its records.
    A chunk whose worker dies is sent to another one: an extraction depends only on the capture.
    """

    def __init__(self, settings: Settings, outlets: Mapping[str, Outlet], copies: Mapping[str, ArchivedCopy]) -> None:
        """Connect to the scheduler at `settings.dask`, or start a cluster on this machine for `local`."""
        self._settings, self._outlets, self._copies = settings, outlets, copies
        self._stack, self._token = ExitStack(), uuid.uuid4().hex
        try:
            self._client = self._connect()
            self._require_same_code()
            self._is_shared = self._probe_archive()
        except BaseException:
            self._stack.close()
            raise

    @property
    def concurrency(self) -> int:
        """The number of chunks to submit at once: for each thread of the cluster one to extract and one in waiting."""
        return 2 * sum(self._client.nthreads().values()) or 1

    def warm(self) -> None:
        """Start the processes of every worker, so that the first capture does not wait for imports."""
        self._client.run(_warm_pool, self._token, self._settings, self._is_shared)

    def extract(self, rows: Sequence[CaptureRow]) -> list[ExtractionResult]:
        """Extract the captures of these rows of `captures`; one result each, in order."""
        from distributed.scheduler import KilledWorker

        outlets = {row["outlet_id"]: self._outlets[row["outlet_id"]] for row in rows}
        records = None if self._is_shared else [self._read_record(row) for row in rows]
        copies = {name: self._copies[name] for name in (row["article_id"] for row in rows) if name in self._copies}
        chunk = Chunk(self._token, self._settings, list(rows), outlets, copies, records)
        try:
            results: list[ExtractionResult] = self._client.submit(_extract_chunk, chunk, pure=False).result()
        except (KilledWorker, OSError, TimeoutError) as error:
            message = f"The Dask cluster did not extract {len(rows)} captures: {error}."
            raise BackbenchError(message, "They are archived; check the cluster and run again.") from error
        return results

    def close(self, is_failed: bool = False) -> None:
        """Disconnect from the cluster; shut it down if this run started it."""
        if not is_failed:
            with suppress(OSError, TimeoutError):  # a lost worker has no processes to end
                self._client.run(_close_pool, self._token, on_error="ignore")
        self._stack.close()

    def _connect(self) -> Any:
        try:
            dask: Any = import_module("dask")
            distributed: Any = import_module("distributed")  # only partly typed
        except ImportError as error:
            raise BackbenchError("BACKBENCH_DASK needs Dask.", "Install it: uv sync --extra dask") from error
        # Our limits need child processes, which a daemonic process cannot have.
        self._stack.enter_context(dask.config.set({"distributed.worker.daemon": False}))
        address: Any = self._settings.dask
        try:
            if address == LOCAL:
                cluster = distributed.LocalCluster(self._settings.workers, threads_per_worker=1, dashboard_address=None)
                address = self._stack.enter_context(cluster)
            client = self._stack.enter_context(
                distributed.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
            )
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except (OSError, TimeoutError) as error:
            advice = "Check that its scheduler runs and has workers: BACKBENCH_DASK=tcp://HOST:8786"
            raise BackbenchError(f"No Dask cluster answers at {self._settings.dask}: {error}.", advice) from error
        return client

    def _require_same_code(self) -> None:
        found = {str(version) for version in self._client.run(_describe_code).values()}
        if other := found - {_describe_code()}:
            raise BackbenchError(
                f"Workers of the Dask cluster run other code ({', '.join(sorted(other))}) than {_describe_code()}.",
                "Install this version of Backbench on them and restart them.",
            )

    def _probe_archive(self) -> bool:
        self._settings.archive.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix=".dask-", dir=self._settings.archive) as probe:
            return all(self._client.run(os.path.exists, probe.name).values())

    def _read_record(self, row: CaptureRow) -> bytes | str:
        """Return the bytes of the row's WARC record, or the reason why they cannot be read."""
        try:
            with open_file(self._settings.archive_source, row["warc_file"]) as file:
                file.seek(row["warc_offset"])
                return b"".join(_read_gzip_member(file))
        except OSError as error:
            return str(error)

    def __enter__(self) -> "DaskExtractor":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close(is_failed=error is not None)


def _read_gzip_member(file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of the gzip member (one WARC record) that begins at the file's position."""
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    while not inflate.eof and (read := file.read(_READ_BYTES)):
        rest = read
        with suppress(zlib.error):  # a broken record is sent unchanged; the extraction refuses it
            while rest and not inflate.eof:
                inflate.decompress(rest, _READ_BYTES)
                rest = inflate.unconsumed_tail
        yield read[: len(read) - len(inflate.unused_data)]


def _describe_code() -> str:
    from transforms.extract import EXTRACTOR_VERSION

    return f"Backbench {CODE_VERSION}, extraction {EXTRACTOR_VERSION}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """The input of one Dask task. `records`: without shared storage, each row's record or why it cannot be read."""

    token: str
    settings: Settings
    rows: list[CaptureRow]
    outlets: dict[str, Outlet]
    copies: dict[str, ArchivedCopy]
    records: list[bytes | str] | None


@dataclass(slots=True)
class Pool:
    """The processes of one run in one Dask worker; `folder` contains the records sent with chunks."""

    extractor: Extractor
    outlets: dict[str, Outlet]
    copies: dict[str, ArchivedCopy]
    folder: Path | None = field(default=None)


_pools: dict[str, Pool] = {}  # of this Dask worker, by run
_lock = Lock()


def _warm_pool(token: str, settings: Settings, is_shared: bool, dask_worker: Any = None) -> None:
    _open_pool(token, settings, is_shared, dask_worker)


def _open_pool(token: str, settings: Settings, is_shared: bool, worker: Any) -> Pool:
    with _lock:
        if token not in _pools:
            outlets, copies = dict[str, Outlet](), dict[str, ArchivedCopy]()
            folder = None if is_shared else Path(tempfile.mkdtemp(prefix="backbench-"))
            own = replace(settings, workers=worker.state.nthreads)
            _pools[token] = Pool(Extractor(own, outlets, copies, folder), outlets, copies, folder)
            _pools[token].extractor.warm()
        return _pools[token]


def _close_pool(token: str) -> None:
    with _lock:
        pool = _pools.pop(token, None)
    if pool is not None:
        pool.extractor.__exit__(None, None, None)
        if pool.folder is not None:
            shutil.rmtree(pool.folder, ignore_errors=True)


def _extract_chunk(chunk: Chunk) -> list[ExtractionResult]:
    """Extract a chunk's rows, in a Dask worker."""
    from distributed import get_worker

    pool = _open_pool(chunk.token, chunk.settings, chunk.records is None, get_worker())
    pool.outlets.update(chunk.outlets)
    pool.copies.update(chunk.copies)
    if chunk.records is None or pool.folder is None:
        return pool.extractor.extract(chunk.rows)
    name, offset, placed = f"{uuid.uuid4().hex}.warc.gz", 0, list[CaptureRow]()
    with (pool.folder / name).open("wb") as file:
        for row, record in zip(chunk.rows, chunk.records, strict=True):
            if isinstance(record, bytes):
                placed.append({**row, "warc_file": name, "warc_offset": offset})
                offset += file.write(record)
    found = iter(pool.extractor.extract(placed))
    (pool.folder / name).unlink()
    return [
        replace(next(found), row=row) if isinstance(record, bytes) else _refuse(row, record)
        for row, record in zip(chunk.rows, chunk.records, strict=True)
    ]


def _refuse(row: CaptureRow, reason: str) -> ExtractionResult:
    return ExtractionResult(row, None, "quarantined", "archive_record", f"cannot be read back: {reason}")
