"""Boilerplate is learned from all captures of an outlet, in whatever runs these were loaded."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from flows.settings import Settings

CALL = "The Chronicle of the Fens goes out by post on Fridays to whoever asks for it at the counter."
LATER = "The Chronicle of the Fens has moved to the old custom house, where its doors are open."
BIOGRAPHY = "Ada Brook keeps the weir at Harrow Lane. Her book on sluices is out in spring."
SHARED = "“We shall mend the bridge before the winter, and we have the money for it,” the council wrote to its tenants."
WORDS = ("river", "pier", "bridge", "cart", "tram", "lorry", "council", "spring", "detour", "wreck", "road", "town")
PIECES = 12


def page(number: int) -> bytes:
    """A dated piece: the call until it gives way to a notice; two of three by Ada Brook; some end in one quotation."""
    chance = Random(number)
    text = [" ".join(chance.choices(WORDS, k=30)).capitalize() + f" {'i' * (number + 1)}." for _ in range(5)]
    text += [SHARED] if number < 5 else []
    author = "Ada Brook" if number % 3 else "Ben Weir"
    text += [BIOGRAPHY] if number % 3 else []
    text += [CALL] if number < 7 else [LATER]
    output = f'{{"@type":"NewsArticle","datePublished":"2024-03-{number + 1:02}T09:00:00Z"}}'
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text)
    return (
        f"<html lang='en'><head><title>{title(number)}</title><meta name='author' content='{author}'>"
        f"<script type='application/ld+json'>{output}</script></head>"
        f"<body><article><h1>{title(number)}</h1>{body}</article></body></html>"
    ).encode()


def title(number: int) -> str:
    return f"A view of the {WORDS[number]} from the far bank"


@pytest.fixture(scope="module")
def warcs(trials: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One file a piece, each captured on a day of its own."""
    folder = tmp_path_factory.mktemp("warcs")
    return [
        trials.write_warc(
            folder / f"{number}.warc.gz",
            {f"https://fens.example/views/{number}-bank": page(number)},
            datetime(2024, 4, 1, tzinfo=UTC) + timedelta(days=number),
        )
        for number in range(PIECES)
    ]


@pytest.fixture(scope="module")
def at_once(warcs: list[Path], tmp_path_factory: pytest.TempPathFactory, trials: Any) -> tuple[Any, Settings]:
    """A data folder after one import of them all."""
    trial = trials(tmp_path_factory.mktemp("at-once"))
    settings = trial.settings()
    assert trial.take(settings, *warcs).counts["loaded"] == PIECES
    return trial, settings


def lines(trial: Any, settings: Settings) -> Mapping[str, list[str]]:
    return {url: body.split("\n") for url, body in trial.rows(settings, "select url, body from articles order by url")}


def test_recurring_lines_are_removed_and_stored_in_a_table(at_once: tuple[Any, Settings]) -> None:
    trial, settings = at_once
    learned = trial.rows(settings, "select kind, text, article_count, of_count from boilerplate order by text")
    assert ("recurring", CALL, 7, 12) in learned
    assert ("recurring", BIOGRAPHY, 8, 12) in learned
    assert not any(text == SHARED for _, text, *_ in learned)
    found = [line for body in lines(trial, settings).values() for line in body]
    assert not {CALL, BIOGRAPHY} & set(found)
    assert (found.count(SHARED), found.count(LATER)) == (5, 5)
    affiliations = trial.rows(
        settings, "select affiliation_text, count(*) from article_authors where name = 'Ada Brook' group by all"
    )
    assert affiliations == [(BIOGRAPHY, 8)]


@pytest.mark.parametrize("cuts", [((0, 1), (1, 3), (3, 9), (9, 12)), ((7, 12), (4, 7), (0, 4))])
def test_the_corpus_does_not_depend_on_how_captures_are_split_into_runs(
    cuts: tuple[tuple[int, int], ...], warcs: list[Path], at_once: tuple[Any, Settings], trial: Any
) -> None:
    """In the second order the notice is learned from five of five, and given back when it proves five of twelve."""
    right, expected = at_once
    settings = trial.settings()
    for first, end in cuts:
        counts = trial.take(settings, *warcs[first:end]).counts
        assert counts["discovered"] == counts["loaded"] == end - first
    assert trial.tables(settings) == right.tables(expected)
    assert trial.accounts_meet(settings)


def test_reprocessing_changes_nothing(at_once: tuple[Any, Settings]) -> None:
    right, expected = at_once
    settings = right.copy(expected, "reprocessed")
    counts = right.reprocess(settings).counts
    assert counts["unchanged_text"] == PIECES
    assert right.tables(settings) == right.tables(expected)


def test_inspect_uses_what_was_learned_and_says_when_there_is_nothing(
    at_once: tuple[Any, Settings], trial: Any, ended: Any, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.html"
    saved.write_bytes(page(3))
    sidecar = {"url": "https://fens.example/views/another-bank", "captured_at": "2024-04-09T00:00:00+00:00"}
    saved.with_suffix(".json").write_text(json.dumps(sidecar))
    _, knowing = at_once
    (_, output, errors), (_, output_without, errors_without) = (
        ended(settings, "inspect", str(saved)) for settings in (knowing, trial.settings())
    )
    assert f"recurs in 7 of 12 articles: {CALL}" in json.loads(output)["removed"]
    assert CALL not in json.loads(output)["body"]
    assert "boilerplate" not in errors
    assert json.loads(output_without)["body"].endswith(CALL)
    assert "no learned boilerplate here" in errors_without
