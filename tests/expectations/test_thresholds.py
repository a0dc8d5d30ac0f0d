"""A threshold changes only with a line in CHANGELOG; a new one is added to the list here."""

from pathlib import Path

import pytest

from expectations.gate import HAND_RULES
from expectations.rule import NEVER, Between
from expectations.run_rules import RUN_RULES
from expectations.text_rules import ENDING, PHRASES

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"

PINNED = {
    "body_too_short": "at least 30",
    "body_cut_off": "at least 150",
    "extractors_disagree": "at least 0.4",
    "body_is_title": "at most 0.5",
    "title_too_long": "at most 300",
    "published_before_web": "at least 1990",
    "published_after_capture": "at most 1",
    "published_out_of_bounds": "at most 1",
    "date_bounds_crossed": "at most 1",
    "instant_on_another_day": "at most 1",
    "date_chosen_twice": "at most 1",
    "authors_missing": "at least 1",
    "nothing_accepted": "at least 1",
    "quarantined_share": "at most 0.5",
    "undated_share": "at most 0.5",
    "titles_alike": "at most 0.8",
}
STANDING = {rule.name: rule for rule in (*HAND_RULES, *RUN_RULES)}


def test_every_rule_with_a_number_is_pinned() -> None:
    assert set(PINNED) == {name for name, rule in STANDING.items() if rule.threshold}


@pytest.mark.parametrize("name", PINNED)
def test_a_changed_threshold_is_in_the_changelog(name: str) -> None:
    now = STANDING[name].threshold
    line = f"`{name}`: {PINNED[name]} → {now}"
    is_explained = CHANGELOG.exists() and line in CHANGELOG.read_text("utf-8")
    assert now == PINNED[name] or is_explained, f"a threshold moved; say why in CHANGELOG.md, with the words “{line}”"


@pytest.mark.parametrize("name", sorted(set(STANDING) - set(PINNED)))
def test_a_rule_without_a_threshold_allows_no_broken_row(name: str) -> None:
    expects = STANDING[name].expects
    assert expects == NEVER or not isinstance(expects, Between)


@pytest.mark.parametrize("name", PINNED)
def test_a_threshold_that_was_chosen_has_its_reason(name: str) -> None:
    assert STANDING[name].because or name in ("authors_missing", "date_chosen_twice")


def test_the_paywalls_seen_so_far_stay_known() -> None:
    assert ENDING >= 400
    assert len(PHRASES) == len(set(PHRASES)) >= 20
    assert {"la suite est réservée aux abonnés", "edition for the full story", "subscribe to continue reading"} <= set(
        PHRASES
    )
