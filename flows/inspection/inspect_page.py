"""Extract one page into a plain object with the stages of a run, without a database or a server."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from flows.errors import BackbenchError, WrongUse
from flows.inspection.page_object import PageObject, UnreadPage, build_page_objects
from flows.reference.seeds import Seeds
from flows.runs.batch import MAX_RECORD_BYTES
from flows.runs.captures import build_capture_row, with_location
from flows.settings import Settings
from flows.stages.extractor import ExtractionResult, Extractor
from flows.stages.saved_pages import MEDIA, RefusedFile, SavedPage, find_saved_files, read_saved_page
from transforms.records import Capture, Outlet
from transforms.urls import find_outlet, normalise_url
from warehouse.archive import files, warc_reader
from warehouse.archive.warc_reader import BrokenRecord
from warehouse.schema.rows import CaptureRow

Inspected = PageObject | UnreadPage
_CHUNK = 100


def inspect_warc(path: Path, settings: Settings, seeds: Seeds) -> Iterator[Inspected]:
    """Yield one object per record of a WARC file, in order, extracted in worker processes in chunks."""
    outlets: dict[str, Outlet] = {}
    rows = _rows_of_warc(path, seeds.outlets, outlets)
    is_empty = True
    try:
        with Extractor(settings, outlets, folder=path.parent) as extractor:
            while chunk := list(islice(rows, _CHUNK)):
                is_empty = False
                whole = [row for row in chunk if not isinstance(row, BrokenRecord)]
                found = _build_objects(extractor.extract(whole), seeds)
                yield from (_describe_broken(row) if isinstance(row, BrokenRecord) else next(found) for row in chunk)
    except OSError as error:
        raise BackbenchError(f"{path} cannot be read as a WARC file: {error}.") from error
    if is_empty:
        raise BackbenchError(f"{path} holds no page.")


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
                    build_capture_row(record, outlet, "import"), files.RecordLocation(path.name, record.offset)
                )


def _describe_broken(record: BrokenRecord) -> UnreadPage:
    return {"url": record.url, "error": record.reason, "detail": record.detail}


def _build_objects(results: Iterable[ExtractionResult], seeds: Seeds) -> Iterator[Inspected]:
    results = list(results)
    found = build_page_objects([result.extraction for result in results if result.extraction], seeds)
    for result in results:
        if result.extraction:
            yield next(found)
        else:
            outcome, rule, detail = result.outcome, result.rule, result.detail
            yield {"url": result.row["url"], "fate": outcome, "error": rule, "detail": detail}


def inspect_folder(folder: Path, extractor: Extractor, seeds: Seeds) -> Iterator[Inspected]:
    """Yield one object per saved page of a folder, in the order of the names; a file that cannot be read has an error.

    The address of each page comes from its sidecar file in the same folder, as for `import`.
    """
    files = find_saved_files(folder)
    is_empty = True
    while chunk := list(islice(files, _CHUNK)):
        is_empty = False
        pages = [_saved_or_error(path, seeds) for path in chunk]
        captures = [_capture_of(page, seeds) for page in pages if isinstance(page, SavedPage)]
        found = _build_objects([extractor.extract_capture(capture) for capture in captures], seeds)
        yield from (next(found) if isinstance(page, SavedPage) else page for page in pages)
    if is_empty:
        raise BackbenchError(f"{folder} holds no saved page.", f"A page is a file that ends in {', '.join(MEDIA)}.")


def _saved_or_error(path: Path, seeds: Seeds) -> SavedPage | UnreadPage:
    try:
        return read_saved_page(path, seeds.outlets)
    except RefusedFile as refusal:
        return {"url": path.name, "error": "refused", "detail": str(refusal)}


def _capture_of(page: SavedPage, seeds: Seeds) -> Capture:
    outlet = find_outlet(page.url, seeds.outlets)
    return Capture(page.url, outlet, page.captured_at, page.media_type, page.payload)


def inspect_file(path: Path, url: str | None, extractor: Extractor, seeds: Seeds) -> Inspected:
    """Return the object of a saved page; its address comes from `url`, or from its sidecar file."""
    capture = _capture_of(_page(path, url, seeds), seeds)
    return next(_build_objects([extractor.extract_capture(capture)], seeds))


def _page(path: Path, url: str | None, seeds: Seeds) -> SavedPage:
    try:
        page = read_saved_page(path, seeds.outlets, url)
    except RefusedFile as refusal:
        is_bare = path.suffix.lower() in MEDIA and not path.with_suffix(".json").is_file()
        raise WrongUse(f"{path}: {refusal}.", "Or give --url." if is_bare and not url else "") from refusal
    return page


def inspect_url(url: str, settings: Settings, extractor: Extractor, seeds: Seeds) -> Inspected:
    """Fetch one page under the same rate limits as a run and return its object; nothing is archived."""
    from flows.crawl.client import Client
    from flows.crawl.responses import NoAnswer

    if normalise_url(url) is None:
        raise WrongUse(f"{url!r} is no http(s) address.")
    outlet = find_outlet(url, seeds.outlets)
    try:
        response = Client(settings).get(url, outlet=outlet)
    except NoAnswer as failure:
        stop = "" if str(failure).endswith(("?", ".")) else "."
        raise BackbenchError(f"{url} was not fetched: {failure}{stop}") from failure
    if response.status != 200:
        raise BackbenchError(f"{url} answered {response.status}.")
    at, media = response.fetched_at, response.media_type
    capture = Capture(response.url, outlet, at, media, response.body, response.charset)
    return next(_build_objects([extractor.extract_capture(capture)], seeds))
