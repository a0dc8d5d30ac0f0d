"""Each rule of a row is broken by one article here and by no other; an article at its threshold passes."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from expectations.gate import CONTRACT_RULES, HAND_RULES, ROW_RULES, judge_frames
from expectations.rule import Between, Matches, OneOf, Present, Rule, Unique

AT = datetime(2024, 4, 21)
CUT = "The rest of the story of the barrage and of the people who live behind it "
PAYWALL = (
    "A long enough opening. " * 40 + "Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés."
)

NOBODY: dict[str, Any] = {
    **dict.fromkeys(
        ("byline", "name", "person_id", "chamber", "party_id", "party_name", "party_group", "constituency")
    ),
    **{"resolution": "no_byline", "reason": None},
}
SAID = {"byline": "By A. Reader", "reason": "nobody of that name"}

# rule -> the table and the values that break it, and it alone
BROKEN: dict[str, tuple[str, dict[str, Any]]] = {
    "url_not_web": ("articles", {"url": "https://editor:secret@gazette.example/opinion/1"}),
    "body_too_short": ("articles", {"body": "word " * 29}),
    "body_cut_off": ("articles", {"body": CUT * 7 + "…"}),
    "body_behind_paywall": ("articles", {"body": PAYWALL}),
    "body_is_title": ("articles", {"title": "Piece on the barrage", "body": "Piece on the barrage\n" * 12}),
    "extractors_disagree": ("articles", {"agreement": 0.39}),
    "title_is_outlet": ("articles", {"title": "The Gazette"}),
    "cut_off": ("article_warnings", {"warning": "cut off", "detail": "Subscribe to continue reading"}),
    "live_blog": ("article_warnings", {"warning": "live blog", "detail": "JSON-LD names it LiveBlogPosting"}),
    "title_too_long": ("articles", {"title": "t" * 301}),
    "published_before_web": ("articles", {"published_not_before": None, "published_not_after": None}),
    "published_after_capture": ("articles", {"published_not_before": None, "published_not_after": None}),
    "published_out_of_bounds": ("articles", {"published_not_before": None, "published_not_after": date(2024, 4, 16)}),
    "date_bounds_crossed": ("articles", {"published_not_after": date(2024, 4, 17)}),
    "date_precision_disagrees": ("articles", {"published_at": None, "date_precision": "none"}),
    "date_basis_disagrees": ("articles", {"date_basis": "unknown"}),
    "instant_disagrees": ("articles", {"published_at": None}),
    "instant_on_another_day": ("articles", {"published_at": datetime(2024, 4, 20, 0, 0)}),
    "date_without_evidence": ("date_candidates", {"is_chosen": False}),
    "date_chosen_twice": ("date_candidates", {}),
    "authors_missing": ("article_authors", {}),
    "author_resolved_without_register": ("article_authors", {"person_id": None}),
    "author_resolved_without_date": ("article_authors", {}),
    "author_person_unproven": ("article_authors", {}),
    "author_seat_unproven": ("article_authors", {}),
    "author_party_unproven": ("article_authors", {}),
    "author_reason_missing": ("article_authors", {}),
}

# Values that hold at the very threshold.
HELD: dict[str, tuple[str, dict[str, Any]]] = {
    "url_not_web": ("articles", {"url": "http://gazette.example:8080/a?b=c@d#e"}),
    "body_too_short": ("articles", {"body": "word " * 30}),
    "body_cut_off": ("articles", {"body": "word " * 149 + "word…"}),
    "body_behind_paywall": ("articles", {"body": "Subscribe to continue reading, it said. " + "He did not. " * 40}),
    "body_is_title": ("articles", {"title": "word", "body": "word other " * 20}),
    "extractors_disagree": ("articles", {"agreement": 0.4}),
    "title_is_outlet": ("articles", {"title": "The Gazette was wrong"}),
    "title_too_long": ("articles", {"title": "t" * 300}),
    "published_before_web": ("articles", {}),
    "published_after_capture": ("articles", {}),
    "published_out_of_bounds": ("articles", {"published_not_before": None, "published_not_after": date(2024, 4, 17)}),
    "date_bounds_crossed": ("articles", {"published_not_after": None}),
    "date_precision_disagrees": ("articles", {"published_at": None, "date_precision": "day"}),
    "date_basis_disagrees": ("articles", {"date_basis": "meta"}),
    "instant_on_another_day": ("articles", {"published_at": datetime(2024, 4, 19, 23, 59)}),
    "author_person_unproven": ("article_authors", NOBODY | {"resolution": "not_serving", "person_id": "p/1"} | SAID),
    "author_seat_unproven": ("article_authors", NOBODY | {"resolution": "date_unknown"} | SAID),
    "author_party_unproven": ("article_authors", NOBODY | {"resolution": "ambiguous", "party_id": "orchard"} | SAID),
    "author_reason_missing": ("article_authors", NOBODY),
}
UNDATED = {
    **{"published_on": None, "published_at": None, "published_not_before": None},
    **{"date_basis": "archive-bound", "date_precision": "none"},
}


def _dated(batch: Any, piece: int, day: date) -> str:
    """Publish a piece on another day, evidence included."""
    batch.change("date_candidates", piece, parsed_on=day)
    instant = datetime(day.year, day.month, day.day, 12)
    return str(batch.change("articles", piece, published_on=day, published_at=instant))


def _break(batch: Any, rule: str, piece: int) -> str:
    table, values = BROKEN[rule]
    capture = str(batch.change(table, piece, **values))
    match rule:
        case "published_before_web":
            _dated(batch, piece, date(1989, 12, 31))
        case "published_after_capture":
            _dated(batch, piece, date(2024, 4, 22))
        case "date_bounds_crossed":
            _dated(batch, piece, date(2024, 4, 18))
            batch.change(
                "articles", piece, published_not_before=date(2024, 4, 19), published_not_after=date(2024, 4, 17)
            )
        case "date_chosen_twice":
            batch.rows["date_candidates"].append(batch.rows["date_candidates"][piece] | {"position": 1})
        case "authors_missing":
            batch.rows["article_authors"][piece]["capture_id"] = "f" * 24
        case "author_resolved_without_date":
            batch.change("articles", piece, **UNDATED)
        case "author_reason_missing":
            batch.change(table, piece, **NOBODY | {"resolution": "not_in_register", "byline": "By A. Reader"})
        case "author_person_unproven":
            batch.change(table, piece, **NOBODY | {"resolution": "ambiguous", "person_id": "p/1"} | SAID)
        case "author_seat_unproven":
            batch.change(table, piece, **NOBODY | {"resolution": "not_serving", "chamber": "commons"} | SAID)
        case "author_party_unproven":
            batch.change(table, piece, **NOBODY | {"resolution": "not_in_register", "party_name": "Orchard"} | SAID)
    return capture


@pytest.fixture(scope="module")
def broken(batch: Callable[[int], Any]) -> dict[str, list[str]]:
    """The rules each rule's own broken piece was found to break; one judgement for all."""
    run = batch(len(BROKEN) + 20)
    captures = {rule: _break(run, rule, piece) for piece, rule in enumerate(BROKEN)}
    rejected = judge_frames(run.frames, AT).rejected.filter(pl.col("capture_id") != "f" * 24)
    assert set(rejected["capture_id"]) <= set(captures.values()), "a sound piece was rejected"
    return {rule: rejected.filter(capture_id=capture)["rule"].to_list() for rule, capture in captures.items()}


