"""A page of candidates: taken from the table so that no other run asks for them, fetched, and settled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import duckdb

from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import FetchResult, fetch_candidates, is_due
from flows.crawl.rate_limits import NOT_ASKED
from flows.runs.batch import MAX_BATCH_OUTCOMES, Batch
from flows.runs.captures import Row
from flows.settings import Settings
from flows.stages.job import Job
from flows.stages.request import Scope
from flows.stages.sightings import read_candidate
from transforms.records import Candidate
from transforms.urls import make_article_id
from warehouse.archive.archive import ArchiveWriter
from warehouse.store import candidates, database, selection, state
from warehouse.store.selection import Place, Selection
from warehouse.store.state import Known
from warehouse.store.statements import transaction

WAIT_SECONDS = 300.0
MAX_SELECTED = 1_000  # candidates looked at in one go


def make_selection(job: Job, scope: Scope) -> Selection:
    """Return which candidates the run looks at."""
    return Selection(
        outlet_id=scope.outlet.outlet_id,
        routes=scope.routes,
        since=scope.since,
        until=scope.until,
        seen_at=job.run.started_at.replace(tzinfo=None),
        now=_now(),
        is_nightly=scope.is_nightly,
        with_known=scope.again == "always",
    )


@dataclass(slots=True)
class CandidateQueue:
    """One outlet's candidates, a page at a time, newest first as far as their listings date them."""

    job: Job
    scope: Scope
    client: Client
    writer: ArchiveWriter
    is_over: bool = False
    _after: Place = selection.FIRST
    _taken: int = 0

    def page(self, most: int) -> Batch:
        """Take up to so many candidates, fetch them, and return what became of each; at the end it `is_over`."""
        outlet = self.scope.outlet
        page, due = Batch(outlets={outlet.outlet_id: outlet}), list[Candidate]()
        known = KnownCaptures(self.job.settings)
        while len(due) < most and len(page.outcomes) < MAX_BATCH_OUTCOMES and not self.is_over:
            self._take(page, due, known, most)
        advance = partial(self.job.runner.advance, "fetch")
        fetched = fetch_candidates(
            *(outlet, due, known, self.client, self.writer, advance, self.job.stop),
            again=True,
            is_listed=known.is_listed,
        )
        page.captures = fetched.captures
        page.outcomes += fetched.outcomes
        page.deferred += fetched.deferred
        page.settlements += _settlements(due, fetched)
        if not self.is_over and self.job.stop():
            page.deferred += self._left()
            self.is_over = True
        return page

    def _left(self) -> int:
        """Return how many more would have been asked for."""
        with database.reading_own(self.job.settings.warehouse, WAIT_SECONDS) as connection:
            days = selection.planned(connection, make_selection(self.job, self.scope))
        return sum(int(str(day["due_count"])) for day in days)

    def _take(self, page: Batch, due: list[Candidate], known: "KnownCaptures", most: int) -> None:
        """Look at the next candidates; hold those that are due, and settle the others."""
        looked_at, run_id, held = make_selection(self.job, self.scope), self.job.run.run_id, list[str]()
        with database.writing(self.job.settings.warehouse, WAIT_SECONDS) as connection, transaction(connection):
            rows = selection.selected(connection, looked_at, self._after, MAX_SELECTED)
            known.learn(connection, [str(row["article_id"]) for _, row in rows])
            self.is_over = len(rows) < MAX_SELECTED
            for place, row in rows:
                if len(due) == most:
                    self.is_over = False
                    break
                self._after = place
                if self._is_due(page, row, known.get(str(row["article_id"])), looked_at.now):
                    held.append(str(row["article_id"]))
                    due.append(read_candidate(row))
            candidates.hold(connection, held, run_id)

    def _is_due(self, page: Batch, row: Row, known: Known | None, now: datetime) -> bool:
        """Tell whether the candidate is to be asked for now; where it is not, the page says what becomes of it."""
        next_at, again = row["next_attempt_at"], self.scope.again
        if row["state"] == "taken" and row["run_id"] != self.job.run.run_id:
            page.deferred += 1
        elif known and not (again == "always" or (again == "changed" and self._may_have_changed(row, known))):
            page.outcomes.append(_outcome_row(row, known, "unchanged", "not_due", None))
            if row["state"] != "captured":
                page.settlements.append(_settlement(str(row["article_id"]), "captured", None))
        elif row["state"] == "captured" and not known and again != "always":
            page.outcomes.append(
                _outcome_row(row, None, "unchanged", "redirects_to", "it led to another address before")
            )
        elif row["state"] == "gone" and again != "always":
            page.outcomes.append(
                _outcome_row(row, known, "failed", "gone", f"it was not found {row['attempts']} times")
            )
        elif row["state"] == "failed" and isinstance(next_at, datetime) and next_at > now and again != "always":
            told = f"it failed ({row['reason']}), and is asked for again from {next_at:%Y-%m-%d %H:%M} UTC"
            page.outcomes.append(_outcome_row(row, known, "failed", "not_due", told))
        elif self._taken == self.scope.limit:
            page.deferred += 1
        else:
            self._taken += 1
            return True
        return False

    def _may_have_changed(self, row: Row, known: Known) -> bool:
        candidate = read_candidate(row)
        if not row["is_in_feed"]:  # any more: only what a feed lists now is looked at again for that alone
            candidate = replace(candidate, hint=replace(candidate.hint, route="sitemap"))
        return is_due(candidate, known, self.scope.outlet)


class KnownCaptures(Mapping[str, Known]):
    """The latest capture of articles: those of a page, looked up together; any other when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._known, self._listed = settings, dict[str, Known | None](), set[str]()

    def learn(self, connection: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> None:
        """Look these articles up."""
        self._known |= dict.fromkeys(article_ids) | state.known_of(connection, article_ids)

    def is_listed(self, identity: str) -> bool:
        """Tell whether the article is a candidate itself."""
        self._look_up(identity)
        return identity in self._listed

    def __getitem__(self, identity: str) -> Known:
        self._look_up(identity)
        if (known := self._known[identity]) is None:
            raise KeyError(identity)
        return known

    def _look_up(self, identity: str) -> None:
        if identity not in self._known:
            with database.reading_own(self._settings.warehouse, WAIT_SECONDS) as connection:
                self.learn(connection, [identity])
                self._listed |= candidates.among(connection, [identity])

    def __iter__(self) -> Iterator[str]:
        return (identity for identity, known in self._known.items() if known)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _settlements(due: Sequence[Candidate], fetched: FetchResult) -> Iterator[Row]:
    """Yield what became of each candidate that was held."""
    outcomes = {make_article_id(str(row["url"])): row for row in fetched.outcomes}
    left = {make_article_id(candidate.url) for candidate in fetched.left}
    for identity in [make_article_id(candidate.url) for candidate in due]:
        fate = outcomes.get(identity, {})
        reason = str(fate.get("reason"))
        if identity in left or reason in NOT_ASKED:
            yield _settlement(identity, "waiting", None)
        elif fate.get("fate") in ("failed", "disallowed"):
            yield _settlement(identity, str(fate["fate"]), reason)
        else:
            yield _settlement(identity, "captured", None)


def _settlement(identity: str, state: str, reason: str | None) -> Row:
    return {"article_id": identity, "state": state, "reason": reason, "settled_at": _now()}


def _outcome_row(row: Row, known: Known | None, fate: str, reason: str, detail: str | None) -> Row:
    found = {"article_id": row["article_id"] if known else None, "capture_id": known.capture_id if known else None}
    return {"url": row["url"], "outlet_id": row["outlet_id"], "fate": fate, "reason": reason, "detail": detail, **found}


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
