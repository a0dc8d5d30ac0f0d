"""Extract the pages of a WARC file or of a folder into plain objects, in worker processes."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from flows.errors import BackbenchError
from flows.inspection.inspect_page import Inspected, describe_failure, make_capture
from flows.inspection.page_object import PageResult, UnreadPage, build_page_objects
from flows.inspection.page_reference import PageReference
from flows.runs.batch import MAX_RECORD_BYTES
from flows.runs.captures import build_capture_row, with_location
from flows.settings import Settings
from flows.stages.extractor import ExtractionResult, Extractor
from flows.stages.saved_pages import MEDIA, RefusedFile, SavedPage, find_saved_files, read_saved_page
from transforms.records import Outlet
from transforms.urls import find_outlet
from warehouse.archive import archive_writer, warc_reader
from warehouse.archive.warc_record import BrokenRecord
from warehouse.schema.rows import CaptureRow

_CHUNK = 100


def inspect_warc(path: Path, settings: Settings, reference: PageReference) -> Iterator[Inspected]:
    """Yield one object per record of a WARC file, in order, extracted in worker processes in chunks."""
    outlets: dict[str, Outlet] = {}
    rows = _rows_of_warc(path, reference.outlets, outlets)
    is_empty = True
    try:
        with Extractor(settings, outlets, folder=path.parent) as extractor:
            while chunk := list(islice(rows, _CHUNK)):
                is_empty = False
                extracted = extractor.extract([row for row in chunk if not isinstance(row, BrokenRecord)])
                found = build_page_objects([_get_result(result) for result in extracted], reference)
                yield from (_describe_broken(row) if isinstance(row, BrokenRecord) else next(found) for row in chunk)
    except OSError as error:
        raise BackbenchError(f"{path} cannot be read as a WARC file: {error}.") from error
    if is_empty:
        raise BackbenchError(f"{path} has no page.")


def _rows_of_warc(
    path: Path, declared: tuple[Outlet, ...], outlets: dict[str, Outlet]
) -> Iterator[CaptureRow | BrokenRecord]:
    with path.open("rb") as stream:
        for record in warc_reader.iter_records(stream, MAX_RECORD_BYTES):
            if isinstance(record, BrokenRecord):
                yield record
            elif not record.is_listing:
                outlet = find_outlet(record.url, declared)
                outlets[outlet.outlet_id] = outlet
                yield with_location(
                    build_capture_row(record, outlet, "import"), archive_writer.RecordLocation(path.name, record.offset)
                )


def _describe_broken(record: BrokenRecord) -> UnreadPage:
    return {"url": record.url, "error": record.reason, "detail": record.detail}


def _get_result(result: ExtractionResult) -> PageResult:
    if result.extraction:
        return result.extraction
    return describe_failure(result.row["url"], result.outcome or "", result.rule or "", result.detail or "")


def inspect_folder(folder: Path, settings: Settings, reference: PageReference) -> Iterator[Inspected]:
    """Yield one object per saved page of a folder, in the order of the names; a file that cannot be read has an error.

    The address of each page comes from its sidecar file in the same folder, as for `import`.
    """
    paths = find_saved_files(folder)
    is_empty = True
    with Extractor(settings, {}) as extractor:
        while chunk := list(islice(paths, _CHUNK)):
            is_empty = False
            pages = [_saved_or_error(path, reference) for path in chunk]
            captures = [make_capture(page, reference) for page in pages if isinstance(page, SavedPage)]
            results = [_get_result(result) for result in extractor.extract_captures(captures)]
            found = build_page_objects(results, reference)
            yield from (next(found) if isinstance(page, SavedPage) else page for page in pages)
    if is_empty:
        raise BackbenchError(f"{folder} has no saved page.", f"A page is a file that ends in {', '.join(MEDIA)}.")


def _saved_or_error(path: Path, reference: PageReference) -> SavedPage | UnreadPage:
    try:
        return read_saved_page(path, reference.outlets)
    except RefusedFile as refusal:
        return {"url": path.name, "error": "refused", "detail": str(refusal)}
