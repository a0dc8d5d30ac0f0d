"""The quality page is complete and self-contained, escapes hostile values, and fits a phone."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import html

from expectations.gate import RESULTS_SCHEMA, ROW_RULES, RULES, Verdict
from expectations.run_rules import RUN_RULES
from flows.runs.quality_page import MAX_ROWS, render_quality_page
from transforms.frames import build_schema
from warehouse.schema.tables import QUARANTINE

AT = datetime(2024, 4, 20, 2, 15)
CHROMIUM = shutil.which("chromium")
COUNTS = {
    **{"discovered": 60, "fetched": 50, "unchanged": 7, "disallowed": 2, "failed": 1},
    **{"loaded": 41, "updated": 2, "unchanged_text": 1, "duplicate": 1, "quarantined": 3, "discarded": 2},
}
RUN: dict[str, object] = {
    **{"run_id": "20240420T021500-ab12cd", "flow": "nightly", "state": "completed", "code_version": "0.1.0"},
    **{"started_at": AT, "finished_at": AT, "message": None, "deferred_count": 0},
    **{f"{name}_count": count for name, count in COUNTS.items()},
}


def _verdict(failed: dict[str, int], failures: tuple[str, ...] = ()) -> Verdict:
    rows = [
        (name, rule.scope, 50, failed.get(name, 0), "0.10" if rule.scope == "run" else None)
        for name, rule in RULES.items()
    ]
    results = pl.DataFrame(rows, schema=RESULTS_SCHEMA, orient="row")
    rejected = pl.DataFrame(schema={"capture_id": pl.String, "rule": pl.String, "detail": pl.String})
    return Verdict(rejected, results, list(failures), AT)


def _kept(*rows: dict[str, Any]) -> pl.DataFrame:
    common = {"article_id": "a" * 24, "outlet_id": "gazette", "quarantined_at": AT, "run_id": "r"}
    full = [common | {"capture_id": f"{number:024x}"} | row for number, row in enumerate(rows)]
    return pl.DataFrame(full, schema=build_schema(QUARANTINE))


SHORT = {"rule": "body_too_short", "detail": "the body has 4 words", "url": "https://gazette.example/a?b=1&c=2"}


def _page(run: dict[str, object] = RUN, kept: pl.DataFrame | None = None, **found: Any) -> tuple[str, Any]:
    text = render_quality_page(
        run, _verdict(found.get("failed", {}), found.get("failures", ())), _kept() if kept is None else kept
    )
    return text, html.document_fromstring(text)


def _text(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_the_page_shows_each_count_and_that_the_totals_add_up() -> None:
    _, page = _page()
    shown = {_text(row.find("th")): _text(row.find("td")) for row in page.xpath("//*[@class='accounts']//tbody/tr")}
    assert shown == {name.replace("_", " "): str(count) for name, count in COUNTS.items()}
    assert [_text(foot) for foot in page.xpath("//*[@class='accounts']//tfoot")] == ["✓ The total adds up."] * 2


def test_the_page_shows_totals_that_do_not_add_up_or_are_missing() -> None:
    _, page = _page(RUN | {"loaded_count": 40, "failed_count": None})
    totals = [_text(foot) for foot in page.xpath("//*[@class='accounts']//tfoot")]
    assert totals == ["The run ended before it could count.", "✗ The total does not add up."]


def test_every_rule_is_listed_with_its_sentence() -> None:
    _, page = _page(failed={"body_too_short": 3})
    whole = _text(page)
    for rule in RULES.values():
        assert rule.name in whole
        assert rule.sentence in whole
    broken = page.xpath("//h2[@id='row-rules']/following-sibling::table[1]/tbody/tr")
    assert [_text(row.xpath(".//code")[0]) for row in broken] == ["body_too_short"]
    assert f"{len(ROW_RULES) - 1} rules that no row broke" in _text(page.xpath("//summary")[0])


def test_rules_of_the_run_have_value_bound_and_result() -> None:
    _, page = _page(failed={"undated_share": 1})
    rows = page.xpath("//h2[@id='run-rules']/following-sibling::table[1]/tbody/tr")
    found = {row.xpath(".//code")[0].text: [_text(cell) for cell in row.xpath("td")] for row in rows}
    assert list(found) == [rule.name for rule in RUN_RULES]
    assert found["undated_share"] == ["50", "0.10", "at most 0.5", "✗ broken"]
    assert found["titles_alike"] == ["50", "0.10", "at most 0.8", "✓ kept"]


def test_a_rule_of_the_run_that_had_too_few_rows_was_not_judged() -> None:
    verdict = _verdict({})
    results = verdict.results.with_columns(observed=pl.lit(None, pl.String), checked_count=pl.lit(3))
    page: Any = html.document_fromstring(render_quality_page(RUN, replace(verdict, results=results), _kept()))
    rows = page.xpath("//h2[@id='run-rules']/following-sibling::table[1]/tbody/tr")
    assert {tuple(_text(row.xpath("td")[i]) for i in (1, 3)) for row in rows} == {("too few", "not judged")}


def test_a_stopped_run_says_so_first() -> None:
    _, page = _page(failures=("undated_share: a share of 0.70 has no publication date",))
    assert "Not loaded: what broke a rule of the run" in _text(page.xpath("//section")[0])
    assert "a share of 0.70" in _text(page.xpath("//section")[0])


def test_quarantined_pages_have_rule_detail_address_and_the_next_step() -> None:
    _, page = _page(kept=_kept(SHORT))
    [row] = page.xpath("//h2[@id='kept']/following-sibling::table[1]/tbody/tr")
    assert _text(row).startswith("body_too_short the body has 4 words https://gazette.example/a?b=1&c=2")
    [link] = row.xpath(".//a")
    assert link.get("href") == SHORT["url"]
    assert "noopener" in link.get("rel").split()
    assert _text(page.xpath("//pre")[0]) == "backbench reprocess"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//gazette.example/a",
        "https://",
        "http://[bad/",
        "",
    ],
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    _, page = _page(kept=_kept(SHORT | {"url": url}))
    assert page.xpath("//a") == []


def test_hostile_values_stay_text() -> None:
    attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
    row = {"rule": attack, "detail": attack, "url": f"https://gazette.example/{attack}", "outlet_id": attack}
    _, page = _page(RUN | {"message": attack}, _kept(row), failures=(attack,))
    assert page.xpath("//script | //img") == []
    assert page.xpath("//@onerror") == []
    assert page.xpath("//a")[0].get("href") == row["url"]


def test_the_page_needs_nothing_from_the_network() -> None:
    text, page = _page(kept=_kept(SHORT))
    assert page.xpath("//script | //link | //img | //iframe | //object | //base") == []
    assert page.xpath("//@src") == []
    assert "@import" not in text
    assert "url(" not in text
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]")[0].get("content")


def test_a_refused_run_lists_a_part_of_its_captures_and_how_many_more() -> None:
    _, page = _page(kept=_kept(*[SHORT] * (MAX_ROWS + 7)))
    rows = page.xpath("//h2[@id='kept']/following-sibling::table[1]/tbody/tr")
    assert len(rows) == MAX_ROWS
    assert "507 broken rules on 507 pages; the first 500 are listed" in _text(page)


def test_tables_are_readable_by_screen_readers() -> None:
    _, page = _page(kept=_kept(SHORT), failed={"body_too_short": 1})
    assert page.get("lang") == "en"
    for table in page.xpath("//table[@class='stack']"):
        assert {th.get("scope") for th in table.xpath("thead//th")} == {"col"}
    for row in page.xpath("//tbody/tr"):
        assert row[0].get("scope") == "row"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    from playwright.sync_api import sync_playwright

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*flags, "--disable-sync"])
        yield chromium
        chromium.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_fits_the_window_in_both_colour_schemes(browser: Any, tmp_path: Path, width: int, scheme: str) -> None:
    long = SHORT | {"url": "https://gazette.example/" + "x" * 400, "rule": "article_authors.affiliation_text.not_blank"}
    text, _ = _page(kept=_kept(SHORT, long, SHORT | {"detail": "word" * 90}), failed=dict.fromkeys(RULES, 1))
    (tmp_path / "page.html").write_text(text, "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 23, 26)"}[scheme]
    page.close()
