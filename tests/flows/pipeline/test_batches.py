"""A run goes in batches: the result does not depend on their size, and memory is that of one batch."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline
from flows.runs import batch
from flows.runs.runner import PlainRunner, plain_runner
from flows.runs.runs import Accounts
from flows.settings import Settings
from flows.stages import discover, fetch, read_archive
from flows.stages.extract import ExtractedBatch, ExtractStage, PreparedBatch
from flows.stages.run_request import BackfillRequest
from warehouse.store import candidate_selection

ARTICLES = 3_000
BATCH = 20
OUTLET = """
[[outlet]]
outlet_id = "the-one"
name = "The One"
home_url = "http://one.example/"
hosts = ["one.example"]
timezone = "Europe/London"
use_sitemaps = true
article_paths = ["/a/"]
delay_seconds = 0.0
"""
PROSE = "<p>The member for Great Weirbury said that the bill was a good one, and would be read again in spring {}.</p>"


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make batches of a few captures."""
    for module in (read_archive, batch):
        monkeypatch.setattr(module, "MAX_BATCH_CAPTURES", BATCH)
    monkeypatch.setattr(discover, "MAX_BATCH_CANDIDATES", BATCH)
    monkeypatch.setattr(discover, "MIN_OUTLET_CANDIDATES", BATCH)


@pytest.mark.usefixtures("small_batches")
def test_an_import_in_batches_gives_the_tables_of_one(
    trial: Any, warc_of_pages: Path, undisturbed: tuple[Settings, Accounts]
) -> None:
    settings, (right, whole) = trial.settings(), undisturbed
    accounts = trial.take(settings, warc_of_pages)
    assert trial.tables(settings) == trial.tables(right)
    assert (accounts.state, accounts.counts) == (whole.state, whole.counts)
    assert trial.rows(settings, "select state, message from runs") == [("completed", None)]
    assert trial.accounts_meet(settings)
    results = "select rule, scope, checked_count, failed_count from quality_results where scope = 'row' order by rule"
    assert trial.rows(settings, results) == trial.rows(right, results)


