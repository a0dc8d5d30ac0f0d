"""Extraction in worker processes: each page under a limit of time and memory that really stops a stuck one."""

import multiprocessing
import resource
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import forkserver
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING, TypeAlias

import psutil
from pebble import ProcessExpired, ProcessPool

from flows.runs.batch import MAX_RECORD_BYTES, Batch
from flows.runs.captures import build_capture, build_capture_row
from flows.settings import Settings
from flows.stages.job import Job
from transforms.records import Capture, Discard, Extraction, Outlet, Quarantine
from warehouse.archive import files
from warehouse.archive.warc_reader import BrokenRecord, Record
from warehouse.schema.rows import CaptureRow

if TYPE_CHECKING:
    from flows.stages.dask_extract import DaskExtractor

Work: TypeAlias = Callable[[], Extraction]
MAX_CHUNK = 25  # captures handed to the pool at once: enough that no worker waits, few enough that progress moves


@dataclass(frozen=True, slots=True)
class ExtractionResult:
    """What became of a capture: an extraction, or the outcome, the rule and the detail that kept it back."""

    row: CaptureRow
    extraction: Extraction | None = None
    outcome: str | None = None
    rule: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class ExtractedBatch:
    """A batch with one result per capture, in order."""

    batch: Batch
    results: Sequence[ExtractionResult]


class ExtractStage:
    """The stage of one run: its workers start with the first capture and live until the run ends."""

    def __init__(self, job: Job) -> None:
        self._job, self._outlets = job, dict[str, Outlet]()
        self._extractor: Extractor | DaskExtractor | None = None
        self._total = 0

    @property
    def is_started(self) -> bool:
        """Whether the run has read any capture so far."""
        return self._extractor is not None

    def run(self, batch: Batch) -> ExtractedBatch:
        """Extract the batch's captures, some in each worker."""
        self._outlets |= batch.outlets
        rows, runner = batch.captures, self._job.runner
        if not rows:
            return ExtractedBatch(batch, [])
        self._total += len(rows)
        runner.set_total("extract", self._total)
        extractor = self._start()

        def work(chunk: Sequence[CaptureRow]) -> list[ExtractionResult]:
            results = extractor.extract(chunk)
            runner.advance("extract", len(chunk))
            return results

        chunks = [rows[start : start + MAX_CHUNK] for start in range(0, len(rows), MAX_CHUNK)]
        found = runner.map_stage("extract", work, chunks, extractor.concurrency)
        return ExtractedBatch(batch, [result for chunk in found for result in chunk])

    def reread(self, rows: Sequence[CaptureRow]) -> list[ExtractionResult]:
        """Extract captures that the corpus has already."""
        return self._start().extract(rows) if rows else []

    def _start(self) -> "Extractor | DaskExtractor":
        """Return the workers, started at the first call; Great Expectations, which takes seconds, loads meanwhile."""
        if self._extractor is None:
            from expectations.gate import load_engine

            Thread(target=load_engine, daemon=True).start()
            self._extractor = self._make_extractor()
            self._job.runner.run_stage("workers", self._extractor.warm)
        return self._extractor

    def _make_extractor(self) -> "Extractor | DaskExtractor":
        if not self._job.settings.dask:
            return Extractor(self._job.settings, self._outlets)
        from flows.stages.dask_extract import DaskExtractor

        return DaskExtractor(self._job.settings, self._outlets)

    def __enter__(self) -> "ExtractStage":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._extractor is not None:
            self._extractor.__exit__(kind, error, at)


