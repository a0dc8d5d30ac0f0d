"""The calendar of an outlet's year: readable without colour, in 80 columns, and as JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

import duckdb
import pytest

from flows.cli import main
from flows.settings import CHECKOUT
from warehouse.schema.tables import RUNS
from warehouse.store.database import open_writer
from warehouse.store.publish import publish_corpus

THEN = datetime(2024, 5, 1)
STATES = {"waiting": "waiting", "failed": "failed", "discarded": "captured"}
TEXT = {
    **{"title": "A ford", "body": "On fords.", "word_count": 2, "genre": "opinion", "date_basis": "meta"},
    **{"date_precision": "day", "first_captured_at": THEN, "last_captured_at": THEN, "version": 1},
    "extractor_version": "1",
}
Known = dict[tuple[int, int] | None, str]
"""What is known of on a day (month and day), a word for each article: where it is."""
Call = Callable[..., tuple[int, str, str]]


def fill(connection: duckdb.DuckDBPyConnection, known: Known) -> None:
    numbers = count()
    run = {"run_id": "r1", "flow": "nightly", "state": "completed", "started_at": THEN, "code_version": "1"}
    counts = {name: 0 for name in RUNS.names if name.endswith("_count")}
    insert(connection, "runs", run | counts)
    connection.execute("INSERT INTO outlets VALUES ('weir', 'The Weir', NULL, 'Europe/London', true)")
    connection.execute("INSERT INTO outlets VALUES ('ford', 'The Ford', NULL, 'Europe/London', true)")
    for at, places in known.items():
        day = date(2024, *at) if at else None
        for place in places.split():
            key = sha256(str(next(numbers)).encode()).hexdigest()
            url, article = f"https://weir.test/{key}", key[:24]
            row = {"article_id": article, "outlet_id": "weir", "url": url}
            seen = {"route": "feed", "hint": "{}", "listed_on": day, "first_seen_at": THEN, "last_seen_at": THEN}
            insert(connection, "candidates", {**row, **seen, "state": STATES.get(place, "captured"), "attempts": 0})
            row |= {"capture_id": article, "run_id": "r1"}
            if place == "kept":
                why = {"rule": "short", "detail": "It is short.", "quarantined_at": THEN}
                insert(connection, "quarantine", row | why)
            if place == "loaded":
                insert(connection, "articles", {**row, **TEXT, "published_on": day, "content_sha256": key})


def insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Known], Path]:
    """Publish a corpus in which so much is known of The Weir, and let it be the data folder."""

    def make(known: Known) -> Path:
        with open_writer(tmp_path / "warehouse.duckdb") as connection:
            connection.begin()
            fill(connection, known)
            connection.commit()
        publish_corpus(tmp_path / "warehouse.duckdb", tmp_path / "corpus.duckdb")
        return tmp_path

    for name in [name for name in os.environ if name.startswith("BACKBENCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    return make


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Ask for a year; return exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["backbench", "status", "--coverage", *arguments])
        with pytest.raises(SystemExit) as end:
            main.main()
        output, errors = capsys.readouterr()
        return int(end.value.code or 0), output, errors

    return run


def month(output: str, name: str) -> tuple[str, list[str]]:
    """Return the month's days and its sums that are shown."""
    (line,) = [line for line in output.splitlines() if line.startswith(f"{name} ")]
    return line[5:38], line[38:].split()


def test_each_day_has_a_character_for_its_state(home: Callable[[Known], Path], call: Call) -> None:
    known: Known = {
        (2, 1): "loaded",
        (2, 2): "loaded " * 9,
        (2, 3): "loaded " * 10,
        (2, 4): "waiting",
        (2, 5): "waiting loaded",
        (2, 6): "failed",
        (2, 7): "failed loaded",
        (2, 8): "kept",
        (2, 9): "kept loaded",
        (2, 10): "discarded",
        (2, 11): "discarded loaded loaded",
        (2, 29): "waiting failed kept",
    }
    home(known)
    code, output, _ = call("weir", "2024")
    assert code == 0
    days, sums = month(output, "Feb")
    assert days.rstrip() == "19+wWfFkK· 2········· ········w"
    assert sums == [str(sum(len(places.split()) for places in known.values())), "25", "3", "3", "3", "2"]
    assert month(output, "Apr") == ("·········· ·········· ·········· ", ["0", "0"])
    assert month(output, "Jan")[0] == "·········· ·········· ···········"


