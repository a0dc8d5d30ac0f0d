"""The stage that extracts a batch's captures, on this machine or on a Dask cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from threading import Thread
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
class ExtractedBatch:
    """A batch with one result per capture, in order."""

    batch: Batch
    results: Sequence[ExtractionResult]


class ExtractStage:
    """The stage of one run: its workers start with the first capture and live until the run ends."""

    def __init__(self, job: Job) -> None:
        self._job, self._outlets, self._copies = job, dict[str, Outlet](), dict[str, ArchivedCopy]()
        self._extractor: Extractor | DaskExtractor | None = None
        self._total = 0

    @property
    def is_started(self) -> bool:
        """Whether the run has extracted any capture so far."""
        return self._extractor is not None

    def run(self, batch: Batch) -> ExtractedBatch:
        """Extract the batch's captures in all workers."""
        self._outlets |= batch.outlets
        rows, runner = batch.captures, self._job.runner
        if not rows:
            return ExtractedBatch(batch, [])
        self._find_copies(rows, batch.lookups)
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
        self._find_copies(rows, ())
        return self._start().extract(rows) if rows else []

    def _find_copies(self, rows: Sequence[CaptureRow], lookups: Sequence[ArchiveLookupRow]) -> None:
        """Note the earliest copy that web archives have of the rows' articles, by what they answered until now."""
        self._copies.clear()
        if rows:
            with database.open_warehouse_reader(self._job.settings.warehouse) as connection:
                found = archive_lookups.read_copies(connection, [row["article_id"] for row in rows])
            self._copies |= {key: ArchivedCopy(url, at.isoformat()) for key, (url, at) in found.items()}
        for row in lookups:
            if (copy := _get_copy(row)) is not None:
                known = self._copies.get(row["article_id"])
                self._copies[row["article_id"]] = earliest_copy(known, copy) or copy

    def _start(self) -> "Extractor | DaskExtractor":
        """Return the workers, started at the first call; Great Expectations, which takes seconds, loads in parallel."""
        if self._extractor is None:
            from expectations.gate import load_engine

            Thread(target=load_engine, daemon=True).start()
            self._extractor = self._make_extractor()
            self._job.runner.run_stage("workers", self._extractor.warm)
        return self._extractor

    def _make_extractor(self) -> "Extractor | DaskExtractor":
        if not self._job.settings.dask:
            return Extractor(self._job.settings, self._outlets, self._copies)
        from flows.stages.dask_extract import DaskExtractor

        return DaskExtractor(self._job.settings, self._outlets, self._copies)

    def __enter__(self) -> "ExtractStage":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._extractor is not None:
            self._extractor.close(is_failed=error is not None)


def _get_copy(row: ArchiveLookupRow) -> ArchivedCopy | None:
    url, at = row.get("copy_url"), row.get("copied_at")
    return ArchivedCopy(url, at.replace(tzinfo=UTC).isoformat()) if url and at else None
