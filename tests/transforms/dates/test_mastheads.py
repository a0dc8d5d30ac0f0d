"""A date that captures of the same day share in one place is a masthead date, and dates no article."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from transforms.boilerplate.edge_lines import collect_edge_lines
from transforms.boilerplate.recurring import learn_boilerplate, match_boilerplate, remove_boilerplate, remove_learned
from transforms.extract import extract
from transforms.records import Capture, Extracted, Extraction
from transforms.urls import make_article_id, make_capture_id

SERVED = datetime(2024, 7, 1, 9, tzinfo=UTC)
TOLD = "masthead: 3 articles print the day of their capture there, and none another day"
Make = Callable[..., Extracted]


@pytest.fixture
def piece(page_of: Callable[..., Capture]) -> Make:
    """Return a maker of extracted pages, with the day printed above the headline in a block that says nothing."""

    def make(
        number: int, day: str = "Mon, 1 July 2024", at: datetime = SERVED, below: str = "", mark: str = "x7"
    ) -> Extracted:
        url = f"https://lantern.example/opinion/{number}"
        above = f"<div class='{mark}'>{day}</div>"
        capture = page_of(
            above=above, below=below, url=url, title=f"Bridges need mending before {'they ' * number}fall"
        )
        text = capture.payload.replace(b"The bridge at", f"The {'old ' * number}bridge at".encode())
        extractions = extract(replace(capture, payload=text, captured_at=at))
        return Extracted(make_article_id(url), make_capture_id(url, f"{number} {at} {day}"), extractions)

    return make


def clean(pieces: Sequence[Extracted]) -> list[Extraction]:
    lines = collect_edge_lines(pieces)
    return [item.extraction for item in remove_boilerplate(pieces, match_boilerplate(lines, learn_boilerplate(lines)))]


def days(extractions: Sequence[Extraction]) -> list[date | None]:
    return [one.dating.published_on for one in extractions]


def test_a_single_page_uses_its_capture_day_above_the_headline_as_its_date(piece: Make) -> None:
    """What the rules of one page cannot know: the block has no name that tells."""
    assert days(clean([piece(0), piece(1)])) == [date(2024, 7, 1)] * 2


def test_a_date_that_markup_names_masthead_is_never_used(piece: Make) -> None:
    (extractions,) = clean([piece(0, mark="masthead__date")])
    assert extractions.dating.published_on is None


def test_a_day_that_three_pages_captured_on_it_share_is_the_masthead_s(piece: Make) -> None:
    for extractions in clean([piece(number) for number in range(3)]):
        assert (extractions.dating.published_on, extractions.dating.published_not_after) == (None, date(2024, 7, 1))
        assert (extractions.dating.date_basis, extractions.dating.date_precision) == ("unknown", "none")
        assert [(one.value, one.reason) for one in extractions.dating.candidates if not one.bound] == [
            ("Mon, 1 July 2024", TOLD)
        ]


def test_the_order_of_pages_does_not_matter(piece: Make) -> None:
    pieces = [piece(number) for number in range(3)]
    for order in permutations(pieces):
        assert days(clean(order)) == [None] * 3


def test_an_element_that_prints_different_days_has_dates_of_articles(piece: Make) -> None:
    pieces = [*(piece(number) for number in range(4)), piece(4, "Fri, 28 June 2024")]
    assert days(clean(pieces)) == [date(2024, 7, 1)] * 4 + [date(2024, 6, 28)]


def test_pages_of_three_days_each_with_its_own_may_be_three_articles_of_the_day(piece: Make) -> None:
    pieces = [piece(n, f"{n + 1} July 2024", datetime(2024, 7, n + 1, 9, tzinfo=UTC)) for n in range(3)]
    assert days(clean(pieces)) == [date(2024, 7, n + 1) for n in range(3)]


def test_captures_of_one_article_count_once(piece: Make) -> None:
    again = [piece(0, at=SERVED.replace(hour=hour)) for hour in range(9, 14)]
    assert days(clean([*again, piece(1)])) == [date(2024, 7, 1)] * 6


def test_a_date_below_the_headline_is_preferred_to_the_mastheads(piece: Make) -> None:
    """The date of a piece stands below its headline, and goes before the masthead's; far from it, it comes after."""
    own = "<p class='meta'>Posted on 20 June 2024</p>"
    assert days(clean([piece(number, below=own) for number in range(3)])) == [date(2024, 6, 20)] * 3
    stated = "<meta name='dc.date' content='2024-06-20'>"
    dated = [piece(number, below=stated) for number in range(3)]
    assert days([item.extraction for item in dated]) == [date(2024, 7, 1)] * 3
    for extractions in clean(dated):
        assert [(one.basis, one.is_chosen) for one in extractions.dating.candidates] == [
            ("text", False),
            ("meta", True),
        ]
        assert extractions.dating.published_on == date(2024, 6, 20)


def test_learned_mastheads_are_refused_on_a_single_page(piece: Make) -> None:
    learned = learn_boilerplate(collect_edge_lines([piece(number) for number in range(3)]))
    dates = learned.filter(learned["edge"] == "date").select("kind", "text", "article_count")
    assert dates.rows() == [("masthead", "above the headline, in <div x7>", 3)]
    alone = piece(9, "Tue, 2 July 2024", SERVED.replace(day=2)).extraction
    assert alone.dating.published_on == date(2024, 7, 2)
    assert remove_learned(alone, learned).dating.published_on is None
