"""SQL from any user: what it may read, and what is refused."""

import csv
import io
import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.analysis import sandbox
from flows.analysis.sandbox import QueryRequest, run_query
from flows.analysis.sql import connect_read_only, execute_select
from flows.errors import BackbenchError, WrongUse
from warehouse.store.database import open_writer

Put = Callable[..., str]


@pytest.fixture
def answer(corpus: Path) -> Put:
    def asked(sql: str, form: str = "csv", **more: object) -> str:
        parts: list[str] = []
        run_query(QueryRequest(str(corpus), sql, form=form, **more), parts.append)  # type: ignore[arg-type]
        return "".join(parts)

    return asked


def test_a_query_reads_tables_and_views(answer: Put) -> None:
    assert answer("select count(*) as pieces, 1.5 as x, null as y from articles") == "pieces,x,y\n400,1.5,\n"
    assert answer("from topic_by_month where topic_id = 'iran-russia' limit 1").startswith("topic_id,month,")
    assert "articles" in answer("show tables")
    assert "Projections" in answer("explain select title from articles")


@pytest.mark.parametrize(
    "hostile",
    [
        "select * from read_csv('{file}')",
        "select * from '{file}'",
        "from '/etc/passwd'",
        "select * from read_text('{file}')",
        "select * from read_blob('/etc/passwd')",
        "select * from read_json('{file}')",
        "select * from parquet_scan('{file}')",
        "select * from sniff_csv('{file}')",
        "select * from glob('/etc/*')",
        "select * from query_table('{file}')",
        "select * from query('from ''{file}''')",
        "select * from read_csv('http://127.0.0.1:9/x')",
        "with a as (from '{file}') select * from a",
        "select (select first(content) from read_text('{file}'))",
        "copy articles to '{out}'",
        "copy (select 1) to '{out}'",
        "explain analyze copy articles to '{out}'",
        "copy articles from '{file}'",
        "export database '{out}'",
        "import database '{out}'",
        "attach '{out}' as other",
        "attach ':memory:' as other",
        "detach corpus",
        "install httpfs",
        "load httpfs",
        "load '{file}'",
        "set enable_external_access = true",
        "set memory_limit = '100GB'",
        "reset memory_limit",
        "set variable x = 1",
        "use corpus",
        "pragma enable_profiling",
        "pragma enable_external_access",
        "call pragma_version()",
        "call enable_logging()",
        "checkpoint",
        "create table t (i int)",
        "create temp table t (i int)",
        "create macro f() as 1",
        "create secret s (type http)",
        "insert into topics values ('x', 1, 'x', 'x', 'x')",
        "delete from articles",
        "update articles set title = 'x'",
        "drop view topic_by_month",
        "alter table articles rename to a",
        "comment on table articles is 'x'",
        "begin",
        "prepare p as select 1",
        "execute p",
        "vacuum",
        "select 1; select 2",
        "select 1; attach '{out}'",
        "",
        "-- nothing",
        "select * from sqlite_scan('{file}', 't')",
        "select getenv('HOME')",
        "select * from hidden_variable",
    ],
)
def test_hostile_statements_are_refused_and_leave_nothing_behind(corpus: Path, tmp_path: Path, hostile: str) -> None:
    secret, out = tmp_path / "secret.csv", tmp_path / "out"
    secret.write_text("a,b\nhush,2\n", encoding="utf-8")
    hidden_variable = pl.DataFrame({"a": [1]})  # noqa: F841  # DuckDB would read a caller's data frame by its name
    before = corpus.stat()
    with connect_read_only(corpus) as connection, pytest.raises(BackbenchError) as refused:
        list(execute_select(connection, hostile.format(file=secret, out=out)).rows())
    assert "hush" not in str(refused.value)
    assert not out.exists()
    assert (corpus.stat().st_mtime_ns, corpus.stat().st_size) == (before.st_mtime_ns, before.st_size)


