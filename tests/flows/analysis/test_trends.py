"""Trends on planted articles: as figures, tables and plots."""

import json
import re
import struct
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from flows.analysis.compare import pool_others, smooth
from flows.analysis.plot import draw_plot
from flows.analysis.trend_model import Trend, add_share, to_json_object, total_by_series, wilson
from flows.analysis.trend_table import print_trend
from flows.analysis.trend_text import describe_pooled, format_percent
from flows.analysis.trends import parse_day, read_trend
from flows.errors import BackbenchError, WrongUse

TOPIC = "iran-russia"


def printed(trend: Trend, width: int = 100) -> str:
    console = Console(width=width, record=True, file=None, quiet=False)
    with console.capture() as capture:
        print_trend(trend, console)
    return capture.get()


def test_counts_by_month_equal_the_planted_values(corpus: Path, planted) -> None:  # type: ignore[no-untyped-def]
    counted = [piece for piece in planted if not piece.is_partner]
    dated = Counter(piece.month for piece in counted if piece.month)
    topical = Counter(piece.month for piece in counted if piece.month and piece.is_on_topic)
    trend = read_trend(corpus, TOPIC)
    assert {point.period: point.corpus_count for point in trend.points if point.corpus_count} == dated
    assert {point.period: point.article_count for point in trend.points if point.article_count} == topical
    assert trend.undated_count == sum(piece.is_on_topic for piece in counted if not piece.published_on)
    assert len(trend.points) == 36
    assert [point.period for point in trend.points if point.share is None] == [date(2022, 5, 1), date(2022, 6, 1)]


@pytest.mark.parametrize("by", ["party", "outlet"])
def test_counts_by_party_and_outlet_equal_the_planted_values(corpus: Path, planted, by: str) -> None:  # type: ignore[no-untyped-def]
    names = {"the-echo": "The Echo", "hill-herald": "Hill Herald"}
    expected_counts: Counter[tuple[str, date]] = Counter()
    for piece in planted:
        if piece.published_on and piece.is_on_topic and not piece.is_partner:
            series = [name for name in piece.parties if name] if by == "party" else [names[piece.outlet_id]]
            expected_counts.update((name, piece.month) for name in series)
    trend = read_trend(corpus, TOPIC, by)
    assert {
        (point.series, point.period): point.article_count for point in trend.points if point.article_count
    } == expected_counts
    for total in trend.totals:
        months = [point for point in trend.points if point.series == total.series]
        assert total.article_count == sum(point.article_count or 0 for point in months)
        assert (total.share, total.share_low, total.share_high) == wilson(total.article_count, total.corpus_count)
    assert [total.article_count for total in trend.totals] == sorted(
        (total.article_count for total in trend.totals), reverse=True
    )


def test_articles_of_no_known_party_are_counted_separately(corpus: Path, planted) -> None:  # type: ignore[no-untyped-def]
    unknown = [
        piece
        for piece in planted
        if piece.is_on_topic and piece.published_on and not piece.is_partner and not any(piece.parties)
    ]
    assert read_trend(corpus, TOPIC, "party").unattributed_count == len(unknown) > 0
    early = read_trend(corpus, TOPIC, "party", until=date(2021, 6, 30))
    assert early.unattributed_count == sum(piece.month <= date(2021, 6, 1) for piece in unknown)


