"""Every command works on a lake: two machines load, analysts query, and an earlier state is had again."""

import json
import os
import subprocess
import sys
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from click.testing import CliRunner

from flows.cli.export import export
from flows.cli.kwic import kwic
from flows.cli.lake import lake as lake_command
from flows.cli.report import report
from flows.cli.sql import sql
from flows.cli.status import status
from flows.cli.trends import trends
from flows.errors import WrongUse
from flows.reference.members import refresh_register
from flows.sample.server import SampleSite
from flows.settings import CHECKOUT, Settings, read_settings
from warehouse.schema import tables
from warehouse.store.database import open_reader, open_writer
from warehouse.store.locations import Lake
from warehouse.store.publish import publish_corpus

SEEDS = CHECKOUT / "seeds"
OUTLETS = str(SEEDS / "sample" / "outlets.toml")


def ask(query: str, *options: str) -> str:
    return CliRunner().invoke(sql, [query, "--csv", *options]).output


def test_a_query_answers_from_the_state_after_a_run(nights: Settings) -> None:
    for number in (1, 2, 3):
        asked = ask("select count(*) as n, (select count(*) from articles) as a from topics", "--as-of", f"r{number}")
        assert asked == f"n,a\n{number},{number}\n"
    earlier = CliRunner().invoke(trends, ["topic-9", "--as-of", "r2"]).exception
    assert "topic-2" in str(earlier)
    assert "topic-3" not in str(earlier)
    refusal = CliRunner().invoke(sql, ["select 1", "--as-of", "r9"]).exception
    assert "no published state of run r9. There are: r3, r2, r1." in str(refusal)


def test_an_ad_hoc_query_counts_the_texts_of_the_lake(nights: Settings) -> None:
    answer = CliRunner().invoke(trends, ["--query", "iran AND russia", "--json"])
    assert answer.exception is None
    assert '"undated": 3' in answer.output or '"undated_count": 3' in answer.output, answer.output


def test_the_other_commands_read_the_lake(nights: Settings, tmp_path: Path) -> None:
    for command, arguments, said in (
        (status, [], "known by interval"),
        (kwic, ["Russia"], "Text 2 on Iran and"),
        (report, [], "report.html"),
        (export, [str(tmp_path / "export")], "tables"),
    ):
        ended = CliRunner().invoke(command, arguments)
        assert ended.exception is None, ended.exception
        assert said in ended.output


@pytest.mark.parametrize(
    "query",
    [
        "from postgres_query('__ducklake_metadata_lake', 'select 1')",
        "from postgres_scan('dbname=postgres host=127.0.0.1', 'public', 'x')",
        "select * from (select * from query('select 1'))",
        "from ducklake_snapshots('lake')",
        "from '/etc/passwd'",
        "select * from read_text('/etc/passwd')",
        "explain select 1",
        "copy articles to 'x.csv'",
        "attach 'x.duckdb'",
        "delete from articles",
    ],
)
def test_a_query_can_read_only_the_lake(nights: Settings, query: str) -> None:
    ended = CliRunner().invoke(sql, [query])
    assert ended.exception is not None, ended.output


def test_copies_are_shown_as_commands(
    settings: Settings, rows: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_writer(settings.local_warehouse) as connection:
        rows.Brought("r1", [rows.Page()]).load(connection)
    publish_corpus(settings.local_warehouse, settings.local_corpus)
    assert "in the lake dbname=" in CliRunner().invoke(lake_command, ["upload"]).output
    assert "exists already" in str(CliRunner().invoke(lake_command, ["download"]).exception)
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path / "copy"))
    assert CliRunner().invoke(lake_command, ["download"]).exception is None
    with open_reader(settings.local_corpus) as before, open_reader(tmp_path / "copy" / "corpus.duckdb") as after:
        assert rows.everything(before) == rows.everything(after)


COLUMNS = {table.name: table.names for table in tables.TABLES}
REGISTER = str(SEEDS / "sample" / "register")
TABLES = ("articles", "article_versions", "article_authors", "article_topics", "captures", "date_candidates")