@pytest.mark.parametrize(
    "greedy",
    [
        "select range(2000000000)",
        "select string_agg(repeat('x', 1000), '') from range(10000000)",
    ],
)
def test_a_query_that_wants_all_memory_is_stopped(answer: Put, greedy: str) -> None:
    with pytest.raises(BackbenchError, match="memory"):
        answer(greedy)


@pytest.mark.parametrize(
    "endless",
    [
        "select count(*) from range(1000000) a, range(1000000) b",
        "select levenshtein(repeat('a', 300000), repeat('b', 300000))",
        "with recursive r as (select 1 as i union all select i + 1 from r) select count(*) from r",
    ],
)
def test_a_query_that_never_ends_is_stopped(answer: Put, endless: str) -> None:
    with pytest.raises(BackbenchError, match="more than its 2 s of processor time"):
        answer(endless, processor_seconds=2)


def test_a_reader_that_disconnects_leaves_no_process(corpus: Path) -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        run_query(QueryRequest(str(corpus), "select i from range(100000000) t(i)", form="csv"), gone)
    assert not _children()


def _children() -> list[str]:
    """Return this process's children that run a question."""
    mine = f"/proc/{os.getpid()}/task/{threading.get_native_id()}/children"
    commands = [Path(f"/proc/{child}/cmdline") for child in Path(mine).read_text(encoding="utf-8").split()]
    return [command.read_text() for command in commands if sandbox.__name__ in command.read_text()]


def test_csv_is_safe_in_a_spreadsheet_headers_included(answer: Put) -> None:
    text = answer(
        """select '=1+1' as "=cmd()", '@x' as a, '+44' as b, '-1' as c, -1 as number, '\t=1' as d, ' =1' as e,
        '＝1' as f, 'fine, "quoted"' as g, chr(13) || 'x' as h, ['=1'] as i, true as j, date '2022-01-02' as k"""
    )
    header, row = csv.reader(io.StringIO(text, newline=""))
    assert header == ["'=cmd()", "a", "b", "c", "number", "d", "e", "f", "g", "h", "i", "j", "k"]
    assert row[:10] == ["'=1+1", "'@x", "'+44", "'-1", "-1", "'\t=1", "' =1", "'＝1", 'fine, "quoted"', "'\nx"]
    assert row[10:] == ['["=1"]', "true", "2022-01-02"]


def test_json_is_one_array_with_a_name_for_every_column(answer: Put) -> None:
    text = answer(
        """select 1 as n, 2 as n, 'é' as t, null as z, 1.50::decimal(9, 2) as d, 'nan'::double as x,
        timestamp '2022-01-02 03:04:05' as at, {'a': [1, 2]} as s, sum(i) as big from range(3) t(i)""",
        "json",
    )
    assert json.loads(text) == [
        {"n": 1, "n_2": 2, "t": "é", "z": None, "d": 1.5, "x": None}
        | {"at": "2022-01-02T03:04:05", "s": {"a": [1, 2]}, "big": 3}
    ]
    assert json.loads(answer("from articles where false", "json")) == []
    assert len(json.loads(answer("from range(12345)", "json"))) == 12345


def test_parquet_is_written_atomically(answer: Put, tmp_path: Path) -> None:
    path = tmp_path / "out.parquet"
    sql = "select i, 'x' as t, 'y' as t, date '2022-01-02' as day from range(12345) r(i)"
    assert answer(sql, "parquet", file=str(path)) == f"12345 rows in {path}\n"
    frame = pl.read_parquet(path)
    assert frame.columns == ["i", "t", "t_2", "day"]
    assert frame["i"].to_list() == list(range(12345))
    assert answer("select 1 as i where false", "parquet", file=str(path)).startswith("0 rows")
    with pytest.raises(BackbenchError, match="failed"):
        answer("select error('no ' || i) from range(3) r(i)", "parquet", file=str(tmp_path / "failed.parquet"))
    assert [left.name for left in tmp_path.iterdir()] == ["out.parquet"]
    with pytest.raises(BackbenchError, match="cannot be written: No such file or directory"):
        answer("select 1", "parquet", file=str(tmp_path / "none" / "x.parquet"))


