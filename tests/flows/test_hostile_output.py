"""Every command on a corpus whose every text tries to drive a terminal, a spreadsheet or a browser."""

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.cli import main
from flows.safe_text import escape_csv_cell, escape_log_line, escape_markdown, one_line, to_json
from transforms.frames import conform
from warehouse.schema.contract import Column
from warehouse.schema.migrations import migrate
from warehouse.schema.tables import TABLES
from warehouse.store.tallies import fill_tallies

HOSTILE = (
    "=cmd()\x1b]8;;http://evil.example\x07\x9b31m\u202egnp.exe\u2066\u200f\x85 Iran and Russia "
    "<script>alert(1)</script>\r\n"
)
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
DAY, AT = date(2022, 3, 5), datetime(2022, 3, 6, tzinfo=UTC)
KEY = "0f" * 12
Call = Callable[..., str]


def make_value(column: Column) -> object:
    """Return a value for a column that a row leaves out: null, or as plain as its kind allows."""
    if column.nullable:
        return None
    if column.values:
        return column.values[0]
    plain = {"TEXT": KEY, "DAY": DAY, "INSTANT": AT, "BOOLEAN": False, "INTEGER": 1, "REAL": 0.5}
    return plain.get(column.kind.name)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a corpus with hostile texts wherever an outlet's words go."""
    article = {
        "article_id": KEY, "capture_id": KEY, "outlet_id": "echo", "url": "https://echo.example/a\x1b[31m",
        "title": HOSTILE, "standfirst": HOSTILE, "body": f"{HOSTILE} Iran is near Russia. {HOSTILE}",
        "word_count": 9, "genre": "opinion", "published_on": DAY, "date_basis": "meta", "date_precision": "day",
        "first_captured_at": AT, "last_captured_at": AT, "version": 1, "content_sha256": "0f" * 32,
        "extractor_version": "1", "run_id": "r1",
    }  # fmt: skip
    rows = {
        "articles": [article],
        "outlets": [{"outlet_id": "echo", "name": HOSTILE, "timezone": "UTC", "is_declared": True}],
        "topics": [{"topic_id": "t", "topic_version": 1, "title": HOSTILE, "description": HOSTILE, "definition": "{}"}],
        "article_topics": [
            {"article_id": KEY, "capture_id": KEY, "topic_id": "t", "topic_version": 1, "mention_count": 2}
            | {"quoted_count": 0, "first_offset": 0}
        ],
        "article_authors": [
            {"article_id": KEY, "capture_id": KEY, "position": 0, "byline": HOSTILE, "name": HOSTILE}
            | {"party_name": HOSTILE, "party_group": HOSTILE, "resolution": "resolved", "reason": HOSTILE}
        ],
        "article_categories": [{"article_id": KEY, "capture_id": KEY, "position": 0, "label": HOSTILE}],
        "date_candidates": [
            {"article_id": KEY, "capture_id": KEY, "position": 0, "basis": "meta", "value": HOSTILE}
            | {"parsed_on": DAY, "is_chosen": True, "source": HOSTILE, "reason": HOSTILE}
        ],
        "runs": [{"run_id": "r1", "flow": "nightly", "state": "failed", "started_at": AT, "message": HOSTILE}],
        "quarantine": [
            {
                "article_id": KEY,
                "capture_id": KEY,
                "outlet_id": "echo",
                "url": HOSTILE,
                "rule": "short",
                "detail": HOSTILE,
            }
            | {"run_id": "r1", "quarantined_at": AT}
        ],
    }
    rows |= {
        "persons": [{"person_id": f"p1{HOSTILE}", "name": f"Jane Roe{HOSTILE}"}],
        "person_names": [
            {"person_id": f"p1{HOSTILE}", "name": "Jane Roe", "kind": "main", "start_on": date(1, 1, 1)},
            {"person_id": f"p1{HOSTILE}", "name": f"Jane{HOSTILE}Roe", "kind": "alternate", "start_on": date(1, 1, 1)},
        ],
        "parties": [{"party_id": HOSTILE, "name": HOSTILE, "party_group": HOSTILE}],
        "memberships": [
            {"membership_id": HOSTILE, "person_id": f"p1{HOSTILE}", "chamber": "commons", "party_id": HOSTILE}
            | {"constituency": HOSTILE, "start_on": date(2020, 1, 1), "end_reason": HOSTILE}
        ],
    }
    with duckdb.connect(str(tmp_path / "corpus.duckdb")) as connection:
        migrate(connection)
        for table in TABLES:
            if table.name not in rows:
                continue
            filled = [
                {column.name: row.get(column.name, make_value(column)) for column in table.columns}
                for row in rows[table.name]
            ]
            frame = conform(pl.DataFrame(filled, infer_schema_length=None), table)  # noqa: F841
            connection.execute(f"INSERT INTO {table.name} BY NAME FROM frame")
        fill_tallies(connection)
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def call(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    def run(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["backbench", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit):
            main.main()
        out, errors = capfd.readouterr()
        assert not UNSAFE.search(errors), errors
        assert "Traceback" not in errors
        return out

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("status", "--json"),
        ("status", "--coverage", "echo", "2022"),
        ("status", "--coverage", "\x1b[31m", "2022"),
        ("trends", "t"),
        ("trends", "t", "--by", "party", "--every", "year"),
        ("trends", "t", "--by", "outlet"),
        ("trends", "t", "--json"),
        ("trends", "\x1b[31m"),
        ("trends", "--query", "Iran NEAR/9 Russia\x9b"),
        ("kwic", "Iran"),
        ("kwic", "Iran", "--csv"),
        ("sql", "from articles"),
        ("sql", "select * from article_authors", "--csv"),
        ("sql", "from runs", "--json"),
        ("sql", "select '\x1b[2J' as \"\x9b\" from nowhere"),
        ("sql", "--named", "kept-back"),
        ("sql", "--named", "date-evidence", "--csv"),
        ("sql", "--named", "undated"),
        ("inspect", "nowhere\x1b[31m.html"),
        ("members", "match", "Jane Roe MP", "--on", "2022-03-05"),
        ("members", "match", "Jane Roe MP", "--on", "2022-03-05", "--json"),
        ("members", "match", HOSTILE, "--affiliation", HOSTILE),
        ("members", "match", f"By Jane Roe, MP for {HOSTILE}", "--on", "2022-03-05"),
        ("members", "match", "--csv", "nowhere\x1b[31m.csv"),
        ("report",),
        ("export",),
    ],
    ids=repr,
)
def test_no_text_of_the_corpus_controls_the_terminal(call: Call, arguments: tuple[str, ...]) -> None:
    out = call(*arguments)
    assert not UNSAFE.search(out), ascii(UNSAFE.findall(out))
    if "--json" in arguments:
        json.loads(out)
    if "--csv" in arguments:
        for row in csv.reader(io.StringIO(out)):
            assert not [cell for cell in row if re.match(r"\s*[=+@]", cell)]