def test_the_year_sums_its_months_and_counts_articles_without_a_day(home: Callable[[Known], Path], call: Call) -> None:
    home({(1, 1): "loaded waiting", (12, 31): "loaded failed", None: "waiting waiting kept"})
    _, output, _ = call("weir", "2024")
    lines = output.splitlines()
    assert lines[0] == "The Weir, 2024: articles by day of publication"
    assert lines[1].split()[4:] == ["known", "loaded", "waiting", "failed", "kept", "other"]
    assert lines[14].split() == ["4", "2", "1", "1"]
    assert "Without a known day, of this year or another: 2 waiting, 1 kept." in lines
    assert "Corpus as of 2024-05-01 00:00 UTC." in lines


def test_the_calendar_fits_80_columns_and_is_aligned_with_its_header(home: Callable[[Known], Path], call: Call) -> None:
    home({(5, 31): "loaded " * 100})
    _, output, _ = call("weir", "2024")
    lines = [line.rstrip() for line in output.splitlines()]
    assert max(map(len, lines)) <= 80
    head, may, year = lines[1], lines[6], lines[14]
    for number, column in ((1, 5), (11, 16), (21, 27), (31, 37)):
        assert head[column:].startswith(str(number))
    assert may[37] == "+"
    ends = [head.index(name) + len(name) for name in ("known", "loaded")]
    assert [line[end - 3 : end] for line in (may, year) for end in ends] == ["100"] * 4
    assert "\x1b" not in output


def test_the_json_has_the_same_sums(home: Callable[[Known], Path], call: Call) -> None:
    home({(3, 1): "loaded waiting", (3, 9): "kept", None: "failed"})
    _, output, _ = call("weir", "2024", "--json")
    found = json.loads(output)
    none = {"waiting": 0, "failed": 0, "quarantined": 0, "discarded": 0}
    assert (found["outlet_id"], found["year"], found["as_of"]) == ("weir", 2024, "2024-05-01 00:00")
    assert found["undated"] == {"discovered": 1, "loaded": 0, **none, "failed": 1}
    assert found["days"] == [
        {"day": "2024-03-01", "discovered": 2, "loaded": 1, **none, "waiting": 1},
        {"day": "2024-03-09", "discovered": 1, "loaded": 0, **none, "quarantined": 1},
    ]
    assert [each["month"] for each in found["months"]] == list(range(1, 13))
    march = {"month": 3, "discovered": 3, "loaded": 1, "waiting": 1, "failed": 0, "quarantined": 1, "discarded": 0}
    assert found["months"][2] == march
    assert not any(sum(each.values()) - each["month"] for each in found["months"] if each != march)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("moon", "2024"), "No outlet is called 'moon'. Known: ford, weir."),
        (("weir", "lately"), "'lately' is not a year. Give one in four digits: 2022."),
        (("weir", "20244"), "'20244' is not a year"),
        (("weir", "0"), "'0' is not a year"),
        (("weir", "²"), "'²' is not a year"),
    ],
)
def test_a_wrong_outlet_or_year_is_one_line(
    home: Callable[[Known], Path], call: Call, arguments: tuple[str, str], message: str
) -> None:
    home({})
    code, output, errors = call(*arguments)
    assert (code, output) == (2, "")
    (line,) = errors.splitlines()
    assert message in line


def test_a_year_of_which_nothing_is_known_says_what_is(home: Callable[[Known], Path], call: Call) -> None:
    home({(3, 1): "loaded", (4, 2): "waiting"})
    assert "The outlet has known articles from 2024-03-01 to 2024-04-02." in call("weir", "1999")[1]
    assert "No article of this outlet has a known day." in call("ford", "2024")[1]


def test_the_calendar_loads_no_heavy_module(home: Callable[[Known], Path]) -> None:
    folder = home({(3, 1): "loaded"})
    heavy = ("prefect", "great_expectations", "pandas", "polars", "pyarrow", "numpy")
    code = f"""
import sys
from flows.cli.main import main
try:
    main()
finally:
    print(sorted(set({heavy}) & set(sys.modules)))
"""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("BACKBENCH_")}
    done = subprocess.run(
        [sys.executable, "-c", code, "status", "--coverage", "weir", "2024"],
        env=variables | {"BACKBENCH_HOME": str(folder)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
