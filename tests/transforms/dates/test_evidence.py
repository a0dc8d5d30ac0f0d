"""A text is dated after the past events that it mentions, and by no other words."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from transforms.dates.evidence import bound_extraction, find_evidence, read_events
from transforms.dates.offices import read_offices
from transforms.extract import extract
from transforms.records import ArchivedCopy, Capture, DateCandidate, Extraction, Hint, Outlet

SHARED = Path(__file__).parents[4] / "shared"
OUTLET = Outlet("lantern", "The Lantern", None, ("lantern.example",), "Europe/London")
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
PROSE = (
    "The bridges of this town need mending, and nobody has found the money for it in all these years of waiting. " * 4
)


def days(text: str) -> set[date]:
    return {candidate.parsed_on for candidate in find_evidence(text) if candidate.parsed_on}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("It was in contact with the man charged with stabbing Salman Rushdie; act now.", date(2022, 8, 12)),
        ("We have stood with Kyiv since Russia’s full-scale invasion of Ukraine.", date(2022, 2, 24)),
        ("The protests after the death of Mahsa Amini go on.", date(2022, 9, 13)),
        ("Covid-19 has changed how we work.", date(2020, 2, 11)),
        ("The October 7 attacks by Hamas shocked us.", date(2023, 10, 7)),
        ("Hamas’s brutal attack on 7 October shocked us.", date(2023, 10, 7)),
        ("I made my maiden speech in memory of the late Jo Cox.", date(2016, 6, 16)),
        ("Foreign Secretary James Cleverly said that talks had begun.", date(2022, 9, 6)),
        ("James Cleverly, the foreign secretary, was in the chamber.", date(2022, 9, 6)),
        ("The former Prime Minister Boris Johnson agrees.", date(2022, 7, 7)),
        ("Former Labour leader Ed Miliband has written about it.", date(2015, 5, 8)),
        ("We have been at war since 24 February 2022.", date(2022, 2, 24)),
        ("Rents have risen since March 2021.", date(2021, 3, 1)),
        ("Hezbollah was proscribed in its entirety in 2019.", date(2019, 1, 1)),
        ("In 2019, I won this seat by three votes.", date(2019, 1, 1)),
        ("On 12 May 2021 Parliament voted for it.", date(2021, 5, 12)),
        ("In 2006 I first went to Iran.", date(2006, 1, 1)),
        ("It threatens us at home: 20 plots since 2022.", date(2022, 1, 1)),
        ("Foreign Secretary Boris Johnson and Chancellor Philip Hammond are working on it.", date(2016, 7, 13)),
        ("It could not have been otherwise, when Labour leader Keir Starmer fell out with him.", date(2020, 4, 4)),
        ("Ministers set off for talks with President Zelensky.", date(2019, 4, 21)),
        ("The Environment Act 2021 gives councils that power.", date(2021, 1, 1)),
    ],
)
def test_an_event_mentioned_as_past_bounds_the_day(text: str, day: date) -> None:
    assert max(days(text)) == day


@pytest.mark.parametrize(
    "text",
    [
        "Is this another stabbing of Salman Rushdie?",
        "If Boris Johnson resigned as prime minister, who would follow?",
        "Calls for the killing of Hassan Nasrallah grew.",
        "A full-scale invasion of Ukraine would be a catastrophe.",
        "The West must deter Russia’s full-scale invasion of Ukraine.",
        "Russia’s full-scale invasion of Ukraine could come within days.",
        "The shadow Foreign Secretary James Cleverly said no.",
        "Deputy First Minister John Swinney said no.",
        "A Prime Minister Keir Starmer has no room to spend.",
        "Prime Minister Keir Starmer would have no room to spend.",
        "Prime Minister Keir Starmer is who the bookmakers name.",
        "Foreign Secretary David Lammy is a good thought.",
        "Imagine that Prime Minister Keir Starmer has called.",
        "Will Prime Minister Rishi Sunak have said yes?",
        "Foreign Secretary James Cleverly",  # a caption, a label
        "Foreign Secretary James Cleverlyson said no.",
        "The scheme will end in 2021.",
        "The factory was to be closed in 2021.",
        "Petrol cars were promised to be gone by 2030.",
        "It said it was ending the sale in 2030.",
        "It was announced that in 2030 the sale ends.",
        "The rule was planned for 2027.",
        "Sales were cut until 2027.",
        "Spending in 2019/20 was higher.",
        "Since 2019-20 spending is higher.",
        "In 1066, I won this seat.",
        "In 2027 we need another bridge.",
        "In 2027, ministers said, the line opens.",
        "In 2027, Labour announced, fares go up.",
        "I was told it opens in 2027.",
        "She was given a slot in June 2026.",
        "He opposed elections in 2024.",
        "They launched a campaign against the election in May 2026.",
        "Since 2027 is an election year, we wait.",
        "The court heard of the attack on 7 October.",
        "Hamas fought on after the attacks of 7 October 2001.",
        "King Charles was crowned at Scone.",
        "Labour is on course for a 2024 general election victory.",
        "Labour's Justice Secretary David Lammy is a good thought.",
        "Nazanin Boniadi said so.",
        "A new Environment Act would help.",
        "The next Fisheries Act 2031 will be better.",
        "We go on since 2,019 people asked.",
    ],
)
def test_a_future_or_only_possible_event_bounds_nothing(text: str) -> None:
    assert days(text) == set()


def page(text: str, hint: Hint | None = None, address: str = "a/bridges") -> Extraction:
    html = f"<html lang=en><head><title>Bridges</title></head><body><article><h1>Bridges</h1><p>{text} {PROSE}</p>"
    url = f"https://lantern.example/{address}"
    return extract(Capture(url, OUTLET, AT, "text/html", html.encode(), "utf-8", hint or Hint("import")))


def bounds(extraction: Extraction) -> tuple[date | None, date | None]:
    return extraction.dating.published_not_before, extraction.dating.published_not_after


def test_the_evidence_file_names_each_item_and_which_sets_the_bound() -> None:
    dating = page("Since 2019 we wait. Hezbollah helped the man charged with stabbing Salman Rushdie.").dating
    assert (dating.published_not_before, dating.published_not_after) == (date(2022, 8, 12), date(2026, 6, 1))
    evidence = {candidate.basis: (candidate.bound, candidate.reason) for candidate in dating.candidates}
    assert evidence == {
        "capture": ("not_after", "sets published_not_after"),
        "event": ("not_before", "sets published_not_before"),
        "prose": ("not_before", "wider than published_not_before"),
    }
    assert any("Stabbing_of_Salman_Rushdie" in (candidate.source or "") for candidate in dating.candidates)


def test_evidence_later_than_the_earliest_copy_is_refused() -> None:
    copy = ArchivedCopy("https://archive.example/1", "2021-05-05T12:00:00+00:00")
    found = page("Since 2019 we wait, since 24 February 2022 in vain.", Hint("web-archive", copy=copy))
    assert bounds(found) == (date(2019, 1, 1), date(2021, 5, 5))
    refused = [candidate.reason for candidate in found.dating.candidates if candidate.value.endswith("2022")]
    assert refused == ["later than the last possible day, 2021-05-05"]


def test_the_month_of_the_address_and_the_text_bound_together() -> None:
    assert bounds(page("We wait since 12 March 2021.", address="2021/03/bridges")) == (
        date(2021, 3, 12),
        date(2021, 3, 31),
    )
    assert bounds(page("We wait since 2019.", address="2021/03/bridges")) == (date(2021, 3, 1), date(2021, 3, 31))


def test_a_text_read_again_without_a_line_has_no_evidence_of_it() -> None:
    first = page("Since 24 February 2022 we wait.")
    again = bound_extraction(Extraction(**{**_fields(first), "body": PROSE}))
    assert bounds(first)[0] == date(2022, 2, 24)
    assert bounds(again) == (None, date(2026, 6, 1))
    assert bound_extraction(first) == first


def _fields(extraction: Extraction) -> dict[str, object]:
    return {name: getattr(extraction, name) for name in Extraction.__dataclass_fields__}


def test_another_language_is_not_read() -> None:
    text = {"body": "Covid-19 seit 24 February 2022.", "dating": page("").dating}
    assert bounds(bound_extraction(Extraction(**{**_fields(page("")), **text})))[0] == date(2020, 2, 11)
    assert bounds(bound_extraction(Extraction(**{**_fields(page("")), **text, "language": "de"})))[0] is None


def test_the_seeds_are_complete() -> None:
    events, offices = read_events(), read_offices()
    assert len(events) >= 80
    assert [event.day for event in events] == sorted(event.day for event in events)
    assert len({event.name for event in events}) == len(events)
    for row in (*events, *offices):
        assert row.source.startswith("https://")
    for office in offices:
        assert office.left_on is None or office.left_on > office.took_office_on
    assert len({(office.office, office.name) for office in offices}) == len(offices)


def _evidence(extraction: Extraction) -> list[DateCandidate]:
    text = "\n".join(filter(None, (extraction.title, extraction.standfirst, extraction.body)))
    return list(find_evidence(text)) if extraction.language in (None, "en") else []


@pytest.mark.skipif(not (SHARED / "seed").exists(), reason="../shared is absent")
def test_the_seed_article_is_bounded_by_its_text_and_its_masthead() -> None:
    (path,) = (SHARED / "seed").glob("*.txt")
    url = "https://www.politicshome.com/thehouse/article/tehran-russiaheap-more-pain-ukraine"
    captured_at = datetime(2024, 4, 20, 12, tzinfo=UTC)
    found = extract(Capture(url, OUTLET, captured_at, "text/plain", path.read_bytes()))
    assert bounds(found) == (date(2022, 8, 12), date(2024, 4, 20))
    setting = [c for c in found.dating.candidates if c.reason == "sets published_not_before"]
    assert [(c.basis, c.source) for c in setting] == [
        ("event", "stabbing of Salman Rushdie: https://en.wikipedia.org/wiki/Stabbing_of_Salman_Rushdie")
    ]


@pytest.mark.skipif(not (SHARED / "captures").exists(), reason="../shared is absent")
def test_no_evidence_is_later_than_the_true_day_of_a_text_capture() -> None:
    checked = 0
    for line in (SHARED / "captures" / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        true_day = date.fromisoformat(gold["published_on"] or gold["not_after"])
        for candidate in find_evidence("\n".join((gold["title"] or "", gold["body"] or ""))):
            assert candidate.parsed_on and candidate.parsed_on <= true_day, (gold["file"], candidate)
            checked += 1
    assert checked >= 5