def test_every_hand_rule_has_an_article_that_breaks_it() -> None:
    assert set(BROKEN) == {rule.name for rule in HAND_RULES}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_article_is_quarantined_by_its_rule_alone(rule: str, broken: dict[str, list[str]]) -> None:
    assert broken[rule] == [rule]


def test_articles_at_the_threshold_pass(batch: Callable[[int], Any]) -> None:
    run = batch(len(HELD) + 3)
    for piece, (rule, (table, values)) in enumerate(HELD.items()):
        run.change(table, piece, **values)
        if rule == "published_before_web":
            run.change("articles", piece, published_not_before=None, published_not_after=None)
            _dated(run, piece, date(1990, 1, 1))
        if rule == "published_after_capture":
            run.change("articles", piece, published_not_before=None, published_not_after=None)
            _dated(run, piece, date(2024, 4, 21))
    piece = len(HELD)
    run.change("articles", piece, **UNDATED)
    run.change("date_candidates", piece, is_chosen=False)
    run.change("article_authors", piece, **NOBODY)
    assert judge_frames(run.frames, AT).rejected.rows() == []


def _contract_breach(rule: Rule) -> object:
    match rule.expects:
        case Present():
            return None
        case OneOf():
            return "nonsense"
        case Matches():
            return "https://gazette.example/\n"  # a line break at the end is not the pattern's
        case Between(least=1) if rule.name.endswith("not_blank"):
            return " \n"
        case Between(least=float() | int() as least):
            return int(least) - 1
    raise AssertionError(rule.name)


def test_every_columns_declaration_is_matched_against_every_row(batch: Callable[[int], Any]) -> None:
    run = batch(len(CONTRACT_RULES))
    expected = set()
    for piece, rule in enumerate(CONTRACT_RULES):
        table, column, check = rule.name.split(".")
        row = run.rows[table][piece]
        capture = row["capture_id"]
        if isinstance(rule.expects, Unique):
            run.rows[table].append(dict(row))
        elif column != "capture_id":  # an invalid capture_id cannot name its row
            row[column] = _contract_breach(rule)
            expected.add((capture, rule.name))
        if check == "unique":
            expected.add((capture, rule.name))
    found = set(judge_frames(run.frames, AT).rejected.select("capture_id", "rule").rows())
    assert expected - found == set()


def test_an_invalid_capture_id_is_reported(batch: Callable[[int], Any]) -> None:
    run = batch(3)
    run.rows["article_topics"][1]["capture_id"] = "not hex"
    assert ("not hex", "article_topics.capture_id.pattern") in judge_frames(run.frames, AT).rejected.drop(
        "detail"
    ).rows()


def test_sentences_and_names_are_fit_to_show() -> None:
    names = [rule.name for rule in ROW_RULES]
    assert len(names) == len(set(names))
    for rule in ROW_RULES:
        assert rule.sentence.endswith("."), rule.name
        assert rule.because.endswith(".") or not rule.because, rule.name


def test_a_text_capture_may_break_off() -> None:
    rule = next(rule for rule in ROW_RULES if rule.name == "body_cut_off")
    rows = pl.DataFrame(
        {"body": ["Two words…"] * 3, "quoted_paragraphs": [None, None, []], "title_basis": ["text", "none", "heading"]},
        schema_overrides={"quoted_paragraphs": pl.List(pl.Int64)},
    )
    assert rows.select(value=rule.measure)["value"].to_list() == [None, None, 2]
