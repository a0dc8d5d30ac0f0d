"""Extract one page into a plain object with the stages of a run, without a database or a server."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import polars as pl

from flows.errors import BackbenchError, WrongUse
from flows.reference.seeds import Seeds
from flows.runs.batch import MAX_RECORD_BYTES
from flows.runs.captures import build_capture_row, with_location
from flows.settings import Settings
from flows.stages.extractor import ExtractionResult, Extractor
from flows.stages.saved_pages import MEDIA, RefusedFile, SavedPage, find_saved_files, read_saved_page
from transforms.boilerplate.recurring import remove_learned
from transforms.categories.category_mapping import map_labels
from transforms.normalise import Reference, build_author_rows
from transforms.records import Capture, Extraction, Outlet
from transforms.topics.tagging import tag_topics
from transforms.urls import find_outlet, normalise_url
from warehouse.archive import files, warc_reader
from warehouse.archive.warc_reader import BrokenRecord
from warehouse.schema.rows import CaptureRow

Row = dict[str, object]
_CHUNK = 100
_TEXTS = pl.Schema(
    {
        **dict.fromkeys(("article_id", "capture_id", "title", "body"), pl.String()),
        "quoted_paragraphs": pl.List(pl.Int64()),
    }
)


def inspect_warc(path: Path, settings: Settings, seeds: Seeds) -> Iterator[Row]:
    """Yield one object per record of a WARC file, in order, extracted in worker processes in chunks."""
    outlets: dict[str, Outlet] = {}
    rows = _rows_of_warc(path, seeds.outlets, outlets)
    is_empty = True
    try:
        with Extractor(settings, outlets, folder=path.parent) as extractor:
            while chunk := list(islice(rows, _CHUNK)):
                is_empty = False
                whole = [row for row in chunk if not isinstance(row, BrokenRecord)]
                found = _told(extractor.extract(whole), seeds)
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


def _describe_broken(record: BrokenRecord) -> Row:
    return {"url": record.url, "error": record.reason, "detail": record.detail}


def _told(results: Iterable[ExtractionResult], seeds: Seeds) -> Iterator[Row]:
    results = list(results)
    found = described([result.extraction for result in results if result.extraction], seeds)
    for result in results:
        if result.extraction:
            yield next(found)
        else:
            told = {"fate": result.outcome, "error": result.rule, "detail": result.detail}
            yield {"url": result.row["url"], **told}


def inspect_folder(folder: Path, extractor: Extractor, seeds: Seeds) -> Iterator[Row]:
    """Yield one object per saved page of a folder, in the order of the names; a file that cannot be read has an error.

    The address of each page comes from its sidecar file in the same folder, as for `import`.
    """
    files = find_saved_files(folder)
    is_empty = True
    while chunk := list(islice(files, _CHUNK)):
        is_empty = False
        pages = [_saved_or_error(path, seeds) for path in chunk]
        captures = [_capture_of(page, seeds) for page in pages if isinstance(page, SavedPage)]
        found = _told([extractor.extract_capture(capture) for capture in captures], seeds)
        yield from (next(found) if isinstance(page, SavedPage) else page for page in pages)
    if is_empty:
        raise BackbenchError(f"{folder} holds no saved page.", f"A page is a file that ends in {', '.join(MEDIA)}.")


def _saved_or_error(path: Path, seeds: Seeds) -> SavedPage | Row:
    try:
        return read_saved_page(path, seeds.outlets)
    except RefusedFile as refusal:
        return {"url": path.name, "error": "refused", "detail": str(refusal)}


def _capture_of(page: SavedPage, seeds: Seeds) -> Capture:
    outlet = find_outlet(page.url, seeds.outlets)
    return Capture(page.url, outlet, page.captured_at, page.media_type, page.payload)


def inspect_file(path: Path, url: str | None, extractor: Extractor, seeds: Seeds) -> Row:
    """Return the object of a saved page; its address comes from `url`, or from its sidecar file."""
    capture = _capture_of(_page(path, url, seeds), seeds)
    return next(_told([extractor.extract_capture(capture)], seeds))


def _page(path: Path, url: str | None, seeds: Seeds) -> SavedPage:
    try:
        page = read_saved_page(path, seeds.outlets, url)
    except RefusedFile as refusal:
        is_bare = path.suffix.lower() in MEDIA and not path.with_suffix(".json").is_file()
        raise WrongUse(f"{path}: {refusal}.", "Or give --url." if is_bare and not url else "") from refusal
    return page


def inspect_url(url: str, settings: Settings, extractor: Extractor, seeds: Seeds) -> Row:
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
    return next(_told([extractor.extract_capture(capture)], seeds))


def described(extractions: Sequence[Extraction], seeds: Seeds) -> Iterator[Row]:
    """Yield each extraction without recurring lines, with authors looked up, labels mapped and topics counted."""
    found = [remove_learned(extraction, seeds.learned) for extraction in extractions]
    topics, categories = _topics(found, seeds.reference), _categories(found, seeds.reference)
    for number, extraction in enumerate(found):
        authors = _authors(extraction, seeds.reference)
        yield _described(extraction, authors, categories.get(str(number), []), topics.get(str(number), []))


def _described(extraction: Extraction, authors: list[Row], categories: list[Row], topics: list[Row]) -> Row:
    told = asdict(extraction.dating)
    return {
        "url": extraction.url,
        "outlet_id": extraction.outlet_id,
        "captured_at": extraction.captured_at,
        "title": extraction.title,
        "title_basis": extraction.title_basis,
        "title_candidates": [asdict(one) for one in extraction.title_candidates],
        "standfirst": extraction.standfirst,
        **{name: told[name] for name in ("published_on", "published_at", "date_basis", "date_precision")},
        **{name: told[name] for name in ("published_not_before", "published_not_after", "modified_at")},
        "date_candidates": told["candidates"],
        "author_candidates": [asdict(one) for one in extraction.author_candidates],
        "authors": authors,
        "categories": categories,
        "language": extraction.language,
        "genre": extraction.genre,
        "genre_reason": extraction.genre_reason,
        "topics": topics,
        "body": extraction.body,
        "quoted_paragraphs": extraction.quoted_paragraphs,
        "removed": extraction.removed,
        "warnings": extraction.warnings,
        "agreement": extraction.agreement,
        "extractor_version": extraction.extractor_version,
    }


def _authors(extraction: Extraction, reference: Reference) -> list[Row]:
    rows = build_author_rows(extraction, reference)
    sources = [credit.source for credit in extraction.credits] or [None]
    return [{**row, "source": source} for row, source in zip(rows, sources, strict=True)]


def _topics(extractions: Sequence[Extraction], reference: Reference) -> dict[str, list[Row]]:
    """Return the topics by the index of the extraction."""
    rows = [
        (str(number), "", None if each.title_basis == "address" else each.title, each.body, each.quoted_paragraphs)
        for number, each in enumerate(extractions)
    ]
    found = tag_topics(pl.DataFrame(rows, schema=_TEXTS, orient="row"), reference.topics)
    return _by_number(found.select("article_id", "topic_id", "mention_count", "quoted_count"))


def _categories(extractions: Sequence[Extraction], reference: Reference) -> dict[str, list[Row]]:
    """Return the labels by the index of the extraction, each with its category and the source it was read from."""
    rows = [
        (str(number), "", label, source)
        for number, each in enumerate(extractions)
        for label, source in dict(zip(each.categories, each.category_sources, strict=True)).items()
    ]
    labels = pl.DataFrame(
        rows, schema=dict.fromkeys(("article_id", "capture_id", "label", "source"), pl.String()), orient="row"
    )
    mapped = map_labels(labels.drop("source"), reference.category_labels)
    sourced = mapped.join(labels, on=["article_id", "label"], how="left", maintain_order="left")
    return _by_number(sourced.select("article_id", "label", "category_id", "source"))


def _by_number(rows: pl.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row.pop("article_id"), []).append(row)
    return found
