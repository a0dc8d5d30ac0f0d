"""Extract on a Dask cluster: send chunks of captures to its workers, which extract them as a single machine does."""

import tempfile
import time
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, suppress
from functools import partial
from importlib import import_module
from os import path
from threading import RLock
from types import TracebackType
from typing import Any, BinaryIO, cast

from flows.errors import BackbenchError
from flows.settings import Settings
from flows.stages import dask_worker
from flows.stages.dask_worker import ArchiveNotShared, Chunk
from flows.stages.extractor import ExtractionResult
from transforms.records import ArchivedCopy, Outlet
from warehouse.archive.files import open_file
from warehouse.schema.rows import CaptureRow

LOCAL = "local"
CONNECT_SECONDS = 120
"""How long a cluster may be without a scheduler that answers, or without any worker."""
_POLL_SECONDS = 5
_READ_BYTES = 1 << 16


class DaskExtractor:
    """Has the methods of Extractor; each Dask worker extracts in its own processes, under the same limits.

    Workers that share the archive's folder read captures from it; otherwise each chunk contains its records.
    A chunk whose worker dies is sent to another one: an extraction depends only on the capture. A capture that ends
    several workers, one after the other, goes to quarantine, like a page that ends its process on one machine.
    """

    def __init__(self, settings: Settings, outlets: Mapping[str, Outlet], copies: Mapping[str, ArchivedCopy]) -> None:
        """Connect to the scheduler at `settings.dask`, or start a cluster on this machine for `local`."""
        self._settings, self._outlets, self._copies = settings, outlets, copies
        self._stack, self._token, self._one_by_one = ExitStack(), uuid.uuid4().hex, RLock()
        try:
            self._client = self._connect()
            self._require_same_code()
            self._probe = self._place_probe()
            self._is_shared = all(self._client.run(path.exists, self._probe).values())
        except BaseException:
            self._stack.close()
            raise

    @property
    def concurrency(self) -> int:
        """The number of chunks to submit at once: for each thread of the cluster one to extract and one in waiting."""
        return 2 * sum(self._client.nthreads().values()) or 1

    def warm(self) -> None:
        """Start the processes of every worker, so that the first capture does not wait for imports."""
        self._client.run(dask_worker.warm_pool, self._token, self._settings, self._is_shared)

    def extract(self, rows: Sequence[CaptureRow]) -> list[ExtractionResult]:
        """Extract the captures of these rows of `captures`; one result each, in order."""
        from distributed.scheduler import KilledWorker

        try:
            return self._extract(rows)
        except KilledWorker as error:
            if len(rows) > 1:
                with self._one_by_one:  # a capture that ends its worker must not be counted against others
                    return [result for row in rows for result in self.extract([row])]
            reason = f"its worker of the Dask cluster ended, several times: {error}"
            return [ExtractionResult(rows[0], None, "quarantined", "page_crash", reason)]

    def _extract(self, rows: Sequence[CaptureRow]) -> list[ExtractionResult]:
        outlets = {row["outlet_id"]: self._outlets[row["outlet_id"]] for row in rows}
        copies = {name: self._copies[name] for name in (row["article_id"] for row in rows) if name in self._copies}
        make_chunk = partial(
            Chunk, self._token, dask_worker.describe_code(), self._probe, self._settings, list(rows), outlets, copies
        )
        if self._is_shared:
            try:
                return self._run_chunk(make_chunk(None))
            except ArchiveNotShared:  # a worker that has joined since
                self._is_shared = False
        return self._run_chunk(make_chunk([self._read_record(row) for row in rows]))

    def _run_chunk(self, chunk: Chunk) -> list[ExtractionResult]:
        """Wait for a chunk's results as long as the cluster has workers.

        Raises KilledWorker, ArchiveNotShared, or BackbenchError for any other failure there.
        """
        from distributed.scheduler import KilledWorker

        future, seen = self._client.submit(dask_worker.extract_chunk, chunk, pure=False), time.monotonic()
        while True:
            is_done = future.done()
            try:
                return cast("list[ExtractionResult]", future.result(timeout=_POLL_SECONDS))
            except TimeoutError as error:
                seen = time.monotonic() if self._has_workers() else seen
                if not is_done and (future.done() or time.monotonic() - seen < CONNECT_SECONDS):
                    continue
                # Of a chunk that was done before, it is the worker's.
                reason = _describe(error) if is_done else f"it has had no worker for {CONNECT_SECONDS} s"
                cause: BaseException = error
            except CancelledError as error:
                cause, reason = error, "the connection to its scheduler is lost"
            except (KilledWorker, ArchiveNotShared, BackbenchError):
                raise
            except Exception as error:  # any that a worker raised; what cannot be pickled comes as its text
                cause, reason = error, _describe(error)
            message = f"The Dask cluster at {self._settings.dask} did not extract {len(chunk.rows)} captures: {reason}."
            raise BackbenchError(message, "They are archived; check the cluster and run again.") from cause

    def _has_workers(self) -> bool:
        with suppress(OSError, TimeoutError):
            return bool(self._client.nthreads())
        return False

    def close(self, is_failed: bool = False) -> None:
        """Disconnect from the cluster; shut it down if this run started it."""
        if not is_failed:
            with suppress(OSError, TimeoutError):  # a lost worker has no processes to end
                self._client.run(dask_worker.close_pool, self._token, on_error="ignore")
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
        try:
            found = self._client.run(dask_worker.describe_code)
        except Exception as error:  # Dask has no class for objects that a worker cannot load
            reason = str(error).partition("\n")[0]
            advice = "Install this version of Backbench on them, with `uv sync --extra dask`, and restart them."
            raise BackbenchError(f"Workers of the Dask cluster cannot load Backbench: {reason}.", advice) from error
        for code in sorted(set(found.values())):
            dask_worker.require_code(dask_worker.describe_code(), code)

    def _place_probe(self) -> str:
        """Create a file in the archive that lives as long as this run, by which workers know the archive."""
        self._settings.archive.mkdir(parents=True, exist_ok=True)
        file = tempfile.NamedTemporaryFile(prefix=".dask-", dir=self._settings.archive)  # noqa: SIM115 - closed below
        return self._stack.enter_context(file).name

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

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close(is_failed=error is not None)


def _describe(error: BaseException) -> str:
    text = str(error).partition("\n")[0].removesuffix(".")
    return text if isinstance(error, OSError) and text else f"{type(error).__name__}: {text}"


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
