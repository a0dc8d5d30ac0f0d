"""A person fills a hole: the backfill's form in a real browser, from `backbench serve --sample` to the rows."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.settings import CHECKOUT

pytestmark = [pytest.mark.browser, pytest.mark.server]
CHROMIUM = Path("/usr/bin/chromium")
PICTURES = CHECKOUT / "test-artifacts"
OUTLET = "division-lobby"
RUN = "the hole of 2023"


@pytest.fixture
def page(served: Any) -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1200, "height": 1100}, base_url=served.address)
        page.set_default_timeout(20_000)
        yield page
        browser.close()


def choose_day(page: Any, number: int, day: str) -> None:
    """Set a day in the calendar of the form's field of that number."""
    page.get_by_text("Select date").nth(number).click()
    page.locator("input[type=date]").fill(day)
    page.get_by_role("button", name="Apply").click()
    page.locator("input[type=date]").wait_for(state="hidden")


def test_a_backfill_of_one_outlet_from_the_form(page: Any, served: Any) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    page.goto("/deployments")
    page.get_by_role("link", name="backfill").first.click()
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_text("Custom run").click()

    # A click anywhere on the field opens the list: the mended field is its frame, so the text lets the click through.
    page.get_by_text("No items selected").click(force=True)
    assert page.locator(".p-select-option").all_inner_texts() == ["the-chamber", "division-lobby", "hustings-post"]
    page.locator(".p-select-option", has_text=OUTLET).click()
    page.get_by_text("Parameters", exact=True).click()
    choose_day(page, 0, "2023-01-01")
    choose_day(page, 0, "2023-12-31")
    page.locator("form input").first.fill(RUN)
    page.screenshot(path=PICTURES / "backfill-form.png")
    page.get_by_role("button", name="Submit").click()

    page.wait_for_url(re.compile(r"/deployments/deployment/[^/]+$"))
    (run,) = served.call("POST", "/flow_runs/filter", {"flow_runs": {"name": {"any_": [RUN]}}})
    page.goto(f"/runs/flow-run/{run['id']}")
    page.locator("#subflow-runs").wait_for()
    page.get_by_text("Completed", exact=True).first.wait_for(timeout=90_000)
    page.screenshot(path=PICTURES / "backfill-run.png")
    page.reload()
    page.locator("#artifacts").click()
    page.get_by_text("accounts", exact=True).first.click()
    page.get_by_text("unchanged_text").first.wait_for()
    page.screenshot(path=PICTURES / "backfill-accounts.png")

    assert {re.sub(r"^(\w+://[^/]*).*", r"\1", url) for url in asked if url.startswith(("http", "ws"))} == {
        served.address
    }, "the interface asks nobody else"
    # Loaded by this run; or unchanged, where another test of this server loaded them before.
    fates = "SELECT outlet_id, count(*) FROM run_fates JOIN runs USING (run_id) WHERE flow = 'backfill' GROUP BY ALL"
    rows = "SELECT count(*) FROM articles WHERE outlet_id = ? AND year(published_on) = 2023"
    with duckdb.connect(str(served.home / "corpus.duckdb"), read_only=True) as corpus:
        ((outlet, taken_on),) = corpus.execute(fates).fetchall()
        ((articles,),) = corpus.execute(rows, [OUTLET]).fetchall()
    assert outlet == OUTLET
    assert taken_on >= articles >= 3
