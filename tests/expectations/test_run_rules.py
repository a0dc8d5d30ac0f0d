"""The rules of a run: what refuses a load, what passes, and which runs are too small to judge."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from expectations.evaluation import evaluate_rules
from expectations.gate import build_run_subject, judge_frames
from expectations.run_rules import RUN_RULES

AT = datetime(2024, 4, 21)
Rows = Callable[..., dict[str, pl.DataFrame]]


@pytest.fixture
def run(batch: Callable[[int], Any]) -> Rows:
    """Frames of so many pieces: the first `undated` without date, the first `alike` under one title."""

    def make(pieces: int, undated: int = 0, alike: int = 0) -> dict[str, pl.DataFrame]:
        rows = batch(pieces)
        for piece in range(undated):
            rows.change("articles", piece, published_on=None)
        for piece in range(alike):
            rows.change("articles", piece, title="The Gazette Online")
        return dict(rows.frames)

    return make


def _broken(frames: dict[str, pl.DataFrame], rejected: int = 0) -> list[str]:
    kept = frames["articles"]["capture_id"].head(rejected).to_list()
    return [
        finding.rule.name for finding in evaluate_rules(build_run_subject(frames, kept), RUN_RULES) if finding.failed
    ]


def _captures(frames: dict[str, pl.DataFrame], media_type: str) -> pl.DataFrame:
    return frames["articles"].select("capture_id", media_type=pl.lit(media_type))


@pytest.mark.parametrize(
    ("pieces", "rejected", "broken"),
    [
        (0, 0, []),
        (4, 4, []),  # a night whose few new pages are all stubs is no broken code
        (5, 5, ["nothing_accepted"]),
        (5, 4, []),
        (19, 18, []),
        (20, 10, []),
        (20, 11, ["quarantined_share"]),
        (20, 20, ["nothing_accepted", "quarantined_share"]),
    ],
)
def test_the_share_of_quarantined_captures_is_bounded(run: Rows, pieces: int, rejected: int, broken: list[str]) -> None:
    assert _broken(run(pieces), rejected) == broken


def test_quarantined_extractions_count_once_per_capture(run: Rows) -> None:
    frames = run(10)
    unread = [f"{number:024x}" for number in range(11)]
    assert _broken(frames | {"quarantine": pl.DataFrame({"capture_id": unread[:10] * 2})}) == []
    assert _broken(frames | {"quarantine": pl.DataFrame({"capture_id": unread})}) == ["quarantined_share"]


@pytest.mark.parametrize(("pieces", "undated", "broken"), [(20, 10, []), (20, 11, ["undated_share"]), (19, 19, [])])
def test_the_share_without_a_date_is_bounded(run: Rows, pieces: int, undated: int, broken: list[str]) -> None:
    assert _broken(run(pieces, undated=undated)) == broken


def test_captures_of_bare_text_need_a_date_if_they_state_one(run: Rows) -> None:
    frames = run(40, undated=40)
    stated = frames["date_candidates"].with_columns(
        is_chosen=pl.lit(False), reason=pl.lit("cannot be read"), bound=pl.lit(None, pl.String)
    )
    another = stated.with_columns(reason=pl.lit("above the title: of another article"))
    masthead = stated.with_columns(reason=pl.lit("sets published_not_after"), bound=pl.lit("not_after"))
    text = frames | {"captures": _captures(frames, "text/plain")}
    assert _broken(text | {"date_candidates": stated}) == ["undated_share"]
    assert _broken(text | {"date_candidates": another}) == []
    assert _broken(text | {"date_candidates": masthead}) == []
    html = frames | {"captures": _captures(frames, "text/html"), "date_candidates": masthead}
    assert _broken(html) == ["undated_share"]


def test_a_capture_of_bare_text_that_is_read_again_counts_as_one(run: Rows) -> None:
    frames = run(40, undated=40)
    read_again = frames["articles"].with_columns(
        quoted_paragraphs=pl.lit(None, pl.List(pl.Int64)), title_basis=pl.lit("text")
    )
    nothing = frames["date_candidates"].clear()
    assert _broken(frames | {"articles": read_again, "date_candidates": nothing}) == []


def test_an_article_bounded_by_a_web_archive_needs_no_date(run: Rows) -> None:
    frames = run(40, undated=40)
    bounded = frames["articles"].with_columns(date_basis=pl.lit("archive-bound"))
    assert _broken(frames | {"articles": bounded}) == []


@pytest.mark.parametrize(
    ("pieces", "alike", "broken"),
    [(4, 4, []), (5, 5, ["titles_alike"]), (5, 4, []), (10, 9, ["titles_alike"]), (10, 8, [])],
)
def test_titles_are_not_all_alike(run: Rows, pieces: int, alike: int, broken: list[str]) -> None:
    assert _broken(run(pieces, alike=alike)) == broken


def test_one_text_at_many_addresses_has_one_title_rightly(run: Rows) -> None:
    frames = run(12, alike=12)
    one = hashlib.sha256(b"one text").hexdigest()
    same = frames["articles"].with_columns(content_sha256=pl.lit(one))
    assert _broken(frames | {"articles": same}) == []


def test_a_broken_rule_of_the_run_says_value_and_bound(run: Rows) -> None:
    verdict = judge_frames(run(5, alike=5), AT)
    assert verdict.run_failures == [
        "titles_alike: a share of 1 has the title 'The Gazette Online': 5 of 5 texts; at most 0.8 is right"
    ]
    results = verdict.results.filter(scope="run").select("rule", "checked_count", "failed_count", "observed").rows()
    assert ("titles_alike", 5, 1, "1") in results
    assert ("undated_share", 5, 0, None) in results


def _of_outlets(frames: dict[str, pl.DataFrame], *outlets: str) -> dict[str, pl.DataFrame]:
    """Give the frames' articles, in order, to these outlets."""
    articles = frames["articles"].with_columns(outlet_id=pl.Series(outlets, dtype=pl.String))
    return frames | {"articles": articles}


