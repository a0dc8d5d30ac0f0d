"""One outlet's candidates -> captures in the archive, and the fate of each that became none."""

from collections.abc import Callable, Mapping, Sequence

from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import Errand, Fetched
from flows.runs.hints import instant
from transforms.records import Candidate, Outlet
from transforms.urls import make_article_id
from warehouse.archive.archive import ArchiveWriter
from warehouse.store.state import Known


def fetch_outlet(  # noqa: PLR0913  # a room's whole surroundings, handed over once
    outlet: Outlet,
    candidates: Sequence[Candidate],
    known: Mapping[str, Known],
    client: Client,
    archive: ArchiveWriter,
    advance: Callable[[], None],
    stop: Callable[[], bool],
    *,
    limit: int | None = None,
    again: bool = False,
    is_listed: Callable[[str], bool] = lambda identity: False,
) -> Fetched:
    """Fetch what is due, the first `limit` of it; every answer is archived before it is read.

    Due is what is not known (by article_id), what a feed lists, and what says it changed after its last capture; with
    `again` all. What is known is asked for with the last capture's ETag and Last-Modified. What only a web archive
    lists is had from there, and so is what the outlet no longer has (404, 410), where an archive is known to have it.
    `advance` is called once a candidate, `stop` before each request. A redirect to an article that `is_listed` (told
    its article_id) is not followed: it has its own turn, in another call. Raises what the archive raises; no answer of
    a server raises anything.
    """
    errand = Errand(outlet, known, client, archive, is_listed)
    due: list[Candidate] = []
    for candidate in candidates:
        if again or is_due(candidate, known.get(make_article_id(candidate.url)), outlet):
            due.append(candidate)
        else:
            errand.settle(candidate, "unchanged", "not_due")
            advance()
    # What an archive has a copy of goes first: an old address then brings the copy's day along to the new one.
    for candidate in sorted(due[:limit], key=lambda candidate: candidate.hint.copy is None):
        errand.waiting[make_article_id(candidate.url)] = candidate
    while errand.waiting and not stop():
        before = len(errand.waiting)
        errand.fetch(errand.waiting.pop(next(iter(errand.waiting))))
        for _ in range(before - len(errand.waiting)):
            advance()
    errand.result.left = [*due[len(due) if limit is None else limit :], *errand.waiting.values()]
    errand.result.deferred = len(errand.result.left)
    return errand.result


def is_due(candidate: Candidate, known: Known | None, outlet: Outlet) -> bool:
    """Tell whether anything speaks for asking: it is new, a feed lists it, or it says it has changed."""
    if known is None or candidate.hint.route == "feed":
        return True
    changed = instant(candidate.hint.modified or candidate.hint.published, outlet.timezone)
    return changed is not None and changed > known.captured_at
