"""A user fills a gap with the backfill's form in a real browser, from `backbench serve --sample` to the rows."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.settings import CHECKOUT

pytestmark = [pytest.mark.browser, pytest.mark.server]
CHROMIUM = Path("/usr/bin/chromium")
MAX_WAIT_MILLISECONDS = 600_000
PICTURES = CHECKOUT / "test-artifacts"
OUTLET = "division-lobby"
RUN, REHEARSAL = "the hole of 2023", "what 2025 would take"


@pytest.fixture
def page(served: Any) -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1100}, base_url=served.address)
        page.set_default_timeout(MAX_WAIT_MILLISECONDS)
        login = base64.b64encode(":".join(served.login).encode()).decode()
        page.goto(f"/login#login={login}")
        page.get_by_text("Work Pools").first.wait_for()
        yield page
        browser.close()


def choose_day(page: Any, number: int, day: str) -> None:
    """Set a day in the calendar of the form's empty field of that number, and wait until the form shows it."""
    from playwright.sync_api import expect

    empty = page.get_by_text("Select date")
    before = empty.count()
    empty.nth(number).click()
    page.locator("input[type=date]").fill(day)
    page.get_by_role("button", name="Apply").click()
    page.locator("input[type=date]").wait_for(state="hidden")
    expect(empty).to_have_count(before - 1, timeout=MAX_WAIT_MILLISECONDS)


def take_picture(page: Any, name: str) -> None:
    page.screenshot(path=PICTURES / name, animations="disabled")  # what fades in is shown whole


def open_form(page: Any) -> None:
    page.goto("/deployments")
    page.get_by_role("link", name="backfill").first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()


def choose(page: Any, shown: str, offered: list[str], *wanted: str) -> None:
    """Choose in the first list that shows this text; `offered` is all that it may offer."""
    # A click anywhere on the field opens the list: the mended field is its frame, so the text lets the click through.
    page.get_by_text(shown, exact=True).first.click(force=True)
    page.locator(".p-select-option").first.wait_for()
    assert page.locator(".p-select-option").all_inner_texts() == offered
    for value in wanted:
        page.locator(".p-select-option", has_text=value).click()
    page.get_by_text("Parameters", exact=True).click()
    page.locator(".p-select-option").first.wait_for(state="hidden")  # or the next click would only close this one


def fill_in(page: Any, name: str, year: int) -> None:
    """Ask for one outlet's year by its feed and its sitemap."""
    choose(page, "No items selected", ["the-chamber", "division-lobby", "hustings-post"], OUTLET)
    choose(page, "No items selected", ["feed", "sitemap", "listing", "web-archive"], "feed", "sitemap")
    modes = ["missing only", "fetch again", "extract again from the archive", "find earliest archived copies"]
    choose(page, "missing only", modes, "missing only")
    choose_day(page, 0, f"{year}-01-01")
    choose_day(page, 0, f"{year}-12-31")
    page.locator("form input").first.fill(name)


def submit(page: Any, served: Any, name: str) -> Any:
    """Start the run and watch it complete; return it.

    Once, on 28 November 2026, the interface took no notice of the button and showed the complete form for ten minutes,
    so it is pressed again, once.
    """
    from playwright.sync_api import TimeoutError as TakesTooLong

    left = re.compile(r"/deployments/deployment/[^/]+$")
    page.get_by_role("button", name="Submit").click()
    try:
        page.wait_for_url(left, timeout=60_000)
    except TakesTooLong:
        page.get_by_role("button", name="Submit").click()
        page.wait_for_url(left)
    (run,) = served.call("POST", "/flow_runs/filter", {"flow_runs": {"name": {"any_": [name]}}})
    page.goto(f"/runs/flow-run/{run['id']}")
    page.locator("#subflow-runs").wait_for()
    page.get_by_text("Completed", exact=True).first.wait_for()
    return run


def open_artifact(page: Any, run: Any, key: str) -> None:
    page.goto(f"/runs/flow-run/{run['id']}")
    page.locator("#artifacts").click()
    page.get_by_text(key, exact=True).first.click()


def see_column(page: Any, name: str) -> None:
    """Wait for a column of an artifact's table.

    Once in some twenty runs the interface showed the words of an artifact and never its table, which it had; so it is
    loaded again, once.
    """
    from playwright.sync_api import TimeoutError as TakesTooLong

    try:
        page.get_by_text(name).first.wait_for(timeout=20_000)
    except TakesTooLong:
        page.reload()
        page.get_by_text(name).first.wait_for()


def test_a_dry_run_from_the_form_ends_with_its_plan(page: Any, served: Any) -> None:
    open_form(page)
    fill_in(page, REHEARSAL, 2025)
    page.get_by_role("switch").first.click()  # the dry run; those of the mode for undated articles follow
    run = submit(page, served, REHEARSAL)
    assert run["parameters"]["dry_run"] is True
    assert "missing_count" in served.artifacts(run["id"])["plan"]["data"]
    open_artifact(page, run, "plan")
    page.get_by_text(re.compile(r"^The plan: ")).wait_for()
    see_column(page, "missing_count")
    take_picture(page, "backfill-plan.png")
    with duckdb.connect(str(served.home / "corpus.duckdb"), read_only=True) as corpus:
        query = "SELECT state, discovered_count FROM runs WHERE flow = 'backfill' AND message LIKE 'A dry run%'"
        assert corpus.execute(query).fetchall() == [("completed", 0)]


def test_a_backfill_of_one_outlet_from_the_form(page: Any, served: Any) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    open_form(page)
    fill_in(page, RUN, 2023)
    take_picture(page, "backfill-form.png")
    run = submit(page, served, RUN)
    take_picture(page, "backfill-run.png")
    open_artifact(page, run, "plan")
    page.get_by_text(re.compile(r"^The plan: ")).wait_for()
    open_artifact(page, run, "accounts")
    see_column(page, "unchanged_text")
    take_picture(page, "backfill-accounts.png")

    assert {re.sub(r"^(\w+://[^/]*).*", r"\1", url) for url in asked if url.startswith(("http", "ws"))} == {
        served.address
    }, "the interface asks nobody else"
    # Loaded by this run; or unchanged, where another test of this server loaded them before.
    outcome_counts = (
        "SELECT outlet_id, count(*) FROM run_fates JOIN runs USING (run_id) WHERE flow = 'backfill' GROUP BY ALL"
    )
    rows = "SELECT count(*) FROM articles WHERE outlet_id = ? AND year(published_on) = 2023"
    with duckdb.connect(str(served.home / "corpus.duckdb"), read_only=True) as corpus:
        ((outlet, claim_crashed_runs),) = corpus.execute(outcome_counts).fetchall()
        ((articles,),) = corpus.execute(rows, [OUTLET]).fetchall()
    assert outlet == OUTLET
    assert claim_crashed_runs >= articles >= 3