COLUMNS = ["byline", "affiliation_text", "title", "outlet", "published_on"]


def test_matched_bylines_are_escaped_for_terminal_and_spreadsheet(call: Call, tmp_path: Path) -> None:
    given = tmp_path / "bylines.csv"
    rows = [
        ["Jane Roe MP", HOSTILE, HOSTILE, HOSTILE, "2022-03-05"],
        [f"By Jane Roe{HOSTILE}", f"Jane Roe is the MP for {HOSTILE}", "", "=1+1", "2022-03-05"],
        ["\ud800 and \U000e0041".encode("utf-8", "replace").decode(), "", "", "@sum", ""],
        ["x" * 100_000, "y " * 50_000, "", "", "9999-12-31"],
    ]
    with given.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    out = call("members", "match", "--csv", str(given))
    assert not UNSAFE.search(out), ascii(UNSAFE.findall(out))
    found = list(csv.DictReader(io.StringIO(out)))
    assert len(found) == len(rows)
    assert found[0]["person_id"].startswith("p1"), "the register's own hostile words are printed"
    assert not [cell for row in found for cell in row.values() if re.match(r"\s*[=+@＝]", cell)]


@pytest.mark.parametrize(
    "lines",
    ['Jane Roe,,,,2022-03-05\nJane\0Roe,,,,"', '"' + "x" * 200_000 + '",,,,', ",,,,yesterday\x1b[31m", "only one cell"],
    ids=["nul", "large", "day", "short"],
)
def test_a_file_of_bylines_that_cannot_be_read_is_refused_in_words(call: Call, tmp_path: Path, lines: str) -> None:
    given = tmp_path / "bylines.csv"
    given.write_text(",".join(COLUMNS) + "\n" + lines, encoding="utf-8")
    out = call("members", "match", "--csv", str(given))
    assert "Traceback" not in out
    assert not UNSAFE.search(out)


def test_files_have_no_control_characters_and_no_script(call: Call, home: Path) -> None:
    paths = {name: home / name for name in ("kwic.html", "trend.svg", "report.html")}
    call("kwic", "Iran", "--html", str(paths["kwic.html"]))
    call("trends", "t", "--by", "party", "--plot", str(paths["trend.svg"]))
    call("report", "--out", str(paths["report.html"]))
    for path in paths.values():
        text = path.read_text(encoding="utf-8")
        assert not UNSAFE.search(text), path
        assert "<script" not in text
    assert "Content-Security-Policy" in paths["kwic.html"].read_text(encoding="utf-8")


def test_a_plot_in_html_has_no_raw_control_character(call: Call, home: Path) -> None:
    call("trends", "t", "--plot", str(home / "trend.html"))
    page = (home / "trend.html").read_text(encoding="utf-8")
    assert "<script>alert(1)" not in page
    assert not UNSAFE.search(page.split("<script", 1)[0] + page.rsplit("</script>", 2)[1])


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1", "'=1"),
        (" +1", "' +1"),
        ("a\x1b[31m\u202eb\r\nc", "a�[31m�b\nc"),
        (-1, -1),
        (None, None),
        ("＝1", "'＝1"),
    ],
)
def test_a_csv_cell_cannot_be_a_formula(value: object, cell: object) -> None:
    assert escape_csv_cell(value) == cell


def test_text_for_a_terminal_a_log_and_json() -> None:
    assert one_line("a\n\tb\x9bc\xad") == "a b�c"
    assert escape_log_line("a\nb\u202e") == "a\\x0ab\\x202e"
    for text in ("\x9b\u202e", "\U000e0041", "\ud800"):
        written = to_json({"a": text})
        assert written.isascii()
        assert json.loads(written) == {"a": text}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("![x](http://evil.example/p.png)", r"!\[x\](http://evil.example/p.png)"),
        ("<img src=x onerror=alert(1)>\n`a` &lt;", r"\<img src=x onerror=alert(1)\> \`a\` \&lt;"),
        ("[a]: http://evil.example\x1b[31m\u202e", r"\[a\]: http://evil.example�\[31m�"),
        ("page_time", "page_time"),
    ],
)
def test_a_cell_of_an_artifact_is_text(text: str, written: str) -> None:
    assert escape_markdown(text) == written
