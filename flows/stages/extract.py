"""The stage that extracts a batch's captures, on this machine or on a Dask cluster."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from threading import Lock, Thread
from types import TracebackType
from typing import TYPE_CHECKING

from flows.runs.batch import Batch
from flows.runs.hints import earliest_copy
from flows.stages.extractor import ExtractionResult, Extractor
from flows.stages.job import Job
from transforms.records import ArchivedCopy, Outlet
from warehouse.schema.rows import ArchiveLookupRow, CaptureRow
from warehouse.store import archive_lookups, database

if TYPE_CHECKING:
    from flows.stages.dask_extract import DaskExtractor

MAX_CHUNK = 25  # captures submitted at once: enough to keep all workers busy, few enough for visible progress


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch with the earliest copies that web archives have of its articles, by article_id."""

    batch: Batch
    copies: Mapping[str, ArchivedCopy]


@dataclass(frozen=True, slots=True)
class ExtractedBatch:
    """A batch with one result per capture, in order."""

    batch: Batch
    results: Sequence[ExtractionResult]


def join_parts(parts: Iterable[ExtractedBatch]) -> Iterator[ExtractedBatch]:
    """Yield whole batches. A part that has a capture of the parts before begins another batch."""
    pending: ExtractedBatch | None = None
    for part in parts:
        if pending is not None and _captures(pending).isdisjoint(_captures(part)):
            pending.batch.merge(part.batch)
            pending.batch.is_part, pending.batch.is_last = part.batch.is_part, part.batch.is_last
            pending = ExtractedBatch(pending.batch, [*pending.results, *part.results])
        else:
            if pending is not None:
                yield pending
            pending = part
        if not pending.batch.is_part:
            yield pending
            pending = None


def _captures(extracted: ExtractedBatch) -> set[str]:
    return {row["capture_id"] for row in extracted.batch.captures}


class ExtractStage:
    """The stage of one run: its workers start with the first capture and live until the run ends."""

    def __init__(self, job: Job) -> None:
        self._job, self._outlets, self._copies = job, dict[str, Outlet](), dict[str, ArchivedCopy]()
        self._found_now = dict[str, ArchivedCopy]()  # by this run's lookups, which may not be loaded yet
        self._extractor: Extractor | DaskExtractor | None = None
        self._total, self._lock, self._is_closed = 0, Lock(), False

    @property
    def outlets(self) -> Mapping[str, Outlet]:
        """The outlets of all batches so far, by outlet_id."""
        return self._outlets

    @property
    def is_started(self) -> bool:
        """Whether the run has extracted any capture so far."""
        return self._extractor is not None

    def prepare(self, batch: Batch) -> PreparedBatch:
        """Look up what the extraction of the batch needs of the database; batches in order."""
        return PreparedBatch(batch, self._find_copies(batch.captures, batch.lookups))

    def run(self, prepared: PreparedBatch) -> ExtractedBatch:
        """Extract the batch's captures in all workers."""
        batch, runner = prepared.batch, self._job.runner
        self._outlets |= batch.outlets
        rows = batch.captures
        if not rows:
            return ExtractedBatch(batch, [])
        self._use_copies(prepared.copies)
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
        """Extract captures that are already in the corpus."""
        self._use_copies(self._find_copies(rows, ()))
        return self._start().extract(rows) if rows else []

    def _find_copies(self, rows: Sequence[CaptureRow], lookups: Sequence[ArchiveLookupRow]) -> dict[str, ArchivedCopy]:
        """Return the earliest copy that web archives have of the rows' articles, by what they answered until now."""
        for row in lookups:
            if (copy := _get_copy(row)) is not None:
                _keep_earliest(self._found_now, row["article_id"], copy)
        warehouse, article_ids = self._job.settings.warehouse, [row["article_id"] for row in rows]
        copies = dict[str, ArchivedCopy]()
        if rows and warehouse.exists():
            with database.open_warehouse_reader(warehouse, is_cancelled=self._has_ended) as connection:
                found = archive_lookups.read_copies(connection, article_ids)
            copies = {key: ArchivedCopy(url, at.isoformat()) for key, (url, at) in found.items()}
        for article_id in self._found_now.keys() & set(article_ids):
            _keep_earliest(copies, article_id, self._found_now[article_id])
        return copies

    def _use_copies(self, copies: Mapping[str, ArchivedCopy]) -> None:
        self._copies.clear()  # the workers are given this dictionary's values
        self._copies |= copies

    def _start(self) -> "Extractor | DaskExtractor":
        """Return the workers, started at the first call.

        What takes as long is done at the same time: the database is created, and Great Expectations loaded.
        """
        with self._lock:  # of two threads: one reads ahead, the other may end the run
            if self._is_closed:
                raise CancelledError
            if self._extractor is not None:
                return self._extractor
            from expectations.gate import load_engine

            Thread(target=load_engine, daemon=True).start()
            self._extractor = self._make_extractor()
        with ThreadPoolExecutor(1) as thread:
            created = thread.submit(database.create_database, self._job.settings.warehouse, self._has_ended)
            self._job.runner.run_stage("workers", self._extractor.warm)
            created.result()
        return self._extractor

    def _has_ended(self) -> bool:
        return self._is_closed

    def _make_extractor(self) -> "Extractor | DaskExtractor":
        if not self._job.settings.dask:
            return Extractor(self._job.settings, self._outlets, self._copies)
        from flows.stages.dask_extract import DaskExtractor

        return DaskExtractor(self._job.settings, self._outlets, self._copies)

    def __enter__(self) -> "ExtractStage":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        with self._lock:
            self._is_closed = True
        if self._extractor is not None:
            self._extractor.close(is_failed=error is not None)


def _keep_earliest(copies: dict[str, ArchivedCopy], article_id: str, copy: ArchivedCopy) -> None:
    copies[article_id] = earliest_copy(copies.get(article_id), copy) or copy


def _get_copy(row: ArchiveLookupRow) -> ArchivedCopy | None:
    url, at = row.get("copy_url"), row.get("copied_at")
    return ArchivedCopy(url, at.replace(tzinfo=UTC).isoformat()) if url and at else None