def test_a_table_shows_text_as_text_and_says_what_it_leaves_out(answer: Put) -> None:
    text = answer(
        "select '[bold]x[/]' as t, chr(27) || '[2J' as u, 0.123456::double as f, null as n, repeat('w', 500) as w",
        "table",
    )
    assert "[bold]x[/]" in text
    assert "\x1b" not in text
    assert "0.1235" in text
    assert "w" * 161 not in text.replace("\n", "")
    assert "1 row" in text
    assert "The first 200 rows; --csv, --json or --parquet give all." in answer("from range(201)", "table")
    assert "200 rows" in answer("from range(200)", "table")


def test_numbers_and_days_are_complete_in_a_narrow_terminal(answer: Put) -> None:
    columns = ", ".join(f"{number}.5::double as share_of_articles_{number}" for number in range(1_234_560, 1_234_568))
    shown = answer(f"select date '2023-01-17' as month, {columns}, repeat('long ', 30) as words", "table", width=40)
    header, _, first = shown.splitlines()[:3]
    assert header.split()[:2] == ["month", "share_of_articles_1234560"]
    assert first.split()[:9] == ["2023-01-17", *(f"{number}.5" for number in range(1_234_560, 1_234_568))]
    numbers = "select 9999.99::double, 1e7, 0.123456::double, 2.0::double, 1e300, 'nan'::double, null::double"
    assert answer(numbers, "table").splitlines()[2].split() == [
        "10000",
        "10000000",
        "0.1235",
        "2",
        "1e+300",
        "nan",
        "–",
    ]


def test_an_error_of_a_query_names_its_place(corpus: Path) -> None:
    with connect_read_only(corpus) as connection:
        with pytest.raises(WrongUse, match='"nope" not found') as wrong:
            execute_select(connection, "select nope from articles")
        assert "LINE 1" in str(wrong.value)
        with pytest.raises(WrongUse, match="syntax error"):
            execute_select(connection, "selec 1")
        with pytest.raises(WrongUse, match="INSERT is not allowed: a query may only read the corpus"):
            execute_select(connection, "insert into articles select * from articles")


def test_a_missing_database_and_another_kind_of_file_are_reported(tmp_path: Path) -> None:
    with pytest.raises(BackbenchError, match=r"There is no database .*backbench demo, import"):
        connect_read_only(tmp_path / "corpus.duckdb")
    (tmp_path / "corpus.duckdb").write_text("not a database, whatever its name says" * 500, encoding="utf-8")
    with pytest.raises(BackbenchError, match="is not a DuckDB database"):
        connect_read_only(tmp_path / "corpus.duckdb")


def test_a_corpus_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "corpus.duckdb"
    with open_writer(path, 1) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, 'A later form.', NULL)")
    with pytest.raises(BackbenchError, match="schema version 99"):
        connect_read_only(path)


def test_a_file_that_grows_too_large_is_refused_and_leaves_nothing_behind(
    answer: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.parquet"
    sql = "select i, md5(i::text) as t from range(3000000) r(i)"
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))"
    (tmp_path / "sitecustomize.py").write_text(limit, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(BackbenchError, match="would be larger than"):
        answer(sql, "parquet", file=str(path))
    assert [left.name for left in tmp_path.glob("*") if left.name.endswith(("part", "parquet"))] == []


def test_a_query_killed_while_it_writes_leaves_nothing_behind(answer: Put, tmp_path: Path) -> None:
    with pytest.raises(BackbenchError, match="processor time"):
        answer(
            "select i, md5(i::text) as t from range(1000000000) r(i)",
            "parquet",
            file=str(tmp_path / "out.parquet"),
            processor_seconds=3,
        )
    assert list(tmp_path.iterdir()) == []
