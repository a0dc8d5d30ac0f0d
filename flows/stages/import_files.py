"""Import WARC files and saved pages: archive them first, then process them like any capture."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from flows.errors import BackbenchError, WrongUse
from flows.runs.batch import FIRST_PARTS, MAX_RECORD_BYTES, Batch
from flows.runs.captures import (
    build_capture_row,
    build_outcome,
    note_capture,
    parse_hint,
    serialise_hint,
    with_location,
)
from flows.runs.runs import Run
from flows.settings import Settings
from flows.stages.job import Job
from flows.stages.manifests import MANIFESTS, is_manifest_name, read_manifest
from flows.stages.read_archive import read_known_captures
from flows.stages.saved_pages import MEDIA, RefusedFile, SavedPage, find_saved_files, read_saved_page
from flows.stages.warc_input import BrokenPackage, check_web_archive, is_wacz_name, is_warc_name, unpack_wacz
from transforms.records import Outlet
from transforms.urls import find_outlet, is_article_url, make_article_id, normalise_url
from warehouse.archive import warc_reader, warc_record
from warehouse.archive.archive_writer import ArchiveWriter, RecordLocation
from warehouse.schema.rows import CaptureRow

_SAME_BYTES = ("unchanged", "same_bytes", "these bytes are in the archive already")
READABLE = ("text/html", "application/xhtml+xml", "text/plain")


def check_path(path: Path) -> None:
    """Refuse a path without anything to import, before a run begins; raises WrongUse or BackbenchError."""
    if not path.exists():
        raise WrongUse(f"{path} does not exist.", "Give a WARC file or a folder of saved pages.")
    if path.is_dir():
        if not any(find_saved_files(path)):
            raise BackbenchError(f"{path} has no .html or .txt file.", "Give a folder of saved pages.")
    elif is_warc_name(path) or is_wacz_name(path):
        check_web_archive(path)
    elif path.suffix.lower() not in MEDIA and not is_manifest_name(path):
        known = ", ".join((".warc", ".warc.gz", ".wacz", *MEDIA, *MANIFESTS))
        raise WrongUse(f"{path} is neither a WARC file, a saved page nor a manifest.", f"Known: {known}.")


def find_refused(paths: Sequence[Path]) -> dict[Path, BackbenchError]:
    """Return the paths that cannot be imported, each with the reason; the others are imported all the same.

    Raises it if a path does not exist, or if none can be imported.
    """
    refused = dict[Path, BackbenchError]()
    for path in paths:
        try:
            check_path(path)
        except BackbenchError as error:
            refused[path] = error
    if refused and (len(refused) == len(set(paths)) or not all(path.exists() for path in refused)):
        raise next((error for path, error in refused.items() if not path.exists()), next(iter(refused.values())))
    return refused


def import_batches(
    job: Job, paths: Sequence[Path], known: dict[str, datetime], refused: Mapping[Path, BackbenchError]
) -> Iterator[Batch]:
    """Archive the new captures of these WARC files and folders: not in the corpus and not `known`, or earlier.

    The outcome of a `refused` path is a failure with its reason.
    """
    known = read_known_captures(job.settings) | known
    files = FileImport(job.settings, job.run, job.seeds.outlets, known, lambda: job.runner.advance("archive"))
    for path, error in refused.items():
        files.refuse(path.name, str(path), error.message.removeprefix(f"{path} "))
    batches = files.read_batches([path for path in paths if path not in refused])
    while (batch := job.runner.run_stage("archive", lambda: next(batches, None))) is not None:
        yield batch


@dataclass(slots=True)
class FileImport:
    """Stores the new captures of the imported files in the archive, and records the outcome of all others."""

    settings: Settings
    run: Run
    outlets: tuple[Outlet, ...]
    known: dict[str, datetime]
    advance: Callable[[], None]
    batch: Batch = field(default_factory=Batch)
    _writers: dict[str, ArchiveWriter] = field(default_factory=dict)

    def read_batches(self, paths: Sequence[Path]) -> Iterator[Batch]:
        """Read WARC files, folders and single saved pages, each checked before; yield each full batch.

        The first batch comes in parts, so that its first captures are extracted while the others are archived.
        """
        parts = iter(FIRST_PARTS)
        size = next(parts, None)
        with ExitStack() as stack:
            stack.callback(self._close)
            for path in paths:
                for _ in self._take(path):
                    if self.batch.is_full:
                        yield self._cut_batch()
                        size = None
                    elif size is not None and len(self.batch.captures) >= size:
                        self.batch.is_part, size = True, next(parts, None)
                        yield self._cut_batch()
        self.batch.is_last = True
        yield self.batch

    def _cut_batch(self) -> Batch:
        for writer in self._writers.values():
            writer.sync()
        batch, self.batch = self.batch, Batch()
        return batch

    def _close(self) -> None:
        for writer in self._writers.values():
            writer.close()

    def _take(self, path: Path) -> Iterator[None]:
        """Read the files at the path, and yield after each record or page."""
        if path.is_dir():
            for file in find_saved_files(path):
                self._take_page(file)
                yield
        elif is_warc_name(path):
            yield from self._take_warc(path, str(path))
        elif is_wacz_name(path):
            yield from self._take_wacz(path)
        elif is_manifest_name(path):
            yield from self._take_manifest(path)
        else:
            self._take_page(path)
            yield

    def _take_warc(self, path: Path, place: str) -> Iterator[None]:
        with path.open("rb") as stream, path.open("rb") as source:
            for span in warc_reader.iter_record_spans(stream, MAX_RECORD_BYTES):
                self._take_span(place, span, source.fileno())
                yield

    def _take_wacz(self, path: Path) -> Iterator[None]:
        try:
            for member, unpacked in unpack_wacz(path):
                yield from self._take_warc(unpacked, f"{path}/{member}")
        except BrokenPackage as error:
            self._fail(path.name, "unreadable", str(error))
            self.batch.problems.append(f"{path}: {error}")

    def _take_span(self, place: str, span: warc_reader.RecordSpan, source: int) -> None:
        record = span.record
        if isinstance(record, warc_record.BrokenRecord):
            self._take_broken(place, record)
        elif isinstance(record, warc_record.OtherRecord):
            self._take_other(record)
        elif not record.is_listing:
            member = os.pread(source, span.end - span.start, span.start) if span.is_member else None
            if member and not warc_reader.is_single_record(member, record.url):
                member = None
            self._take_record(record, member)

    def _take_broken(self, place: str, record: warc_record.BrokenRecord) -> None:
        self._fail(record.url or f"{Path(place).name}@{record.offset}", record.reason, record.detail)
        if record.reason in ("truncated", "unreadable"):
            self.batch.problems.append(f"{place}: the record at byte {record.offset} breaks off: {record.detail}")

    def _take_other(self, record: warc_record.OtherRecord) -> None:
        """Record the outcome of a revisit or conversion record: neither contains a page."""
        if record.kind == "revisit":
            detail = f"a revisit record: the bytes are those of {record.refers_to or 'an earlier capture'}"
            self._settle_url(record.url, "unchanged", "revisit", detail)
        else:
            self._settle_url(record.url, "discarded", record.kind, "a conversion record has no response of a server")

    def _take_record(self, record: warc_record.Record, member: bytes | None) -> None:
        self.advance()
        outlet = find_outlet(record.url, self.outlets)
        # A record from a Backbench archive states how it was found; the import keeps that statement.
        row = build_capture_row(record, outlet, parse_hint(record.hint).route, self.run.run_id)
        if record.status not in (0, 200):
            self._fail(record.url, f"http_{record.status}", f"the archive has a response with status {record.status}")
        elif record.media_type not in READABLE:
            self._settle(row, "discarded", "not_html", f"it is {record.media_type}")
        elif outlet.is_declared and not is_article_url(record.url, outlet):
            self._settle(row, "discarded", "not_an_article", f"no article path of {outlet.name} matches")
        else:
            self._store(row, outlet, lambda writer: self._copy(writer, record, member))

    def _copy(self, writer: ArchiveWriter, record: warc_record.Record, member: bytes | None) -> RecordLocation:
        if member is not None:
            return writer.copy(member)
        at, headers = record.captured_at, record.headers
        return writer.add(record.url, at, record.status, headers, record.payload, "{}")

    def _take_manifest(self, path: Path) -> Iterator[None]:
        try:
            for place, page in read_manifest(path, self.outlets):
                self.advance()
                if isinstance(page, SavedPage):
                    self._store_page(page)
                else:
                    self.refuse(place, f"{path.parent / place}", str(page))
                yield
        except RefusedFile as refusal:
            self.refuse(path.name, str(path), str(refusal))

    def _take_page(self, path: Path) -> None:
        self.advance()
        try:
            page = read_saved_page(path, self.outlets)
        except (RefusedFile, OSError) as refusal:
            self.refuse(path.name, str(path), str(refusal))
        else:
            self._store_page(page)

    def refuse(self, url: str, place: str, refusal: str) -> None:
        """Record that a file, or an entry of a manifest, cannot be imported."""
        self._fail(url, "refused", refusal)
        self.batch.problems.append(f"{place}: {refusal}")

    def _store_page(self, page: SavedPage) -> None:
        headers = (("Content-Type", page.media_type),)
        record = warc_record.Record(page.url, page.captured_at, 200, headers, page.payload, 0, None, False)
        outlet = find_outlet(page.url, self.outlets)
        row = build_capture_row(record, outlet, "import", self.run.run_id)
        hint = serialise_hint(page.hint) if page.hint else None

        def write(writer: ArchiveWriter) -> RecordLocation:
            return writer.add_file(page.url, page.captured_at, page.media_type, page.payload, hint)

        self._store(row, outlet, write)

    def _store(self, row: CaptureRow, outlet: Outlet, store: Callable[[ArchiveWriter], RecordLocation]) -> None:
        if not note_capture(row, self.known):
            self._settle(row, *_SAME_BYTES)
            return
        if later := self.batch.add_capture(with_location(row, store(self._writer(outlet))), outlet):
            self._settle(later, *_SAME_BYTES)

    def _writer(self, outlet: Outlet) -> ArchiveWriter:
        # An undeclared outlet's id is derived from a URL; a file path has none.
        label = outlet.outlet_id if outlet.is_declared else "undeclared"
        if label not in self._writers:
            self._writers[label] = ArchiveWriter(self.settings.archive, self.run.run_id, label)
        return self._writers[label]

    def _settle(self, row: CaptureRow, outcome: str, reason: str, detail: str) -> None:
        self.batch.outcomes.append(build_outcome(row, outcome, reason, detail))

    def _fail(self, url: str, reason: str, detail: str) -> None:
        self._settle_url(url, "failed", reason, detail)

    def _settle_url(self, url: str, outcome: str, reason: str, detail: str) -> None:
        outlet = find_outlet(url, self.outlets)
        self.batch.outcomes.append(
            {
                "url": url,
                "outlet_id": outlet.outlet_id,
                "fate": outcome,
                "reason": reason,
                "detail": detail,
                "article_id": make_article_id(url) if normalise_url(url) else None,
                "capture_id": None,
            }
        )
