"""Text captures of many layouts, each with every line's part: nothing that is not the piece, and nothing invented.

A `.gold` file has the right values in its first line, then the capture's lines, each after its part: T title, B text,
S standfirst, Q pull quote, A author, C caption, D date, F furniture. People, parties and outlets in them are invented
(but for PoliticsHome, The House and the record of Parliament, whose layouts are theirs).
"""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from flows.reference.outlets import read_outlets
from transforms.extract import extract
from transforms.records import Capture, Discard, Extraction
from transforms.urls import find_outlet

FOLDER = Path(__file__).parent / "captures"
OUTLETS = read_outlets(Path(__file__).parents[3] / "seeds" / "outlets.toml")
FILES = sorted(FOLDER.glob("*.gold"))


@dataclass(frozen=True)
class Gold:
    """The right values of a capture, and its lines by their part."""

    values: dict[str, object]
    lines: tuple[tuple[str, str], ...]

    def of_part(self, parts: str) -> list[str]:
        return [line for part, line in self.lines if part in parts]


def read_gold(path: Path) -> Gold:
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    return Gold(json.loads(head), tuple((line[0], line[2:]) for line in lines))


def read(gold: Gold, url: str, day: date) -> Extraction:
    payload = "\n\n".join(line for _, line in gold.lines).encode()
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return extract(Capture(url, find_outlet(url, OUTLETS), at, "text/plain", payload))


def of_address(gold: Gold) -> Extraction:
    return read(gold, str(gold.values["url"]), date.fromisoformat(str(gold.values["captured_at"])))


PIECES = [path for path in FILES if not read_gold(path).values.get("listing")]
LISTINGS = [path for path in FILES if read_gold(path).values.get("listing")]


@pytest.mark.parametrize("path", PIECES, ids=lambda path: path.stem)
def test_a_capture_is_extracted_as_its_gold_says(path: Path) -> None:
    gold = read_gold(path)
    found, right = of_address(gold), gold.values
    assert (found.title, found.title_basis) == (right["title"], right["title_basis"])
    assert [credit.name for credit in found.credits] == right["authors"]
    published = found.dating.published_on
    assert (published.isoformat() if published else None) == right["published_on"]
    assert list(found.categories) == right["categories"]
    assert found.genre == right["genre"], found.genre_reason
    assert found.dating.published_not_after is not None
    assert found.dating.published_not_after.isoformat() <= str(right["not_after"])


@pytest.mark.parametrize("path", PIECES, ids=lambda path: path.stem)
def test_the_text_has_only_its_own_lines(path: Path) -> None:
    gold = read_gold(path)
    neutral = gold.of_part("S")
    assert [line for line in of_address(gold).body.split("\n") if line not in neutral] == gold.of_part("B")


@pytest.mark.parametrize("path", PIECES, ids=lambda path: path.stem)
def test_every_line_has_one_place(path: Path) -> None:
    found = of_address(gold := read_gold(path))
    kept = "\n".join((found.title or "", found.standfirst or "", found.body, *found.removed))
    assert [line for _, line in gold.lines if line.strip(" *") not in kept] == []


@pytest.mark.parametrize("path", PIECES, ids=lambda path: path.stem)
def test_without_its_address_an_article_keeps_its_text_and_nothing_is_invented(path: Path) -> None:
    gold = read_gold(path)
    found = read(gold, "urn:backbench:text:0123456789abcdef", date(2026, 11, 1))
    printed = gold.of_part("T")
    assert found.title in ((printed[-1], None) if printed else (None,))
    assert {credit.name for credit in found.credits} <= set(map(str, gold.values["authors"]))  # type: ignore[call-overload]
    assert found.dating.published_on is None or found.dating.published_on.isoformat() == gold.values["published_on"]
    assert [line for line in found.body.split("\n") if line not in gold.of_part("S")] == gold.of_part("B")


@pytest.mark.parametrize("path", LISTINGS, ids=lambda path: path.stem)
def test_a_list_of_articles_is_removed(path: Path) -> None:
    with pytest.raises(Discard, match="listing"):
        of_address(read_gold(path))
