"""The report on planted articles, on hostile text, and in a real browser."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from click.testing import CliRunner

from flows.analysis.report import write_report
from flows.cli.report import report
from flows.errors import BackbenchError
from flows.settings import CHECKOUT, Settings
from warehouse.store.tallies import fill_tallies

CHROMIUM = Path("/usr/bin/chromium")
PICTURES = CHECKOUT / "test-artifacts"
ADDRESS = 'https://x.test/"><script>alert(1)</script>'
HOSTILE = """<img src=x onerror="alert(1)"></script><script>alert('2')</script>{{ 7*7 }} & co"""
LONG = "Un" + "utterably" * 30


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """A data folder of its own, with text from hostile pages in every place that pages fill."""
    shutil.copyfile(home / "corpus.duckdb", tmp_path / "corpus.duckdb")
    with duckdb.connect(str(tmp_path / "corpus.duckdb")) as connection:
        latest = "(select article_id from articles where published_on is not null order by published_on desc limit 5)"
        for statement in (
            f"update articles set title = $text, url = '{ADDRESS}' where article_id in {latest}",
            f"update article_authors set name = $text where article_id in {latest}",
            "update article_authors set party_group = $text where party_group = 'Lantern Party'",
            "update outlets set name = $text where outlet_id = 'hill-herald'",
            "update topics set title = $text, description = $text where topic_id = 'china'",
            f"update topics set title = '{LONG}' where topic_id = 'climate'",
            "insert into date_candidates by name select article_id, capture_id, 0 as position, 'meta' as basis, "
            "$text as value, 'day' as precision, false as is_chosen, $text as reason "
            f"from articles where article_id in {latest}",
        ):
            connection.execute(statement, {"text": HOSTILE} if "$text" in statement else None)
        fill_tallies(connection)
    return Settings(home=tmp_path)


class Tags(HTMLParser):
    """Notes what the page is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += attrs


def test_the_page_has_no_script_and_sends_no_request(settings: Settings) -> None:
    path = write_report(settings)
    assert path == settings.reports / "report.html"
    page = path.read_text(encoding="utf-8")
    tags = Tags(page)
    assert not {"script", "img", "link", "iframe", "object", "embed", "form", "base"} & set(tags.names)
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name in ("src", "srcset", "action")]
    links = [value or "" for name, value in tags.attributes if name == "href"]
    assert links
    assert all(link.startswith(("#", "http://", "https://")) for link in links)
    assert "49" not in re.findall(r"co(\d+)|(\d+) & co", page)
    assert "{{ 7*7 }} &amp; co" in page
    assert "default-src 'none'" in page
    assert not re.search(r"url\(|@import", page)


def test_every_plot_is_named_and_has_a_table_behind_it(settings: Settings) -> None:
    page = write_report(settings).read_text(encoding="utf-8")
    pictures = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    assert len(pictures) > 20
    for picture in pictures:
        drawn = ElementTree.fromstring(picture)
        assert drawn.get("role") == "img"
        assert "The table below has every month." in (drawn.get("aria-label") or "")
    assert page.count('<div class="panels">') == page.count('<div class="wide"') == 3 * page.count("<h3 id=")


def test_the_report_has_the_planted_values(settings: Settings, planted) -> None:  # type: ignore[no-untyped-def]
    page = write_report(settings).read_text(encoding="utf-8")
    counted = [piece for piece in planted if piece.published_on and not piece.is_partner]
    topical = sum(piece.is_on_topic for piece in counted)
    assert f"{topical} of {len(counted)} articles" in page
    herald = [piece for piece in counted if "Heath Alliance" in piece.parties]
    assert f"{sum(piece.is_on_topic for piece in herald)} of {len(herald)} articles" in page
    for month in ("2021-02", "2023-11"):
        own = [piece for piece in counted if f"{piece.month:%Y-%m}" == month]
        assert re.search(rf"{month}</th><td>[a-z ]*</td><td>{sum(p.is_on_topic for p in own)} of {len(own)}, ", page)


def test_a_quality_page_in_the_same_folder_is_linked(settings: Settings) -> None:
    with duckdb.connect(str(settings.corpus)) as connection:
        connection.execute(
            "insert into runs by name select 'r1' as run_id, 'nightly' as flow, 'failed' as state, "
            "timestamp '2024-01-02 02:15' as started_at, 'It <b>broke</b>' as message, '1' as code_version, "
            + ", ".join(f"0 as {name}_count" for name in _COUNTS)
        )
    assert "quality-r1.html" not in write_report(settings).read_text(encoding="utf-8")
    (settings.reports / "quality-r1.html").write_text("x")
    page = write_report(settings).read_text(encoding="utf-8")
    assert '<a href="quality-r1.html">' in page
    assert "It &lt;b&gt;broke&lt;/b&gt;" in page
    assert "✗ failed" in page


_COUNTS = (
    *("discovered", "fetched", "unchanged", "disallowed", "failed", "loaded", "updated", "unchanged_text"),
    *("duplicate", "quarantined", "discarded", "deferred"),
)


def test_an_empty_corpus_has_a_report_too(settings: Settings) -> None:
    with duckdb.connect(str(settings.corpus)) as connection:
        for table in ("articles", "article_topics", "article_authors"):
            connection.execute(f"delete from {table}")
        fill_tallies(connection)
    assert "No dated article yet." in write_report(settings).read_text(encoding="utf-8")


def test_without_a_corpus_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BackbenchError, match="backbench demo"):
        write_report(Settings(home=tmp_path))
    assert not (tmp_path / "reports").exists()


def test_the_command_writes_to_the_given_path(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(settings.home))
    target = tmp_path / "corpus.html"
    done = CliRunner().invoke(report, ["--out", str(target)], catch_exceptions=False)
    assert f"Report: {target}" in done.output
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 1200])
def test_in_a_browser_the_report_has_no_errors_fits_and_nothing_overlaps(
    settings: Settings, theme: str, width: int
) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium")
    path, messages = write_report(settings), []
    PICTURES.mkdir(exist_ok=True)
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 1000}, color_scheme=theme)
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on("dialog", lambda dialog: messages.append("an alert"))
        page.on(
            "request", lambda request: messages.append(request.url) if not request.url.startswith("file:") else None
        )
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_OVERLAPS) == []
        page.screenshot(
            path=PICTURES / f"report-{theme}-{width}.png", clip={"x": 0, "y": 0, "width": width, "height": 1000}
        )
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        browser.close()
    assert messages == []
    assert ground == ("rgb(255, 255, 255)" if theme == "light" else "rgb(20, 23, 26)")


# Blocks of text that share a pixel of height and of width, of which neither holds the other.
_OVERLAPS = """() => {
  const kinds = 'h1, h2, h3, h4, h5, p, figcaption, svg, dt, dd, summary, li, .calendar td';
  const boxes = [...document.querySelectorAll(kinds)].map(block => [block, block.getBoundingClientRect()]);
  const found = [], said = block => block.textContent.slice(0, 40);
  boxes.sort((a, b) => a[1].top - b[1].top);
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length && boxes[j][1].top < boxes[i][1].bottom - 1; j++) {
      const [a, ra] = boxes[i], [b, rb] = boxes[j];
      if (a.contains(b) || b.contains(a)) continue;
      if (rb.left < ra.right - 1 && ra.left < rb.right - 1) found.push(said(a) + ' / ' + said(b));
    }
  return found;
}"""
