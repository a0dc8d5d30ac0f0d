"""Extract captures in worker processes, with time and memory limits that stop an extraction that hangs.

The workers import this module, and a single page waits for that: it loads neither polars nor DuckDB.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import TypeAlias

from flows.runs.batch import MAX_RECORD_BYTES
from flows.runs.captures import build_capture, build_capture_row
from flows.runs.hints import earliest_copy
from flows.runs.workers import WorkerPool, start_fork_server, stop_fork_server
from flows.settings import Settings
from flows.stages.checked_extraction import explain_failure, extract_checked
from transforms.records import ArchivedCopy, Capture, Extraction, Fingerprint, Outlet
from warehouse.archive import files
from warehouse.archive.archive_writer import RecordLocation
from warehouse.archive.object_store import Archive
from warehouse.archive.warc_record import BrokenRecord, Record
from warehouse.errors import ObjectStoreUnavailable
from warehouse.schema.rows import CaptureRow

Work: TypeAlias = Callable[[], tuple[Extraction, Fingerprint]]


@dataclass(frozen=True, slots=True)
class ExtractionResult:
    """The result for a capture: an extraction, or the outcome, rule and detail of its quarantine or discard."""

    row: CaptureRow
    extraction: Extraction | None = None
    outcome: str | None = None
    rule: str | None = None
    detail: str | None = None
    fingerprint: Fingerprint | None = None


class Extractor:
    """Extracts captures in worker processes, which read them from the archive."""

    def __init__(
        self,
        settings: Settings,
        outlets: Mapping[str, Outlet],
        copies: Mapping[str, ArchivedCopy] = MappingProxyType({}),
        folder: Path | None = None,
    ) -> None:
        """`copies`: what lookups found of an article, by article_id.

        `folder` contains the WARC files that the rows name, if they are not in the archive.
        """
        self._outlets, self._copies, self._archive = outlets, copies, folder or settings.archive_source
        self.concurrency = settings.workers  # chunks submitted at once
        self._workers = WorkerPool(settings.workers, settings.page_seconds, settings.page_megabytes)
        start_fork_server()

    def warm(self) -> None:
        """Start the workers, so that the first capture does not wait for imports."""
        self._workers.warm()

    def extract(self, rows: Sequence[CaptureRow]) -> list[ExtractionResult]:
        """Extract the captures of these rows of `captures`; one result each, in order."""
        return self._results([(row, partial(_extract_stored, self._archive, *self._place(row))) for row in rows])

    def extract_captures(self, captures: Sequence[Capture]) -> list[ExtractionResult]:
        """Extract captures that are in no archive; one result each, in order."""
        return self._results([(_build_row(capture), partial(_extract, capture)) for capture in captures])

    def _place(self, row: CaptureRow) -> tuple[RecordLocation, Outlet, ArchivedCopy | None]:
        stored = RecordLocation(row["warc_file"], row["warc_offset"])
        return stored, self._outlets[row["outlet_id"]], self._copies.get(row["article_id"])

    def _results(self, tasks: Sequence[tuple[CaptureRow, Work]]) -> list[ExtractionResult]:
        submitted = [(row, work, self._workers.submit(work)) for row, work in tasks]
        return [self._result(row, work, future) for row, work, future in submitted]

    def _result(
        self, row: CaptureRow, work: Work, future: "Future[tuple[Extraction, Fingerprint]]"
    ) -> ExtractionResult:
        try:
            extraction, fingerprint = self._workers.wait(work, future)
        except Exception as error:
            return ExtractionResult(row, None, *_explain(error))
        return ExtractionResult(row, extraction, fingerprint=fingerprint)

    def close(self, is_failed: bool = False) -> None:
        """End the workers (at once if the run has failed) and the process that they are forked from."""
        self._workers.close(is_failed)
        stop_fork_server()

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close(is_failed=error is not None)


def _build_row(capture: Capture) -> CaptureRow:
    record = Record(capture.url, capture.captured_at, 200, (), capture.payload, 0, None, False)
    return build_capture_row(record, capture.outlet, capture.hint.route)


def _explain(error: Exception) -> tuple[str, str, str]:
    """Return outcome, rule and detail of a capture without an extraction."""
    match error:
        case BrokenRecord() | OSError():
            return "quarantined", "archive_record", f"cannot be read back: {error}"
        case CancelledError() | ObjectStoreUnavailable():  # not the capture's fault: the run stops and can be repeated
            raise error
    return explain_failure(error)


def _extract(capture: Capture) -> tuple[Extraction, Fingerprint]:
    from transforms.fingerprints import make_fingerprint  # only in the workers, like the extraction

    extraction = extract_checked(capture)
    return extraction, make_fingerprint(extraction)


def _extract_stored(
    archive: Archive, stored: RecordLocation, outlet: Outlet, copy: ArchivedCopy | None
) -> tuple[Extraction, Fingerprint]:
    capture = build_capture(files.read_record(archive, stored, MAX_RECORD_BYTES), outlet)
    hint = replace(capture.hint, copy=earliest_copy(capture.hint.copy, copy))
    return _extract(replace(capture, hint=hint))
