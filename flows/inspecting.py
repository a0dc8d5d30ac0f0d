"""What one page says, as a plain object: the same rooms as a run, without a database or a server."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import polars as pl

from flows.captures import Row, placed, row_of
from flows.errors import BackbenchError, WrongUse
from flows.extracting import Extractor, Outcome
from flows.gathered import LARGEST_RECORD
from flows.reference import Seeds
from flows.saved_pages import MEDIA, Refused, SavedPage, saved_page
from flows.settings import Settings
from transforms.boilerplate.recurring import cleaned
from transforms.categories.mapping import map_labels
from transforms.normalise import Reference, authors_of
from transforms.records import Capture, Extraction, Outlet
from transforms.topics.tagging import tag
from transforms.urls import normalise_url, outlet_of
from warehouse import archive, warc

_CHUNK = 100


def inspect_warc(path: Path, settings: Settings, seeds: Seeds) -> Iterator[Row]:
    """Yield one object per record of a WARC file, in order; extracted in worker processes, a chunk at a time."""
    outlets: dict[str, Outlet] = {}
    rows = _rows_of_warc(path, seeds.outlets, outlets)
    is_empty = True
    try:
        with Extractor(settings, outlets, path.parent) as extractor:
            while chunk := list(islice(rows, _CHUNK)):
                is_empty = False
                found = iter(extractor.extract([row for row in chunk if "capture_id" in row]))
                yield from (_told(next(found), seeds) if "capture_id" in row else row for row in chunk)
    except OSError as error:
        raise BackbenchError(f"{path} cannot be read as a WARC file: {error}.") from error
    if is_empty:
        raise BackbenchError(f"{path} holds no page.")


def _rows_of_warc(path: Path, declared: tuple[Outlet, ...], outlets: dict[str, Outlet]) -> Iterator[Row]:
    with path.open("rb") as stream:
        for record in warc.records(stream, LARGEST_RECORD):
            if isinstance(record, warc.BrokenRecord):
                yield {"url": record.url, "error": record.reason, "detail": record.detail}
            elif not record.is_listing:
                outlet = outlet_of(record.url, declared)
                outlets[outlet.outlet_id] = outlet
                yield placed(row_of(record, outlet, "import"), archive.Stored(path.name, record.offset))


def _told(outcome: Outcome, seeds: Seeds) -> Row:
    if outcome.extraction is None:
        told = {"fate": outcome.fate, "error": outcome.rule, "detail": outcome.detail}
        return {"url": outcome.row["url"], **told}
    return described(outcome.extraction, seeds)


def inspect_file(path: Path, url: str | None, extractor: Extractor, seeds: Seeds) -> Row:
    """Return the object of a saved page; its address comes from `url`, or from the sidecar beside it."""
    page = _page(path, url)
    outlet = outlet_of(page.url, seeds.outlets)
    capture = Capture(page.url, outlet, page.captured_at, page.media_type, path.read_bytes())
    return _told(extractor.extract_capture(capture), seeds)


def _page(path: Path, url: str | None) -> SavedPage:
    try:
        page = saved_page(path, url)
    except Refused as refusal:
        is_bare = path.suffix.lower() in MEDIA and not path.with_suffix(".json").is_file()
        raise WrongUse(f"{path}: {refusal}.", "Or give --url." if is_bare and not url else "") from refusal
    return page


def inspect_url(url: str, settings: Settings, extractor: Extractor, seeds: Seeds) -> Row:
    """Fetch one page, as politely as a run would, and return its object; nothing is archived."""
    from flows.fetch.client import Client
    from flows.fetch.failures import NoAnswer

    if normalise_url(url) is None:
        raise WrongUse(f"{url!r} is no http(s) address.")
    outlet = outlet_of(url, seeds.outlets)
    try:
        response = Client(settings).get(url, outlet=outlet)
    except NoAnswer as failure:
        stop = "" if str(failure).endswith(("?", ".")) else "."
        raise BackbenchError(f"{url} was not fetched: {failure}{stop}") from failure
    if response.status != 200:
        raise BackbenchError(f"{url} answered {response.status}.")
    at, media = response.fetched_at, response.media_type
    capture = Capture(response.url, outlet, at, media, response.body, response.charset)
    return _told(extractor.extract_capture(capture), seeds)


def described(extraction: Extraction, seeds: Seeds) -> Row:
    """Return an extraction cleaned of what recurs, its authors looked up, labels mapped, topics counted."""
    extraction = cleaned(extraction, seeds.learned)
    dating, reference = extraction.dating, seeds.reference
    text = pl.DataFrame(
        {
            **{"article_id": [""], "capture_id": [""], "title": [extraction.title], "body": [extraction.body]},
            "quoted_paragraphs": pl.Series([extraction.quoted_paragraphs], dtype=pl.List(pl.Int64)),
        }
    )
    told = asdict(dating)
    return {
        "url": extraction.url,
        "outlet_id": extraction.outlet_id,
        "captured_at": extraction.captured_at,
        "title": extraction.title,
        "title_candidates": [asdict(one) for one in extraction.title_candidates],
        "standfirst": extraction.standfirst,
        **{name: told[name] for name in ("published_on", "published_at", "date_basis", "date_precision")},
        **{name: told[name] for name in ("published_not_before", "published_not_after", "modified_at")},
        "date_candidates": told["candidates"],
        "authors": _authors(extraction, reference),
        "categories": _categories(extraction, reference),
        "language": extraction.language,
        "genre": extraction.genre,
        "genre_reason": extraction.genre_reason,
        "topics": tag(text, reference.topics).select("topic_id", "mention_count", "quoted_count").to_dicts(),
        "body": extraction.body,
        "quoted_paragraphs": extraction.quoted_paragraphs,
        "removed": extraction.removed,
        "warnings": extraction.warnings,
        "agreement": extraction.agreement,
        "extractor_version": extraction.extractor_version,
    }


def _authors(extraction: Extraction, reference: Reference) -> list[Row]:
    rows = authors_of(extraction, reference)
    sources = [credit.source for credit in extraction.credits] or [None]
    return [{**row, "source": source} for row, source in zip(rows, sources, strict=True)]


def _categories(extraction: Extraction, reference: Reference) -> list[Row]:
    sources = dict(zip(extraction.categories, extraction.category_sources, strict=True))
    labels = pl.DataFrame({"label": list(sources)}, schema={"label": pl.String})
    labels = labels.select(pl.lit("").alias("article_id"), pl.lit("").alias("capture_id"), "label")
    mapped = map_labels(labels, reference.category_labels).select("label", "category_id").to_dicts()
    return [{**row, "source": sources[row["label"]]} for row in mapped]
