"""Request one outlet's candidates, archive the responses, and record each as a capture or with its outcome."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flows.crawl.archived_copies import fetch_archived_copy
from flows.crawl.client import Client
from flows.crawl.responses import Disallowed, NoAnswer, Response, fail_alone
from flows.runs.captures import serialise_hint
from flows.runs.hints import merge_hints, parse_instant
from transforms.records import Candidate, Hint, Outlet
from transforms.urls import is_article_url, make_article_id, make_capture_id, normalise_url
from warehouse.archive.archive_writer import ArchiveWriter, RecordLocation
from warehouse.schema.rows import CaptureRow
from warehouse.schema.run_rows import OutcomeRow
from warehouse.store.capture_index import KnownCapture

_NO_LONGER = (404, 410)


@dataclass(slots=True)
class FetchResult:
    """The results for the candidates: each is in `captures` or in `outcomes`, or is counted in `deferred`.

    `deferred`: the number of candidates left for a later run because this one was stopped.
    """

    captures: list[CaptureRow] = field(default_factory=list)
    outcomes: list[OutcomeRow] = field(default_factory=list)
    deferred: int = 0
    left: list[Candidate] = field(default_factory=list)


@dataclass(slots=True)
class OutletFetcher:
    """Requests an outlet's candidates; has those still `waiting` and the results of the others.

    A known article (by article_id) is requested with the last capture's ETag and Last-Modified. An article that only a
    web archive lists is fetched from there, and so is one that the outlet no longer has (404, 410), if an archive has a
    copy. A redirect to an article that `is_listed` is not followed: that article is requested by another call. Raises
    the errors of our own archive; no server response raises anything.
    """

    outlet: Outlet
    known: Mapping[str, KnownCapture]
    client: Client
    archive: ArchiveWriter
    is_listed: Callable[[str], bool] = lambda article_id: False
    run_id: str = ""
    waiting: dict[str, Candidate] = field(default_factory=dict)
    result: FetchResult = field(default_factory=FetchResult)
    _finished: dict[str, str | None] = field(default_factory=dict)

    def fetch_all(self, candidates: Sequence[Candidate], advance: Callable[[], None], stop: Callable[[], bool]) -> None:
        """Request every candidate until `stop`; calls `advance` once for each candidate with an outcome."""
        # Candidates with an archived copy come first: an old address then passes the copy's day on to the new one.
        for candidate in sorted(candidates, key=lambda candidate: candidate.hint.copy is None):
            self.waiting[candidate.article_id] = candidate
        while self.waiting and not stop():
            before = len(self.waiting)
            self.fetch(self.waiting.pop(next(iter(self.waiting))))
            for _ in range(before - len(self.waiting)):
                advance()
        self.result.left = list(self.waiting.values())
        self.result.deferred = len(self.result.left)

    def is_late(self, until: float) -> bool:
        """Return whether the monotonic clock is past `until` and at least one candidate has an outcome."""
        return time.monotonic() > until and bool(self.result.captures or self.result.outcomes)

    def record_outcome(
        self,
        candidate: Candidate,
        outcome: str,
        reason: str,
        detail: str | None = None,
        found: tuple[str, str | None] | None = None,
    ) -> None:
        """Record a candidate's outcome; `found`: its article and capture, by default those already known of it."""
        known = self.known.get(candidate.article_id)
        self._finished.setdefault(candidate.article_id, known.capture_id if known else None)
        article_id, capture_id = found or ((candidate.article_id, known.capture_id) if known else (None, None))
        self.result.outcomes.append(
            {
                "url": normalise_url(candidate.url) or candidate.url,
                "outlet_id": self.outlet.outlet_id,
                "fate": outcome,
                "reason": reason,
                "detail": detail,
                "article_id": article_id,
                "capture_id": capture_id,
            }
        )

    def fetch(self, candidate: Candidate) -> None:
        """Request one candidate and record its outcome; if it is another candidate's address, also that one's."""
        try:
            with fail_alone("page_error", candidate.url):
                self._fetch(candidate)
        except NoAnswer as error:
            if error.reason == "stopped":  # it was not requested and stays for the next run
                self.waiting[candidate.article_id] = candidate
                return
            outcome = "disallowed" if isinstance(error, Disallowed) else "failed"
            self.record_outcome(candidate, outcome, error.reason, error.detail)

    def _fetch(self, candidate: Candidate) -> None:
        response = self._answer(candidate)
        for hop in response.hops:
            self._store(hop, None)
        self._judge(candidate, response)

    def _answer(self, candidate: Candidate) -> Response:
        copy = candidate.hint.copy
        if copy is not None and candidate.hint.route == "web-archive":
            self._check_rules(candidate.url)
            return fetch_archived_copy(self.client, copy, candidate.url)
        response = self._ask(candidate)
        if copy is not None and response.status in _NO_LONGER:
            for answer in (*response.hops, response):
                self._store(answer, None)
            return fetch_archived_copy(self.client, copy, candidate.url)
        return response

    def _check_rules(self, url: str) -> None:
        """Raise Disallowed if the outlet's robots.txt forbids the page; a host that does not exist forbids nothing."""
        rules = self.client.robots(url, self.outlet)
        if rules.refusal is None:
            rules.check(url)

    def _ask(self, candidate: Candidate) -> Response:
        known = self.known.get(candidate.article_id)
        etag, last_modified = (known.etag, known.last_modified) if known else (None, None)
        return self.client.get(
            candidate.url,
            outlet=self.outlet,
            etag=etag,
            last_modified=last_modified,
            follow=lambda target: self._is_wanted(target, candidate),
        )

    def _is_wanted(self, target: str, candidate: Candidate) -> bool:
        """Return whether to follow a redirect: not to an article with an outcome, or one that is known and not due."""
        identity = make_article_id(target)
        if identity == candidate.article_id or identity in self.waiting:
            return True
        return not (identity in self._finished or identity in self.known or self.is_listed(identity))

    def _judge(self, candidate: Candidate, response: Response) -> None:
        own, identity = candidate.article_id, make_article_id(response.url)
        if identity != own and (other := self.waiting.get(identity)):
            self._judge(merge_hints(other, candidate), response)
            del self.waiting[identity]  # only now: if judging fails, it is still requested itself
            self._record_alias(candidate, response.url)
        elif response.status == 304 and own in self.known:
            self._revisit(response, self.known[own])
            self.record_outcome(candidate, "unchanged", "not_modified")
        elif response.location is not None:
            self._store(response, None)
            self._record_alias(candidate, response.location)
        elif response.status != 200:
            self._store(response, None)
            self.record_outcome(
                candidate, "failed", f"http_{response.status}", f"{response.url} answered {response.status}"
            )
        elif identity != own and not is_article_url(response.url, self.outlet):
            self._store(response, None)
            self.record_outcome(
                candidate, "failed", "redirected_away", f"redirected to {response.url}, which is not an article"
            )
        else:
            self._finished.setdefault(own, None)
            self._capture(candidate, response)

    def _record_alias(self, candidate: Candidate, target: str) -> None:
        identity = make_article_id(target)
        known = self.known.get(identity)
        met = self._finished.get(identity) or (known.capture_id if known else None)
        self.record_outcome(candidate, "unchanged", "redirects_to", f"another address of {target}", (identity, met))

    def _capture(self, candidate: Candidate, response: Response) -> None:
        identity, digest = make_article_id(response.url), hashlib.sha256(response.body).hexdigest()
        known = self.known.get(identity)
        if known is not None and known.payload_sha256 == digest:
            self._revisit(response, known)
            self.record_outcome(candidate, "unchanged", "same_bytes", found=(identity, known.capture_id))
            return
        stored = self._store(response, candidate.hint)
        self._finished[identity] = captured = make_capture_id(response.url, digest)
        self.result.captures.append(
            {
                "capture_id": captured,
                "article_id": identity,
                "outlet_id": self.outlet.outlet_id,
                "url": response.url,
                "captured_at": response.fetched_at.replace(tzinfo=None),
                "media_type": response.media_type,
                "payload_sha256": digest,
                "payload_bytes": len(response.body),
                "etag": response.header("etag"),
                "last_modified": response.header("last-modified"),
                "warc_file": stored.warc_file,
                "warc_offset": stored.warc_offset,
                "route": candidate.hint.route,
                "run_id": self.run_id,
            }
        )

    def _revisit(self, response: Response, known: KnownCapture | None) -> None:
        """Archive that the server had nothing new, so that a run that recovers this one does not request it again."""
        if response.stored is None and known is not None:
            at, digest = response.fetched_at, known.payload_sha256
            self.archive.revisit(response.url, at, response.status, response.headers, digest)

    def _store(self, response: Response, hint: Hint | None) -> RecordLocation:
        if response.stored is not None:
            return response.stored
        noted = None if hint is None else serialise_hint(hint)
        return self.archive.add(
            response.url, response.fetched_at, response.status, response.headers, response.body, noted
        )


def is_due(candidate: Candidate, known: KnownCapture | None, outlet: Outlet) -> bool:
    """Return whether there is a reason to request it: it is new, a feed lists it, or a listing says it changed."""
    if known is None or candidate.hint.route == "feed":
        return True
    changed = parse_instant(candidate.hint.modified or candidate.hint.published, outlet.timezone)
    return changed is not None and changed > known.captured_at