@pytest.mark.usefixtures("small_batches")
def test_reprocess_in_batches_changes_nothing(
    trial: Any, undisturbed: tuple[Settings, Accounts], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, (right, whole) = trial.copy(undisturbed[0]), undisturbed
    monkeypatch.setattr(
        batch, "MAX_BATCH_CAPTURES", 30
    )  # so that the few undated pages of The Chamber share a batch with others
    again = trial.reprocess(settings)
    assert again.counts["fetched"] == whole.counts["fetched"]
    assert trial.tables(settings) == trial.tables(right)


@pytest.fixture
def many(site: Any, trial: Any, tmp_path: Path) -> Settings:
    """Return the settings of an outlet that lists some thousand articles."""
    listed = "".join(
        f"<url><loc>http://one.example/a/{number}</loc><lastmod>2024-0{1 + number % 9}-01</lastmod></url>"
        for number in range(ARTICLES)
    )
    site.script("/robots.txt", b"User-agent: *\nSitemap: http://one.example/sitemap.xml\n")
    site.script("/sitemap.xml", f"<urlset>{listed}</urlset>".encode())
    for number in range(ARTICLES):
        title = f"A bill is read for time {number}"
        stored_runs = f'<meta property="article:published_time" content="2024-0{1 + number % 9}-01T09:00:00Z">'
        text = "".join(PROSE.format(f"{number} {word}") for word in ("one", "two", "three", "four", "five"))
        page = f"<html lang=en><head><title>{title}</title>{stored_runs}</head><h1>{title}</h1>{text}</html>"
        site.script(f"/a/{number}", page.encode())
    outlets = tmp_path / "outlets.toml"
    outlets.write_text(OUTLET)
    settings: Settings = trial.settings(outlets_file=outlets)
    return replace(settings, host_overrides={"one.example": site.address})


class Watched:
    """Stops a run after so many loads, and records the most rows of a batch."""

    def __init__(self, loads: int) -> None:
        self.loads, self.max_rows = loads, 0

    def stop(self) -> bool:
        return self.loads <= 0

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        run, select_candidates = ExtractStage.run, candidate_selection.select_candidates

        def watched(stage: ExtractStage, prepared: PreparedBatch) -> ExtractedBatch:
            given = prepared.batch
            self.max_rows = max(self.max_rows, len(given.captures) + len(given.outcomes) + len(given.resolutions))
            self.loads -= 1
            return run(stage, prepared)

        def counted(*arguments: Any) -> Any:
            found = select_candidates(*arguments)
            self.max_rows = max(self.max_rows, len(found))
            return found

        monkeypatch.setattr(ExtractStage, "run", watched)
        monkeypatch.setattr(candidate_selection, "select_candidates", counted)


def fill(settings: Settings, stop: Any = lambda: False, **asked: Any) -> Accounts:
    with plain_runner(quiet=True) as runner:
        return pipeline.backfill(settings, runner, stop, BackfillRequest(**asked))


@pytest.mark.usefixtures("small_batches")
def test_only_one_batch_of_candidates_is_in_memory(trial: Any, many: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(loads=3)
    watched.watch(monkeypatch)
    monkeypatch.setattr(fetch, "MAX_SELECTED", BATCH)
    accounts = fill(many, watched.stop)
    assert watched.max_rows <= 2 * BATCH
    assert (accounts.counts["loaded"], accounts.counts["deferred"]) == (3 * BATCH, ARTICLES - 3 * BATCH)
    states = dict(trial.rows(many, "select state, count(*) from candidates group by state"))
    assert states == {"captured": 3 * BATCH, "waiting": ARTICLES - 3 * BATCH}
    assert trial.accounts_meet(many)


@pytest.mark.usefixtures("small_batches")
def test_a_stopped_run_keeps_its_work_and_the_next_continues(trial: Any, many: Settings, site: Any) -> None:
    calls = iter(range(BATCH + 5))
    first = fill(many, lambda: next(calls, None) is None)
    assert 0 < first.counts["loaded"] < 2 * BATCH
    assert first.state == "completed"
    asked = len(site.paths())
    second = fill(many, limit=BATCH)
    assert second.counts["loaded"] == BATCH
    assert (second.counts["unchanged"], second.counts["deferred"]) == (
        first.counts["loaded"],
        ARTICLES - BATCH - first.counts["loaded"],
    )
    assert len(site.paths()) == asked + 1 + BATCH, "one sitemap, and as many pages as were asked for"
    assert len(set(site.paths())) == len(site.paths()) - 1


def test_a_dry_run_shows_its_plan_and_requests_no_article(trial: Any, many: Settings, site: Any) -> None:
    dry = fill(many, is_dry_run=True)
    assert site.paths() == ["/sitemap.xml"]
    assert dry.plan is not None
    assert (dry.plan.requests, dry.plan.most_requests) == (ARTICLES, 3 * ARTICLES + 2)
    assert sum(int(str(row["missing_count"])) for row in dry.plan.rows) == ARTICLES
    assert (dry.counts["discovered"], dry.counts["deferred"]) == (0, ARTICLES)
    stored_runs = trial.rows(many, "select state, message from runs")
    assert stored_runs == [("completed", f"A dry run: {ARTICLES} candidates would be requested.")]


class RecordedTables(PlainRunner):
    """Records the tables of a run, and how many pages had been requested before each."""

    def __init__(self, site: Any) -> None:
        with plain_runner(quiet=True) as runner:
            super().__init__(runner._progress)
        self._site, self.plans = site, list[tuple[str, int]]()

    def add_table(self, name: str, description: str, rows: Any) -> None:
        if name == "plan":
            self.plans.append((description, len(self._site.paths())))


def test_the_plan_is_shown_before_the_first_article_is_requested(many: Settings, site: Any) -> None:
    runner = RecordedTables(site)
    pipeline.backfill(many, runner, lambda: False, BackfillRequest(limit=2))
    assert runner.plans == [("The plan: 2 requests expected, at most 8; 0 seconds of waiting", 1)]
