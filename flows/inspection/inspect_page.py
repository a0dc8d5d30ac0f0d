"""Extract one page into a plain object with the stages of a run, without a database or a server.

A person waits for it, so it loads only what this page needs: the process that extracts is forked first and loads
trafilatura while this one reads the reference data; polars is loaded only for topics and learned boilerplate.
"""

from pathlib import Path
from typing import TypeAlias

from flows.errors import BackbenchError, WrongUse
from flows.inspection.page_object import PageObject, PageResult, UnreadPage, build_page_objects, load_for
from flows.inspection.page_reference import PageReference
from flows.runs.forked_call import ForkedCall
from flows.runs.limits import Limits
from flows.settings import Settings
from flows.stages.checked_extraction import explain_failure, load_extraction
from flows.stages.saved_pages import RefusedFile, SavedPage, UnknownAddress, read_saved_page
from transforms.records import Capture, Extraction
from transforms.urls import find_outlet, normalise_url

Inspected = PageObject | UnreadPage
Worker: TypeAlias = ForkedCall[Capture, Extraction]


def start_worker(settings: Settings) -> Worker:
    """Start the process that extracts one page. Call it before anything starts a thread."""
    return ForkedCall(load_extraction, Limits(settings.page_seconds, settings.page_megabytes))


def inspect_file(path: Path, url: str | None, worker: Worker, reference: PageReference) -> Inspected:
    """Return the object of a saved page; its address comes from `url`, or from its sidecar file."""
    try:
        page = read_saved_page(path, reference.outlets, url)
    except RefusedFile as refusal:
        advice = "Or give --url." if isinstance(refusal, UnknownAddress) else ""
        raise WrongUse(f"{path} cannot be inspected: {refusal}.", advice) from refusal
    return _inspect_capture(make_capture(page, reference), worker, reference)


def make_capture(page: SavedPage, reference: PageReference) -> Capture:
    """Return the capture of a saved page."""
    outlet = find_outlet(page.url, reference.outlets)
    return Capture(page.url, outlet, page.captured_at, page.media_type, page.payload)


def inspect_url(url: str, settings: Settings, worker: Worker, reference: PageReference) -> Inspected:
    """Fetch one page under the same rate limits as a run and return its object; nothing is archived."""
    from flows.crawl.client import Client
    from flows.crawl.responses import NoAnswer

    if normalise_url(url) is None:
        raise WrongUse(f"{url!r} is not an http(s) address.")
    outlet = find_outlet(url, reference.outlets)
    try:
        response = Client(settings).get(url, outlet=outlet)
    except NoAnswer as failure:
        stop = "" if str(failure).endswith(("?", ".")) else "."
        raise BackbenchError(f"{url} was not fetched: {failure}{stop}") from failure
    if response.status != 200:
        raise BackbenchError(f"{url} answered {response.status}.")
    at, media = response.fetched_at, response.media_type
    capture = Capture(response.url, outlet, at, media, response.body, response.charset)
    return _inspect_capture(capture, worker, reference)


def _inspect_capture(capture: Capture, worker: Worker, reference: PageReference) -> Inspected:
    worker.submit(capture)
    load_for(capture, reference)
    try:
        result: PageResult = worker.wait()
    except Exception as error:
        result = describe_failure(capture.url, *explain_failure(error))
    return next(build_page_objects([result], reference))


def describe_failure(url: str, outcome: str, rule: str, detail: str) -> UnreadPage:
    """Return the object of a page from which nothing was extracted."""
    return {"url": url, "fate": outcome, "error": rule, "detail": detail}