@pytest.mark.parametrize(
    ("outlets", "undated", "refused", "reason"),
    [
        (
            ["odd"] * 25 + ["good"] * 5,
            25,
            {"odd"},
            "odd: undated_share: a share of 1 has no publication date: 25 of 25",
        ),
        (
            ["odd"] * 25 + ["good"] * 4,  # too few for a rule of their own
            29,
            {"odd"},
            "odd: undated_share: a share of 1 has no publication date: 25 of 25",
        ),
        (["odd"] * 25, 25, {"odd"}, "undated_share: a share of 1 has no publication date: 25 of 25"),
        (["odd"] * 15 + ["also"] * 15, 30, {"odd", "also"}, "undated_share: a share of 1 has no publication date"),
        (["odd"] * 20 + ["also"] * 20, 40, {"odd", "also"}, "undated_share: a share of 1 has no publication date"),
        (["odd"] * 20 + ["good"] * 20, 10, set(), None),
    ],
)
def test_only_the_outlet_that_breaks_a_rule_is_refused(
    run: Rows, outlets: list[str], undated: int, refused: set[str], reason: str | None
) -> None:
    verdict = judge_frames(_of_outlets(run(len(outlets), undated), *outlets), AT)
    assert verdict.refused_outlets == refused
    assert bool(verdict.run_failures) == (reason is not None)
    assert reason is None or any(failure.startswith(reason) for failure in verdict.run_failures)


def test_only_the_outlet_with_unreadable_pages_is_refused(run: Rows) -> None:
    unread = pl.DataFrame({"capture_id": [f"{number:024x}" for number in range(30)], "outlet_id": ["odd"] * 30})
    verdict = judge_frames(_of_outlets(run(5), *["good"] * 5) | {"quarantine": unread}, AT)
    assert verdict.refused_outlets == {"odd"}
    assert verdict.run_failures[0].startswith("odd: ")
