"""A run goes page by page: what it leaves is that of one page, and it never holds more than a page."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows import pipeline
from flows.runs import batch
from flows.runs.batch import Batch
from flows.runs.runner import PlainRunner, plain_runner
from flows.runs.runs import Accounts
from flows.settings import Settings
from flows.stages import discover, fetch, read_archive
from flows.stages.extract import ExtractedBatch, ExtractStage
from flows.stages.request import BackfillRequest
from warehouse.store import candidate_selection

PIECES = 3_000
PAGE = 20
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
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make pages of a few captures."""
    for module in (read_archive, batch):
        monkeypatch.setattr(module, "MAX_BATCH_CAPTURES", PAGE)
    monkeypatch.setattr(discover, "MAX_BATCH_CANDIDATES", PAGE)
    monkeypatch.setattr(discover, "MIN_OUTLET_CANDIDATES", PAGE)


@pytest.mark.usefixtures("small_pages")
def test_an_import_in_pages_is_that_of_one(
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


@pytest.mark.usefixtures("small_pages")
def test_reading_the_archive_again_in_pages_changes_nothing(
    trial: Any, undisturbed: tuple[Settings, Accounts], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, (right, whole) = trial.copy(undisturbed[0]), undisturbed
    monkeypatch.setattr(batch, "MAX_BATCH_CAPTURES", 30)  # with the few undated pages of The Chamber others on one page
    again = trial.reprocess(settings)
    assert again.counts["fetched"] == whole.counts["fetched"]
    assert trial.tables(settings) == trial.tables(right)


@pytest.fixture
def many(site: Any, trial: Any, tmp_path: Path) -> Settings:
    """An outlet that lists some thousand pieces."""
    listed = "".join(
        f"<url><loc>http://one.example/a/{number}</loc><lastmod>2024-0{1 + number % 9}-01</lastmod></url>"
        for number in range(PIECES)
    )
    site.script("/robots.txt", b"User-agent: *\nSitemap: http://one.example/sitemap.xml\n")
    site.script("/sitemap.xml", f"<urlset>{listed}</urlset>".encode())
    for number in range(PIECES):
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
    """Stops a run after so many loads, and notes the most rows that a page held."""

    def __init__(self, loads: int) -> None:
        self.loads, self.most = loads, 0

    def stop(self) -> bool:
        return self.loads <= 0

    def watch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        run, select_candidates = ExtractStage.run, candidate_selection.select_candidates

        def watched(stage: ExtractStage, given: Batch) -> ExtractedBatch:
            self.most = max(self.most, len(given.captures) + len(given.outcomes) + len(given.resolutions))
            self.loads -= 1
            return run(stage, given)

        def counted(*arguments: Any) -> Any:
            found = select_candidates(*arguments)
            self.most = max(self.most, len(found))
            return found

        monkeypatch.setattr(ExtractStage, "run", watched)
        monkeypatch.setattr(candidate_selection, "select_candidates", counted)


def fill(settings: Settings, stop: Any = lambda: False, **asked: Any) -> Accounts:
    with plain_runner(quiet=True) as runner:
        return pipeline.backfill(settings, runner, stop, BackfillRequest(**asked))


@pytest.mark.usefixtures("small_pages")
def test_of_thousands_of_candidates_no_more_than_a_page_is_held(
    trial: Any, many: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(loads=3)
    watched.watch(monkeypatch)
    monkeypatch.setattr(fetch, "MAX_SELECTED", PAGE)
    accounts = fill(many, watched.stop)
    assert watched.most <= 2 * PAGE
    assert (accounts.counts["loaded"], accounts.counts["deferred"]) == (3 * PAGE, PIECES - 3 * PAGE)
    states = dict(trial.rows(many, "select state, count(*) from candidates group by state"))
    assert states == {"captured": 3 * PAGE, "waiting": PIECES - 3 * PAGE}
    assert trial.accounts_meet(many)


@pytest.mark.usefixtures("small_pages")
def test_a_run_that_is_stopped_leaves_what_it_did_and_the_next_goes_on(trial: Any, many: Settings, site: Any) -> None:
    calls = iter(range(PAGE + 5))
    first = fill(many, lambda: next(calls, None) is None)
    assert 0 < first.counts["loaded"] < 2 * PAGE
    assert first.state == "completed"
    asked = len(site.paths())
    second = fill(many, limit=PAGE)
    assert second.counts["loaded"] == PAGE
    assert (second.counts["unchanged"], second.counts["deferred"]) == (
        first.counts["loaded"],
        PIECES - PAGE - first.counts["loaded"],
    )
    assert len(site.paths()) == asked + 1 + PAGE, "one sitemap, and as many pages as were asked for"
    assert len(set(site.paths())) == len(site.paths()) - 1


def test_a_dry_run_tells_its_plan_and_asks_for_no_piece(trial: Any, many: Settings, site: Any) -> None:
    dry = fill(many, is_dry_run=True)
    assert site.paths() == ["/sitemap.xml"]
    assert dry.plan is not None
    assert (dry.plan.requests, dry.plan.most_requests) == (PIECES, 3 * PIECES + 2)
    assert sum(int(str(row["missing_count"])) for row in dry.plan.rows) == PIECES
    assert (dry.counts["discovered"], dry.counts["deferred"]) == (0, PIECES)
    stored_runs = trial.rows(many, "select state, message from runs")
    assert stored_runs == [("completed", f"A dry run: {PIECES} candidates wait to be asked for.")]


class KeptTables(PlainRunner):
    """Notes the tables a run leaves, and how many pages were asked for until then."""

    def __init__(self, site: Any) -> None:
        with plain_runner(quiet=True) as runner:
            super().__init__(runner._progress)
        self._site, self.plans = site, list[tuple[str, int]]()

    def add_table(self, name: str, description: str, rows: Any) -> None:
        if name == "plan":
            self.plans.append((description, len(self._site.paths())))


def test_the_plan_stands_before_the_first_piece_is_asked_for(many: Settings, site: Any) -> None:
    runner = KeptTables(site)
    pipeline.backfill(many, runner, lambda: False, BackfillRequest(limit=2))
    assert runner.plans == [("The plan: 2 requests expected, at most 8; 0 seconds of waiting", 1)]
