"""If the length of the body is doubtful, a second extractor runs and its text is compared with the body."""

from collections.abc import Callable

import pytest

from transforms.extract import extract
from transforms.page.extractor_agreement import (
    MAX_LENGTH_RATIO,
    MAX_TAGS,
    MIN_AGREEMENT,
    MIN_LENGTH_RATIO,
    measure_agreement,
    warn_of_disagreement,
)
from transforms.page.parse import read_page
from transforms.records import Capture

Maker = Callable[..., Capture]
SENTENCES = [
    f"Ferry number {number} left the harbour of Skarn {number} minutes past the hour with nobody aboard but the crew."
    for number in range(40)
]
FERRIES = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def test_a_body_as_long_as_the_pages_paragraphs_has_no_warning(page_of: Maker) -> None:
    found = extract(page_of())
    assert found.agreement is None
    assert found.warnings == ()


def test_a_body_that_leaves_most_of_the_page_out_is_matched_against_the_other_text(page_of: Maker) -> None:
    page = read_page(page_of(end=FERRIES))
    whole, some = "\n".join(SENTENCES), "\n".join(SENTENCES[:12])
    assert measure_agreement(page, whole) is None
    found = measure_agreement(page, some)
    assert found is not None and 0.2 < found < 0.6


def test_a_text_that_is_not_on_the_page_has_no_agreement(page_of: Maker) -> None:
    page = read_page(page_of(end=FERRIES))
    assert measure_agreement(page, "Of quite another matter, and at no great length, is spoken here.") == 0.0


def test_an_extractor_that_finds_almost_no_text_is_ignored(page_of: Maker) -> None:
    page = read_page(page_of())
    assert measure_agreement(page, "\n".join(SENTENCES)) is None


def test_scripts_without_spaces_are_compared_by_the_character(page_of: Maker) -> None:
    line = "渡し船は毎朝七時に港を出て、乗組員のほかには誰も乗っていなかったと船長は語った。"
    page = read_page(page_of(end=f"<p>{line * 60}</p>"))
    found = measure_agreement(page, line + "そして夜になった。")
    assert found is not None and found > 0.1


def test_low_agreement_is_a_warning_with_its_figure() -> None:
    assert warn_of_disagreement(None) == warn_of_disagreement(MIN_AGREEMENT) == []
    assert warn_of_disagreement(0.512) == ["extractors disagree: F1 0.51 between the body and resiliparse's text"]


@pytest.mark.usefixtures("_bounded")
@pytest.mark.parametrize(
    "bulk",
    [
        "<div>" * 100_000,
        "<p>a</p>" * MAX_TAGS,
        f"<p>{'word ' * 500_000}</p>",
    ],
)
def test_a_page_too_deep_for_the_second_extractor_is_not_given_to_it(page_of: Maker, bulk: str) -> None:
    page = read_page(page_of(end=bulk))
    assert measure_agreement(page, "Of quite another matter.") is None


def test_the_bounds_of_doubtful_length_are_unchanged() -> None:
    assert (MIN_LENGTH_RATIO, MAX_LENGTH_RATIO, MIN_AGREEMENT) == (0.6, 1.6, 0.8)