def test_the_interval_printed_is_that_of_the_views(corpus: Path) -> None:
    for point in read_trend(corpus, TOPIC).points:
        expected = wilson(point.article_count, point.corpus_count)
        assert (point.share, point.share_low, point.share_high) == pytest.approx(expected, abs=1e-12)
    assert wilson(81, 263) == pytest.approx((0.30798, 0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 0) == (None, None, None)


def test_a_span_contains_complete_months(corpus: Path) -> None:
    trend = read_trend(corpus, TOPIC, since=date(2022, 3, 31), until=date(2022, 7, 1))
    assert [f"{point.period:%Y-%m}" for point in trend.points] == [
        "2022-03",
        "2022-04",
        "2022-05",
        "2022-06",
        "2022-07",
    ]


def test_an_invalid_request_is_refused_with_the_valid_ones(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"There is no topic 'iran'. There are: .*iran-russia.*ukraine"):
        read_trend(corpus, "iran")
    with pytest.raises(WrongUse, match="no trend by 'week'"):
        read_trend(corpus, TOPIC, "week")
    with pytest.raises(WrongUse, match=r"ends \(2021-01\) before it begins \(2022-01\)"):
        read_trend(corpus, TOPIC, since=date(2022, 1, 1), until=date(2021, 1, 1))
    with pytest.raises(BackbenchError, match="backbench demo, import"):
        read_trend(tmp_path / "none.duckdb", TOPIC)


@pytest.mark.parametrize(
    ("text", "day"), [(None, None), ("2022-03", date(2022, 3, 1)), ("2022-03-15", date(2022, 3, 15))]
)
def test_a_day_is_read_with_or_without_its_day(text: str | None, day: date | None) -> None:
    assert parse_day("--from", text) == day


@pytest.mark.parametrize("text", ["2022-13", "2022-02-30", "March", "", "2022", "15/03/2022"])
def test_a_bad_day_is_refused_by_option(text: str) -> None:
    with pytest.raises(WrongUse, match=re.escape(f"--from {text!r} is not a day")):
        parse_day("--from", text)


def test_the_table_shows_counts_intervals_and_missing_months(corpus: Path) -> None:
    text = printed(read_trend(corpus, TOPIC))
    assert re.search(r"2022-05(?: [a-z])? +– +0 +– +no output", text)
    assert "Not counted: 2 articles on the topic that may be of any month." in text
    by_party = printed(read_trend(corpus, TOPIC, "party"), width=80)
    assert re.search(r"Heath Alliance +48 +109 +44% +35% – 53%", by_party)
    assert all(len(line) <= 80 for line in by_party.splitlines())
    assert "No dated article" in printed(read_trend(corpus, TOPIC, since=date(2030, 1, 1)))


@pytest.mark.parametrize(
    ("share", "text"), [(None, "–"), (0.0, "0%"), (0.004, "0.4%"), (0.0999, "10%"), (0.5, "50%"), (1.0, "100%")]
)
def test_a_share_is_printed_with_the_digits_it_deserves(share: float | None, text: str) -> None:
    assert format_percent(share) == text


def test_as_json_everything_is_there(corpus: Path) -> None:
    found = json.loads(json.dumps(to_json_object(read_trend(corpus, TOPIC, "party", since=date(2022, 1, 9)))))
    assert found["since"] == "2022-01-01"
    assert found["until"] is None
    assert found["months"][0]["month"] == "2022-01-01"
    assert set(found["totals"][0]) == {
        *("series", "article_count", "corpus_count", "share", "share_low", "share_high", "quoted_only_count"),
        *("max_article_count", "max_corpus_count", "min_share", "max_share", "bounded_count"),
    }


@pytest.mark.parametrize("by", ["month", "party", "outlet"])
def test_a_png_is_large_enough_to_print(corpus: Path, tmp_path: Path, by: str) -> None:
    path = tmp_path / "trend.png"
    draw_plot(read_trend(corpus, TOPIC, by), path)
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    assert width >= 2000
    assert height >= 1000


def test_an_svg_says_what_it_shows(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "trend.svg"
    draw_plot(read_trend(corpus, TOPIC, "party"), path)
    text = path.read_text(encoding="utf-8")
    for messages in (
        "Iran–Russia, by party",
        "Heath Alliance",
        "44%",
        "48 of 109",
        "months without output",
        ">100%<",
        ">0%<",
    ):
        assert messages in text


def widen(found: Trend, count: int) -> Trend:
    """Return the trend with so many more outlets; the one of number N has N articles on the topic in each month."""
    more = [f"Silent Post {number:02}" for number in range(count)]
    months = [point for point in found.points if point.series == found.totals[0].series][:12]
    counts = [{"article_count": number, "max_article_count": number, "quoted_only_count": 0} for number in range(count)]
    points = [
        add_share(replace(point, series=name, corpus_count=400, max_corpus_count=400, break_kind=None, **own))
        for name, own in zip(more, counts, strict=True)
        for point in months
    ]
    every = (*found.points, *points)
    return replace(found, points=every, totals=total_by_series(every))


def test_a_plot_of_many_series_draws_the_largest_and_adds_the_others_up(corpus: Path, tmp_path: Path) -> None:
    found, path = read_trend(corpus, TOPIC, "outlet"), tmp_path / "trend.svg"
    assert not describe_pooled(found)
    assert pool_others(found) == found
    wide = widen(found, 30)
    (line,) = describe_pooled(wide)
    assert line.startswith("Added up as others: 20 of 32 outlets, those with the fewest articles on the topic: ")
    assert line.endswith(" and 10 more. Their bars have an axis of their own; --csv lists each.")
    pooled = pool_others(wide)
    assert [total.series for total in pooled.totals[:-1]] == [total.series for total in wide.totals[:12]]
    assert pooled.totals[-1].series == "20 others"
    for name in ("article_count", "max_article_count", "corpus_count", "max_corpus_count"):
        assert sum(getattr(one, name) or 0 for one in pooled.totals) == sum(
            getattr(one, name) or 0 for one in wide.totals
        )
        for month in {point.period for point in wide.points}:
            in_month = [sum(getattr(p, name) or 0 for p in one.points if p.period == month) for one in (pooled, wide)]
            assert in_month[0] == in_month[1]
    draw_plot(wide, path)
    text = path.read_text(encoding="utf-8")
    titles = Counter(re.findall(r">(The Echo|Hill Herald|Silent Post \d+|20 others)</text>", text))
    assert len(titles) == 13
    assert set(titles.values()) == {2}, "a row and a panel each"
    assert "Added up as others: 20 of 32 outlets" in text


def test_a_plot_of_many_series_has_the_proportions_of_a_page(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "trend.png"
    draw_plot(widen(read_trend(corpus, TOPIC, "outlet"), 200), path)
    width, height = struct.unpack(">II", path.read_bytes()[16:24])
    assert height <= 2 * width


def test_one_series_over_the_limit_is_drawn_itself(corpus: Path) -> None:
    wide = widen(read_trend(corpus, TOPIC, "outlet"), 11)
    assert len(wide.totals) == 13
    assert pool_others(wide) == wide


def test_the_series_of_others_has_its_denominator(corpus: Path) -> None:
    found = read_trend(corpus, TOPIC, "outlet")
    none = {"article_count": 0, "max_article_count": 0}
    wide = widen(found, 30)
    silent = tuple(replace(p, **none) if p.series.startswith("Silent") else p for p in wide.points)
    pooled = pool_others(replace(wide, points=silent, totals=total_by_series(silent)))
    assert [total.series for total in pooled.totals] == ["The Echo", "Hill Herald", "30 others"]
    assert (pooled.totals[-1].article_count, pooled.totals[-1].corpus_count) == (0, 30 * 12 * 400)


def test_the_series_of_others_is_smoothed(corpus: Path) -> None:
    wide = widen(read_trend(corpus, TOPIC, "outlet"), 30)
    assert pool_others(smooth(wide, 3)) == smooth(pool_others(wide), 3)


def test_an_axis_of_one_article_has_no_label_twice(corpus: Path, tmp_path: Path) -> None:
    path, found = tmp_path / "trend.svg", read_trend(corpus, TOPIC, "party")
    few = {"article_count": 0, "max_article_count": None, "max_corpus_count": None}
    points = tuple(replace(point, corpus_count=min(1, point.corpus_count), **few) for point in found.points)
    draw_plot(replace(found, points=points), path)
    labels = re.findall(r">(\d+)</text>", path.read_text(encoding="utf-8"))
    assert labels.count("1") == labels.count("0") > 0


def test_an_axis_of_hundreds_is_written_in_full(corpus: Path, tmp_path: Path) -> None:
    path, found = tmp_path / "trend.svg", read_trend(corpus, TOPIC, "party")
    points = tuple(replace(point, rate=200.0, rate_low=100.0, rate_high=480.0) for point in found.points)
    draw_plot(replace(found, points=points, totals=points[:1], by_seats=True), path)
    text = path.read_text(encoding="utf-8")
    assert ">200</text>" in text
    assert not re.search(r">[\d.]+e\+\d+</text>", text)


def test_an_html_page_needs_no_other_host(corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "trend.html"
    draw_plot(read_trend(corpus, TOPIC), path)
    page = path.read_text(encoding="utf-8")
    outside_scripts = re.sub(r"(?s)(<script[^>]*>).*?</script>", r"\1", page)
    assert not re.search(r"\b(src|href)=|url\(|@import", outside_scripts)
    assert '"editor": false' in page


def test_a_plot_without_data_or_folder_is_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(BackbenchError, match="no dated articles in that span"):
        draw_plot(read_trend(corpus, TOPIC, since=date(2030, 1, 1)), tmp_path / "x.png")
    with pytest.raises(BackbenchError, match="cannot be written"):
        draw_plot(read_trend(corpus, TOPIC), tmp_path / "none" / "x.png")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1200])
def test_in_a_browser_the_page_has_no_errors_and_fits(corpus: Path, tmp_path: Path, width: int) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = next(
        (path for path in (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser")) if path.exists()), None
    )
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    path = tmp_path / "trend.html"
    draw_plot(read_trend(corpus, TOPIC, "party"), path)
    messages: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.on("console", lambda message: messages.append(message.text))
        page.on("pageerror", lambda error: messages.append(str(error)))
        page.on(
            "request", lambda request: messages.append(request.url) if not request.url.startswith("file:") else None
        )
        page.goto(path.as_uri())
        page.wait_for_selector("svg.marks")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        browser.close()
    assert messages == []
