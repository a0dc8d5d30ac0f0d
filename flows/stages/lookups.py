"""Ask web archives for the earliest copy of articles that print no date, and read the archived answers back.

An answer is archived before it is read. The copy found joins the hint of the article's captures when they are
extracted (`ExtractStage`), so that `reprocess` gives the same bounds.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from flows.crawl.archived_copies import build_lookup_query, parse_lookup
from flows.crawl.client import MAX_ATTEMPTS, Client
from flows.crawl.rate_limits import NOT_REQUESTED
from flows.crawl.responses import Failed, NoAnswer, Response, fail_alone
from flows.errors import WrongUse
from flows.runs.batch import MAX_RECORD_BYTES, Batch
from flows.stages.backfill_plan import Plan, PlanRow
from flows.stages.job import Job
from flows.stages.run_request import BackfillRequest
from transforms.records import ArchivedCopy
from transforms.urls import find_outlet, make_article_id
from warehouse.archive import files
from warehouse.archive.archive_writer import ArchiveWriter, RecordLocation
from warehouse.schema.rows import ArchiveLookupRow
from warehouse.schema.run_rows import CandidateCounts, OutcomeRow
from warehouse.store import capture_index, database
from warehouse.store.archive_lookups import (
    UndatedArticle,
    UndatedSelection,
    read_article_outlets,
    read_lookup_keys,
    select_undated,
)

MAX_BATCH_LOOKUPS = 200  # asked about before they are loaded: 13 minutes with a pause of 4 s
MAX_ANSWER_BYTES = 1_000_000  # of an index: 20 rows are 3 KB
ACCEPT = "application/json,text/plain;q=0.5,*/*;q=0.1"

logger = logging.getLogger(__name__)


def bound_undated(job: Job, request: BackfillRequest) -> Iterator[Batch]:
    """Ask about the undated articles of the request, and yield batches of the answers and the captures they bound.

    What earlier runs asked is not asked again, also if they were killed; see `UndatedSelection`.
    """
    articles = _select(job, request)
    due = list(_limit([article for article in articles if article["is_due"]], request.limit))
    plan = _plan(job, articles, due)
    if request.is_dry_run or not due:
        note = f"A dry run: {len(due)} articles would be looked up." if request.is_dry_run else None
        yield Batch(deferred=len(due), plan=plan, note=note, is_last=True)
        return
    client = Client(job.settings, stop=job.stop)
    with ArchiveWriter(job.settings.archive, job.run.run_id, files.LOOKUPS_LABEL) as writer:
        batch, answered = Batch(), 0
        for start in range(0, len(due), MAX_BATCH_LOOKUPS):
            if start:
                writer.sync()
                yield batch
            asking = _Asking(job, client, writer, due[start : start + MAX_BATCH_LOOKUPS])
            batch = job.runner.run_stage("fetch", asking.run)
            answered += len(batch.lookups)
            if asking.obstacle:
                batch.deferred += max(0, len(due) - start - MAX_BATCH_LOOKUPS)
                batch.problems.append(f"{asking.obstacle}: {batch.deferred} articles are left for a later run")
                break
        if not answered and not job.stop():
            batch.failure = f"The web archive answered none of the questions; the last one: {_last_reason(batch)}"
        batch.plan, batch.is_last = plan, True
    yield batch  # the last one, once the archive's file is complete


def _select(job: Job, request: BackfillRequest) -> list[UndatedArticle]:
    now = job.run.started_at.replace(tzinfo=None)
    before = now if request.ask_again else now - timedelta(days=job.settings.ask_again_days)
    with database.open_warehouse_reader(job.settings.warehouse) as connection:
        captured, declared = read_article_outlets(connection), {outlet.outlet_id for outlet in job.seeds.outlets}
        known = captured | declared
        if unknown := [name for name in request.outlets if name not in known]:
            raise WrongUse(f"No outlet is called {unknown[0]!r}.", f"Known: {', '.join(sorted(known))}.")
        outlets = {*request.outlets, *(captured - declared if request.with_imports else ())} or known
        return select_undated(connection, UndatedSelection(sorted(outlets), request.since, request.until, before))


def _limit(due: Sequence[UndatedArticle], limit: int | None) -> Iterator[UndatedArticle]:
    """Yield at most `limit` articles of each outlet."""
    taken = Counter[str]()
    for article in due:
        taken[article["outlet_id"]] += 1
        if limit is None or taken[article["outlet_id"]] <= limit:
            yield article


def _plan(job: Job, articles: Sequence[UndatedArticle], due: Sequence[UndatedArticle]) -> Plan:
    """Return the plan, a row per outlet: asked about before (known), not asked (missing), and asked now (due)."""
    rows: dict[str, PlanRow] = {}
    for article in articles:
        row = rows.setdefault(article["outlet_id"], _start_row(article["outlet_id"]))
        row["candidate_count"] += 1
        row["missing_count" if article["is_due"] else "known_count"] += 1
    for article in due:
        rows[article["outlet_id"]]["due_count"] += 1
    plan = Plan(tuple(rows.values()), len(due), MAX_ATTEMPTS * len(due), len(due) * job.settings.archive_seconds)
    job.runner.set_total("fetch", plan.requests)
    job.runner.add_table("plan", f"The plan: {plan}", plan.rows)
    return plan


def _start_row(outlet_id: str) -> PlanRow:
    counts: CandidateCounts = {
        "candidate_count": 0,
        "known_count": 0,
        "failed_count": 0,
        "missing_count": 0,
        "due_count": 0,
        "copy_count": 0,
    }
    return {"outlet_id": outlet_id, "day": None, **counts}


class _Asking:
    """Asks about the articles of one batch; `obstacle` says why it ended early, if it did."""

    def __init__(self, job: Job, client: Client, writer: ArchiveWriter, articles: Sequence[UndatedArticle]) -> None:
        self._job, self._client, self._writer, self._articles = job, client, writer, articles
        self.obstacle: str | None = None

    def run(self) -> Batch:
        """Return the answers, the captures that they bound, and the outcomes of all other articles."""
        batch = Batch()
        for position, article in enumerate(self._articles):
            try:
                with fail_alone("lookup_error", article["url"]):
                    batch.lookups.append(self._ask(article))
            except NoAnswer as error:
                if error.reason in NOT_REQUESTED:
                    self.obstacle, batch.deferred = f"{error.reason}: {error.detail}", len(self._articles) - position
                    break
                batch.outcomes.append(_build_outcome(article, "failed", error.reason, error.detail))
            else:
                if batch.lookups[-1]["copied_at"] is None:
                    detail = "the web archive lists no usable copy"
                    batch.outcomes.append(_build_outcome(article, "unchanged", "no_copy", detail))
            self._job.runner.advance("fetch")
        add_bounded_captures(self._job, batch)
        logger.info("%d answers, %d captures to bound", len(batch.lookups), len(batch.captures))
        return batch

    def _ask(self, article: UndatedArticle) -> ArchiveLookupRow:
        """Ask about one article, archive the answer and read it. Raises NoAnswer."""
        query = build_lookup_query(self._client.settings.wayback_url, article["url"])
        response = self._client.get_from_service(query, accept=ACCEPT, max_bytes=MAX_ANSWER_BYTES)
        stored = self._store(response, article["url"])
        at, outlet_id = response.fetched_at, article["outlet_id"]
        try:
            copy = parse_lookup(response.url, response.status, response.body, article["url"], at)
        except ValueError as error:
            reason = "not_an_index" if response.status == 200 else f"http_{response.status}"
            raise Failed(reason, str(error)) from error
        return _build_row(article["url"], outlet_id, at, response.status, copy, stored, self._job.run.run_id)

    def _store(self, response: Response, url: str) -> RecordLocation:
        for hop in response.hops:
            self._writer.add(hop.url, hop.fetched_at, hop.status, hop.headers, hop.body, None)
        return self._writer.add_lookup(
            response.url, response.fetched_at, response.status, response.headers, response.body, url
        )


def add_bounded_captures(job: Job, batch: Batch) -> None:
    """Add to the batch the loaded captures of articles with a copy found by its lookups, to be extracted again."""
    found = [lookup["article_id"] for lookup in batch.lookups if lookup["copied_at"]]
    if not found:
        return
    with database.open_warehouse_reader(job.settings.warehouse) as connection:
        rows = capture_index.read_article_captures(connection, found)
    present = {row["capture_id"] for row in batch.captures}
    for row in rows:
        if row["capture_id"] not in present:
            outlet = find_outlet(row["url"], job.seeds.outlets)
            batch.add_capture({**row, "outlet_id": outlet.outlet_id}, outlet)


def read_lookups(job: Job, names: Iterable[str]) -> Iterator[ArchiveLookupRow]:
    """Yield the answers in these archive files that say something about an article and are not in the database."""
    answers = [
        answer for name in names for answer in files.iter_lookups(job.settings.archive_source, name, MAX_RECORD_BYTES)
    ]
    loaded = set[tuple[str, datetime]]()
    if answers and job.settings.warehouse.exists():
        with database.open_warehouse_reader(job.settings.warehouse) as connection:
            loaded = read_lookup_keys(connection)
    for record, stored in answers:
        url = record.lookup or ""
        outlet = find_outlet(url, job.seeds.outlets)
        try:
            copy = parse_lookup(record.url, record.status, record.payload, url, record.captured_at)
        except ValueError:
            continue
        at, run_id = record.captured_at, job.run.run_id
        row = _build_row(url, outlet.outlet_id, at, record.status, copy, stored, run_id)
        if (row["article_id"], row["asked_at"]) not in loaded:
            yield row


def _build_row(
    url: str, outlet_id: str, at: datetime, status: int, copy: ArchivedCopy | None, stored: RecordLocation, run_id: str
) -> ArchiveLookupRow:
    copied_at = datetime.fromisoformat(copy.captured_at).astimezone(UTC).replace(tzinfo=None) if copy else None
    return {
        "article_id": make_article_id(url),
        "outlet_id": outlet_id,
        "url": url,
        "asked_at": at.astimezone(UTC).replace(tzinfo=None),
        "status": status,
        "copied_at": copied_at,
        "copy_url": copy.url if copy else None,
        "warc_file": stored.warc_file,
        "warc_offset": stored.warc_offset,
        "run_id": run_id,
    }


def _build_outcome(article: UndatedArticle, fate: str, reason: str, detail: str) -> OutcomeRow:
    return {
        "url": article["url"],
        "outlet_id": article["outlet_id"],
        "fate": fate,
        "reason": reason,
        "detail": detail,
        "article_id": article["article_id"],
        "capture_id": None,
    }


def _last_reason(batch: Batch) -> str:
    failed = [f"{outcome.get('reason')}: {outcome.get('detail')}" for outcome in batch.outcomes]
    return (failed or batch.problems or ["it was stopped"])[-1]
