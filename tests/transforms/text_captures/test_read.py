"""A text capture without markup gives the article, and nothing that the site printed around it."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction, Hint, Outlet, Quarantine

SHARED = Path(__file__).resolve().parents[4] / "shared" / "seed"
SEED = SHARED / "000_6686baedbfc315f2.txt"
HOUSE = Outlet(
    "the-house",
    "The House",
    "https://www.politicshome.com/thehouse",
    ("www.politicshome.com",),
    "Europe/London",
    article_paths=("/thehouse/article/",),
    opinion_paths=("/thehouse/article/",),
)
NO_HINT = Hint("import")
ADDRESS = "https://www.politicshome.com/thehouse/article/ferries-meanwhileislands-wait-bridge"
PIECE = [
    "The islands have waited for a bridge since before the last ferry was built, and they have been told each spring "
    "that the next budget will hold it, and each autumn that it did not.",
    "A ferry is a promise made twice a day. It is kept in June and broken in January, when the chemist runs out and "
    "the school on the far side opens with a third of its pupils.",
    "The sum is not large beside what a road in the south costs, and it is small beside what the detour costs",
    "The sum is not large beside what a road in the south costs, and it is small beside what the detour costs. I have "
    "asked for it four times, and shall ask a fifth.",
    "When it is built, I will be the second to walk across it, for the first should be the chemist of our island.",
]
TITLE = "Ferries promise, meanwhile the islands wait for a bridge"


def page(above: list[str], piece: list[str] = PIECE, below: tuple[str, ...] = (), title: str = TITLE) -> bytes:
    tail = ["PoliticsHome Newsletters", "Get the inside track. Sign up to The House's morning email for the latest."]
    lines = [*above, title, "4 min read", *below, *piece, *tail, "Categories", "Transport"]
    return "\n\n".join(lines).encode()


def read(payload: bytes, day: date = date(2024, 7, 18), hint: Hint = NO_HINT, url: str = ADDRESS) -> Extraction:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return extract(Capture(url, HOUSE, at, "text/plain", payload, None, hint))


FIRST = ["Menu", "Sat, 20 April 2024", "Subscribe now", "The House Live All", "Communities", "Press releases"]
SECOND = [
    *("Menu", "Thu, 18 July 2024", "Newsletter sign-up", "Partner content"),
    "A quieter heat pump makes a better neighbour, and the terrace is the place where that is heard at night",
    *("By Institute of Warmth", "Who wrote the timetable for the night bus?", "By Christina Georgaki", "Culture"),
]


@pytest.mark.parametrize(("above", "day"), [(FIRST, date(2024, 4, 20)), (SECOND, date(2024, 7, 18))])
def test_lines_above_the_title_are_not_the_text(above: list[str], day: date) -> None:
    found = read(page(above), day)
    assert found.title == TITLE
    assert found.body == "\n".join([*PIECE[:2], *PIECE[3:]])
    assert found.credits == ()
    assert found.categories == ("Transport",)
    assert found.genre == "opinion"
    assert found.dating.published_on is None
    assert (found.dating.date_basis, found.dating.published_not_after) == ("unknown", day)


def test_two_captures_with_other_teasers_give_one_text() -> None:
    first, second = read(page(FIRST)), read(page(SECOND))
    assert (first.title, first.body) == (second.title, second.body)


def test_the_mastheads_day_is_a_bound_whatever_the_capture_day() -> None:
    found = read(page(SECOND), date(2026, 1, 1)).dating
    masthead = next(one for one in found.candidates if one.basis == "masthead")
    assert (masthead.value, masthead.parsed_on, masthead.bound) == ("Thu, 18 July 2024", date(2024, 7, 18), "not_after")
    assert (found.published_on, found.published_not_after) == (None, date(2024, 7, 18))


def test_every_removed_text_is_reported() -> None:
    removed = read(page(SECOND)).removed
    assert "above the title: By Christina Georgaki" in removed
    assert "reading time: 4 min read" in removed
    assert "pull quote: " + PIECE[2] in removed
    assert "after the text: PoliticsHome Newsletters" in removed


def test_a_byline_below_the_title_credits_its_author_and_leaves_the_text() -> None:
    found = read(page(SECOND, below=("By Jane Roe MP",)))
    assert [credit.name for credit in found.credits] == ["Jane Roe"]
    assert "Jane Roe" not in found.body


def test_a_closing_line_of_seat_and_party_is_the_affiliation() -> None:
    line = "Jane Roe is the Meadow MP for the Outer Skerries."
    found = read(page(SECOND, [*PIECE, line]))
    assert found.affiliation_text == line
    assert found.body.endswith("the chemist of our island.")


def test_a_title_printed_twice_opens_the_text_at_its_last_place() -> None:
    assert read(page([*SECOND, TITLE])).body == read(page(SECOND)).body


def test_a_pull_quote_as_long_as_its_paragraph_is_removed_and_the_paragraph_kept() -> None:
    sentence = "A harbour is where a country is polite to the sea."
    quoted = f"“{sentence}” – Jane Roe"
    expected = [*PIECE[:2], sentence, PIECE[3]]
    assert read(page(SECOND, [PIECE[0], quoted, PIECE[1], sentence, *PIECE[2:4]])).body.split("\n") == expected
    assert read(page(SECOND, [PIECE[0], sentence[:-1], PIECE[1], sentence, *PIECE[2:4]])).body.split("\n") == expected


def test_a_call_in_the_middle_does_not_end_the_article() -> None:
    found = read(page(SECOND, [PIECE[0], "PoliticsHome Newsletters", *PIECE[1:]]))
    assert found.body == read(page(SECOND)).body


def test_the_feeds_title_finds_the_line_where_the_address_does_not() -> None:
    url = "https://www.politicshome.com/thehouse/article/29411"
    found = read(page(SECOND, title="Bridges"), url=url, hint=Hint("feed", title="Bridges"))
    assert (found.title, found.title_basis) == ("Bridges", "feed")


def test_the_line_above_the_reading_time_is_the_title_where_the_address_has_no_words() -> None:
    found = read(page(SECOND), url="https://www.politicshome.com/thehouse/article/29411")
    assert (found.title, found.title_basis) == (TITLE, "text")


@pytest.mark.parametrize("payload", [b"", b"\x00\x00", b"Menu\n\nSat, 20 April 2024\n\n4 min read"])
def test_a_text_without_prose_is_quarantined(payload: bytes) -> None:
    with pytest.raises(Quarantine):
        read(payload)


@pytest.mark.parametrize("head", [b"", b"Ferries are a promise, and the islands wait. " * 20])
def test_a_file_of_another_kind_is_not_read_as_an_article(head: bytes) -> None:
    noise = b"".join(sha256(bytes([number])).digest() for number in range(200))
    with pytest.raises(Quarantine) as refused:
        read(head + noise)
    assert refused.value.rule == "not_text"


def test_a_control_character_does_not_quarantine_an_article() -> None:
    assert read(page(FIRST).replace(b"ferry", b"fer\x02ry")).title == TITLE


@pytest.mark.skipif(not SEED.exists(), reason="needs ../shared/seed")
def test_the_seed_article_is_extracted_without_furniture() -> None:
    gold = json.loads(SEED.with_suffix(".json").read_text(encoding="utf-8"))
    found = read(SEED.read_bytes(), date.fromisoformat(gold["captured_at"][:10]), url=gold["url"])
    assert found.title == "Tehran must not be allowed to help Russia heap more pain on Ukraine"
    assert found.body.startswith("Russian President Vladimir Putin’s choice of Tehran")
    assert found.body.endswith("unchecked and unchallenged for far too long.")
    assert found.body.count("considerable") == 1
    assert found.body.count("\n") == 10
    assert (found.categories, found.credits, found.language) == (("Foreign affairs",), (), "en")
    assert found.dating.published_on is None
    assert (found.dating.date_basis, found.dating.published_not_after) == ("unknown", date(2024, 4, 20))
    masthead = next(one for one in found.dating.candidates if one.basis == "masthead")
    assert (masthead.value, masthead.is_chosen) == ("Sat, 20 April 2024", False)