def test_two_machines_import_into_one_lake(settings: Settings, whole_runs: Any, tmp_path: Path) -> None:
    """Each has a data folder of its own; together they load what one machine loads, while a third reads."""
    site = SampleSite(SEEDS / "sample")
    pages = {}
    for piece in [piece for piece in site.pieces if piece.outlet_id != "the-chamber"][:24]:
        layout = site.layouts[piece.outlet_id]
        page = site.page(layout.host, layout.path_of(piece))
        assert page
        pages[site.url_of(piece)] = page.body.decode(layout.charset).encode()
    names = list(pages)
    shares = {"one": names[:16], "two": names[8:]}
    files = {
        name: whole_runs.write_warc(tmp_path / f"{name}.warc.gz", {url: pages[url] for url in share})
        for name, share in shares.items()
    }
    refresh_register(settings, REGISTER)
    machines = {}
    for name, file in files.items():
        home = {"BACKBENCH_HOME": str(tmp_path / name), "BACKBENCH_OUTLETS": OUTLETS, "BACKBENCH_WORKERS": "1"}
        command = [sys.executable, "-m", "flows.cli.main", "import", str(file)]
        machines[name] = subprocess.Popen(command, env=os.environ | home, stderr=subprocess.PIPE, text=True)
    seen = []
    while any(machine.poll() is None for machine in machines.values()):
        with open_reader(settings.corpus) as connection:
            seen.append(connection.execute("select count(*) from articles").fetchall()[0][0])
        sleep(0.5)
    for machine in machines.values():
        assert machine.wait() == 0, machine.communicate()[1]
    assert seen == sorted(seen)
    alone = whole_runs.Trial(tmp_path / "alone")
    right = alone.settings()
    for file in files.values():
        alone.take(right, file)
    with open_reader(settings.corpus) as found, open_reader(right.corpus) as expected:
        for table in TABLES:
            left_out = [name for name in COLUMNS[table] if name not in whole_runs.OF_ITS_ROWS]
            query = f"select {', '.join(left_out)} from {table} order by all"
            assert found.execute(query).fetchall() == expected.execute(query).fetchall(), table
    _check_reprocess_on_one_of_two(settings, tmp_path / "one")


def _check_reprocess_on_one_of_two(settings: Settings, home: Path) -> None:
    """What only the other machine's archive has stays as it is, and the run says so."""
    state = "select count(*), sum(hash(article_id, body)) from articles", "select count(*) from quarantine"
    with open_reader(settings.corpus) as before:
        expected = [before.execute(query).fetchall() for query in state]
    own = {"BACKBENCH_HOME": str(home), "BACKBENCH_OUTLETS": OUTLETS, "BACKBENCH_WORKERS": "1"}
    command = [sys.executable, "-m", "flows.cli.main", "reprocess", "--json"]
    done = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    accounts = json.loads(done.stdout)
    (problem,) = accounts["problems"]
    assert "archive files that this machine does not have" in problem
    with open_reader(settings.corpus) as after:
        assert [after.execute(query).fetchall() for query in state] == expected


def test_a_lake_needs_two_settings_and_no_password(tmp_path: Path) -> None:
    given = {"BACKBENCH_LAKE": "dbname=corpus host=db.example", "BACKBENCH_LAKE_DATA": "s3://corpus.example/lake"}
    assert read_settings(given).corpus == Lake(given["BACKBENCH_LAKE"], "s3://corpus.example/lake/", is_published=True)
    for changed, said in (
        ({"BACKBENCH_LAKE_DATA": ""}, "BACKBENCH_LAKE_DATA is not set"),
        ({"BACKBENCH_LAKE": ""}, "BACKBENCH_LAKE is not set"),
        ({"BACKBENCH_LAKE": "dbname=corpus password=x"}, "pgpass"),
        ({"BACKBENCH_LAKE": "postgres://a:b@db.example/corpus"}, "pgpass"),
    ):
        with pytest.raises(WrongUse, match=said):
            read_settings(given | changed)


def test_a_refused_password_is_not_printed() -> None:
    for text in ("dbname=corpus password=hunter2", "postgresql://u:hunter2@db.example/corpus"):
        with pytest.raises(WrongUse, match="BACKBENCH_LAKE cannot be read") as refused:
            read_settings({"BACKBENCH_LAKE": text, "BACKBENCH_LAKE_DATA": "/lake"})
        assert "hunter2" not in str(refused.value)
