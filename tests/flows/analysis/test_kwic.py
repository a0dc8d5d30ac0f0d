"""Keyword in context: every mention and no other, whose it is, and nothing of a page that acts on the reader."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows.analysis.kwic import Mention, find_mentions
from flows.analysis.kwic_output import render_html, write_csv, write_table
from flows.cli.kwic import kwic as command
from flows.errors import BackbenchError, WrongUse
from transforms.frames import conform
from warehouse.schema.migrations import migrate
from warehouse.schema.tables import TABLES

AT = datetime(2024, 1, 2, 2, 15)
Find = Callable[..., list[Mention]]

PIECES = [
    # title, body, day, genre, duplicate of, authors
    ("On the IRGC", "The IRGC,\nand the irgc-led. \nNo airgcs.", date(2022, 3, 31), "opinion", None, ["Ada Vane"]),
    ("Guards", "Revolutionary\u00a0Guards; a Revolutionary “Guard”.", date(2022, 4, 1), "news", None, ["A", "B"]),
    ("Paid for", "The IRGC pays.", date(2022, 4, 2), "partner", None, []),
    ("Twice", "The IRGC, and the irgc-led.", date(2022, 4, 3), "opinion", 0, []),
    ("=cmd [bold]<b>\x1b[31m", "=IRGC <script>alert(1)</script> \x1b[2J [red]IRGC", None, "opinion", None, ["[bold]"]),
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    articles: list[dict[str, object]] = [
        {
            "article_id": f"{number:024x}",
            "capture_id": f"{number:024x}",
            "outlet_id": "the-echo",
            "url": f"https://echo.example/{number}",
            "title": title,
            "body": body,
            "word_count": 3,
            "genre": genre,
            "published_on": day,
            "date_basis": "meta" if day else "unknown",
            "date_precision": "day" if day else "none",
            "first_captured_at": AT,
            "last_captured_at": AT,
            "version": 1,
            "content_sha256": f"{number:064x}",
            "duplicate_of": None if duplicate is None else f"{duplicate:024x}",
            "extractor_version": "1",
            "run_id": "r1",
        }
        for number, (title, body, day, genre, duplicate, _) in enumerate(PIECES)
    ]
    authors: list[dict[str, object]] = [
        {"article_id": f"{n:024x}", "capture_id": f"{n:024x}", "position": p, "name": name, "party_name": "Heath"}
        | {"resolution": "resolved"}
        for n, piece in enumerate(PIECES)
        for p, name in enumerate(piece[5])
    ]
    topic = {"topic_id": "guards", "topic_version": 1, "title": "G", "description": "D", "definition": "{}"}
    tagged = {"article_id": f"{1:024x}", "capture_id": f"{1:024x}", "topic_id": "guards", "topic_version": 1}
    outlet = {"outlet_id": "the-echo", "name": "The Echo", "timezone": "UTC", "is_declared": True}
    counts = {"mention_count": 1, "quoted_count": 0, "first_offset": 0}
    rows: dict[str, list[dict[str, object]]] = {
        "articles": articles,
        "article_authors": authors,
        "outlets": [outlet],
        "topics": [topic],
    }
    rows["article_topics"] = [tagged | counts]
    with duckdb.connect(str(tmp_path / "corpus.duckdb")) as connection:
        migrate(connection)
        for table in TABLES:
            frame = conform(rows.get(table.name, []), table)  # noqa: F841  # DuckDB finds it by name
            connection.execute(f"insert into {table.name} from frame")
    return tmp_path


@pytest.fixture
def find(home: Path) -> Find:
    return lambda *words, **bounds: list(find_mentions(home / "corpus.duckdb", *words, **bounds))


def test_every_mention_is_found_with_its_sides_and_its_article(find: Find) -> None:
    found = [line for line in find("IRGC") if line.published_on]
    assert [(line.left, line.hit, line.right, line.is_in_title) for line in found] == [
        ("On the ", "IRGC", "", True),
        ("The ", "IRGC", ", and the irgc-led. No airgcs.", False),
        ("The IRGC, and the ", "irgc", "-led. No airgcs.", False),
    ]
    assert {(line.title, line.authors, line.party, line.outlet, line.url) for line in found} == {
        ("On the IRGC", "Ada Vane", "Heath", "The Echo", "https://echo.example/0")
    }


def test_terms_are_written_as_topics_write_theirs(find: Find) -> None:
    assert [line.hit for line in find("Revolutionary Guard(s)")] == ["Revolutionary Guards", "Revolutionary “Guard"]
    assert [line.hit for line in find("=IRGC") if line.published_on] == ["IRGC", "IRGC"]


def test_days_and_topic_bound_the_articles_and_the_latest_comes_first(find: Find) -> None:
    assert [line.published_on for line in find("guards")] == [date(2022, 4, 1)] * 2
    assert find("irgc", until=date(2022, 3, 30)) == []
    assert len(find("irgc", since=date(2022, 3, 31), until=date(2022, 3, 31))) == 3
    assert {line.title for line in find("guards", topic="guards")} == {"Guards"}
    assert find("irgc", topic="guards") == []
    assert [line.published_on for line in find("irgc")][-1] is None


@pytest.mark.parametrize(
    ("words", "bounds", "message"),
    [
        (("…",), {}, "has no word in it"),
        (("Iran*",), {}, "endings are listed"),
        (("=irgc",), {}, "asks for its capitals and has none"),
        (("irgc",), {"topic": "none"}, "There is no topic 'none'. There are: guards"),
        (("irgc",), {"since": date(2022, 2, 1), "until": date(2022, 1, 1)}, "ends .* before it begins"),
    ],
)
def test_an_invalid_query_is_reported(find: Find, words: tuple[str], bounds: dict[str, object], message: str) -> None:
    with pytest.raises(WrongUse, match=message):
        find(*words, **bounds)


def test_a_missing_corpus_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BackbenchError, match="There is no database"):
        list(find_mentions(tmp_path / "corpus.duckdb", "irgc"))


def test_a_long_text_is_cut_at_a_word(home: Path) -> None:
    with duckdb.connect(str(home / "corpus.duckdb")) as connection:
        connection.execute("UPDATE articles SET body = repeat('longword ', 99) || 'needle' || repeat(' after', 99)")
    line = next(line for line in find_mentions(home / "corpus.duckdb", "needle"))
    assert line.left.split() == ["longword"] * len(line.left.split())
    assert line.right.split() == ["after"] * len(line.right.split())
    assert 80 < len(line.left) <= 100
    assert 80 < len(line.right) <= 100


def test_in_a_terminal_the_words_are_aligned_and_control_characters_removed(find: Find) -> None:
    out = io.StringIO()
    write_table(find("irgc"), out, 80, in_colour=False)
    lines = out.getvalue().splitlines()
    hits = [line for line in lines if "irgc" in line.lower() and " · " not in line]
    assert [line[38:42].lower() for line in hits] == ["irgc"] * 5
    assert all(len(line) <= 80 for line in lines[:-1])
    assert "\x1b" not in out.getvalue()
    assert "[bold]" in out.getvalue()
    assert "5 mentions in 2 articles." in lines[-2] + lines[-1]


def test_csv_is_safe_in_a_spreadsheet(find: Find) -> None:
    out = io.StringIO()
    write_csv(find("irgc"), out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert len(rows) == 5
    assert rows[-1]["title"].startswith("'=cmd")
    assert rows[-1]["left"].startswith("'=IRGC")


def test_a_page_escapes_what_it_shows(find: Find) -> None:
    page = render_html(find("irgc"), "<i>irgc</i>")
    assert "<script>" not in page
    assert "<i>" not in page
    assert page.count("<article>") == 2
    assert page.count("<mark>") == 5
    assert 'href="https://echo.example/0"' in page


def test_the_command_prints_writes_and_refuses(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(home))
    run = CliRunner().invoke
    assert "5 mentions in 2 articles" in run(command, ["irgc"]).output
    assert run(command, ["irgc", "--to", "2022-03", "--csv"]).output.count("\n") == 4
    page = home / "page.html"
    assert run(command, ["irgc", "--html", str(page)]).output == f"Page: {page}\n"
    assert "<mark>IRGC</mark>" in page.read_text("utf-8")
    assert isinstance(run(command, ["irgc", "--csv", "--html", str(page)]).exception, WrongUse)


@pytest.mark.parametrize("term", ["a AND", "iran AND russia", "NOT iran", "iran NEAR/5 russia", "TITLE iran", "a OR b"])
def test_a_combination_of_words_is_refused(tmp_path: Path, term: str) -> None:
    with pytest.raises(WrongUse, match="combines words"):
        next(find_mentions(tmp_path / "corpus.duckdb", term))