class Extractor:
    """A pool of worker processes that read captures back from the archive and extract them."""

    def __init__(self, settings: Settings, outlets: Mapping[str, Outlet], folder: Path | None = None) -> None:
        """Begin a pool; `folder` holds the WARC files that rows name, if that is not the archive."""
        self._settings, self._outlets, self._folder = settings, outlets, folder or settings.archive
        self._lock, self._ended, self._begun = Lock(), False, set[Future[Extraction]]()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        # A worker that was stopped is replaced by a fork of a process that has trafilatura loaded already.
        context.set_forkserver_preload(["transforms.extract", "flows.stages.extract"])
        forkserver.ensure_running()  # it loads while this process goes on
        limits = (self._settings.page_megabytes,)
        return ProcessPool(self._settings.workers, initializer=_limit_memory, initargs=limits, context=context)

    @property
    def concurrency(self) -> int:
        """How many chunks to hand out at once."""
        return self._settings.workers

    def warm(self) -> None:
        """Start the workers, so that the first page does not wait for imports."""
        for future in [self._pool.schedule(_loaded) for _ in range(self._settings.workers)]:
            future.result()

    def extract(self, rows: Sequence[CaptureRow]) -> list[ExtractionResult]:
        """Extract the captures of these rows of `captures`; one outcome each, in order."""
        return self._results([(row, partial(_extract_stored, self._folder, *self._place(row))) for row in rows])

    def extract_capture(self, capture: Capture) -> ExtractionResult:
        """Extract a capture that is in no archive."""
        record = Record(capture.url, capture.captured_at, 200, (), capture.payload, 0, None, False)
        row = build_capture_row(record, capture.outlet, capture.hint.route)
        return self._results([(row, partial(_extract, capture))])[0]

    def _place(self, row: CaptureRow) -> tuple[files.RecordLocation, Outlet]:
        return files.RecordLocation(row["warc_file"], row["warc_offset"]), self._outlets[row["outlet_id"]]

    def _results(self, tasks: Sequence[tuple[CaptureRow, Work]]) -> list[ExtractionResult]:
        begun = [(row, work, self._submit(work)) for row, work in tasks]
        return [self._result(row, work, future) for row, work, future in begun]

    def _submit(self, work: Work) -> "Future[Extraction]":
        arguments = (work, self._settings.page_megabytes)
        with self._lock:
            if self._ended:
                raise CancelledError
            if not self._pool.active:
                self._end(self._pool)
                self._pool = self._new_pool()
            future: Future[Extraction] = self._pool.schedule(_limited, arguments, timeout=self._settings.page_seconds)
            self._begun.add(future)
        future.add_done_callback(self._begun.discard)
        return future

    def _result(self, row: CaptureRow, work: Work, future: "Future[Extraction]") -> ExtractionResult:
        fault = future.exception()
        if isinstance(fault, BrokenProcessPool):
            # The system killed a worker that had no page, which breaks a Pebble pool: the page is not to blame.
            future = self._submit(work)
            fault = future.exception()
        if fault is None:
            return ExtractionResult(row, future.result())
        return ExtractionResult(row, None, *self._explain(fault))

    def _explain(self, fault: BaseException) -> tuple[str, str, str]:
        """Return outcome, rule and detail of a capture that gave no extraction."""
        limits = self._settings
        match fault:
            case Quarantine():
                explained = ("quarantined", fault.rule, fault.detail)
            case Discard():
                explained = ("discarded", fault.reason, fault.detail)
            case TimeoutError():
                explained = ("quarantined", "page_time", f"took over {limits.page_seconds:g} s")
            case MemoryError():
                explained = ("quarantined", "page_memory", f"took over {limits.page_megabytes} MB")
            case ProcessExpired() | BrokenProcessPool():
                explained = ("quarantined", "page_crash", f"its worker ended: {fault}")
            case BrokenRecord() | OSError():
                explained = ("quarantined", "archive_record", f"cannot be read back: {fault}")
            case _:
                # A fault of ours or of a library on this one page: the night goes on, and the page is kept with it.
                explained = ("quarantined", "page_error", str(fault))
        return explained

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._lock:
            self._ended = True
        if error is None:
            self._pool.close()  # type: ignore[no-untyped-call]  # Pebble types its calls in part
            self._pool.join()
        else:
            # A pool that is stopped leaves its futures as they are, and whoever waits for one would wait for ever.
            for future in list(self._begun):
                future.cancel()
            self._end(self._pool)

    @staticmethod
    def _end(pool: ProcessPool) -> None:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _loaded() -> bool:
    return True


class _PageFault(Exception):
    """What a library raised, in words: its own exception might not survive the way back, and would break the pool."""


def _extract(capture: Capture) -> Extraction:
    # Loaded where it is needed, in the workers: the process that hands out pages starts a second sooner.
    from transforms.extract import extract

    return extract(capture)


def _extract_stored(folder: Path, stored: files.RecordLocation, outlet: Outlet) -> Extraction:
    return _extract(build_capture(files.read_record(folder, stored, MAX_RECORD_BYTES), outlet))


def _limited(work: Work, megabytes: int) -> Extraction:
    _limit_memory(megabytes)
    try:
        return work()
    except (Quarantine, Discard, MemoryError, BrokenRecord, OSError):
        raise
    except Exception as error:
        raise _PageFault(f"{type(error).__name__}: {error}") from error


def _limit_memory(megabytes: int) -> None:
    """Let this page take so much more than the worker holds now: libraries alone reserve hundreds of megabytes."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (psutil.Process().memory_info().vms + (megabytes << 20), hard))
