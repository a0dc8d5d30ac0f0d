"""The loader, the publication and the copies write the same rows into a lake as into a file."""

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from flows.settings import CHECKOUT
from warehouse.errors import DatabaseBusy, LakeNotEmpty, LakeUnavailable, LoadRefused
from warehouse.schema.tables import TABLES, WORD_INDEX
from warehouse.store.database import open_reader, open_warehouse_reader, open_writer
from warehouse.store.lake_publication import copy_from_lake, copy_to_lake, find_lake_state
from warehouse.store.locations import Database, Lake
from warehouse.store.publish import is_published, publish_corpus


def count(database: Database, table: str = "articles") -> int:
    with open_reader(database) as connection:
        return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])


def three_runs(rows: Any) -> list[Any]:
    """New pieces, one kept back, and texts without an address, of which one has its address; then a new text, a repeat,
    a release, the other's address; then one extracted again, and a text that moves back.
    """
    page = rows.Page
    long = " ".join(f"word{number}" for number in range(60))
    first = [page("ford", published_on=date(2024, 4, 1)), page("weir", text=long), page("mill", text="On mills.")]
    second = [page("ford", text="On new fords.", hour=5), page("ferry", text=f"{long} more", hour=6), page("lock")]
    third = [page("mill", text="On mills, again.", hour=9, labels=("Energy", "Transport"))]
    first += [
        page("text", text=long, mark="unknown", title="The weir"),
        page("other", text="On locks.", mark="unknown"),
    ]
    second.append(page("locks", text="On locks.", hour=6))
    third.append(page("weir", text="On weirs.", hour=9))
    return [
        rows.Brought("r1", first, kept_back=[page("lock")]),
        rows.Brought("r2", second),
        rows.Brought("r3", third, other_fates=[rows.Page("gate").fate(2, "failed") | {"capture_id": None}]),
    ]


def test_a_lake_has_the_rows_of_a_file(lake: Lake, rows: Any, tmp_path: Path) -> None:
    file, corpus = tmp_path / "warehouse.duckdb", tmp_path / "corpus.duckdb"
    for database, published in ((file, corpus), (lake, lake.published)):
        for run in three_runs(rows):
            with open_writer(database) as connection:
                run.load(connection)
            publish_corpus(database, published)
            assert is_published(database, published)
    with open_reader(corpus) as expected, open_reader(lake.published) as found:
        numbered = {table.name for table in WORD_INDEX}  # in the order of the rows, which a lake need not keep
        kept = [table.name for table in TABLES if table.name not in numbered]
        stored, right = rows.everything(found), rows.everything(expected)
        assert [stored[name] for name in kept] == [right[name] for name in kept]
        assert len(right["article_id_changes"]) == 1, "one text has an address, the other moved back"
        for view in ("topic_by_month", "topic_counts", "outlet_health", "completeness", "trend_articles"):
            query = f"select * from {view} order by all"
            assert found.execute(query).fetchall() == expected.execute(query).fetchall(), view


def test_a_value_that_breaks_the_contract_is_refused_and_nothing_is_loaded(lake: Lake, rows: Any) -> None:
    run = rows.Brought("r1", [rows.Page()])
    broken = run.all_frames()["articles"].with_columns(genre=pl.lit("poem"))
    with open_writer(lake) as connection:
        with pytest.raises(LoadRefused, match="genre IN"):
            rows.Brought("r1", [rows.Page()], frames={"articles": broken}).load(connection)
        assert connection.execute("from captures").fetchall() == []
        run.load(connection)


def test_readers_see_published_states_only_and_each_of_them_again(lake: Lake, rows: Any) -> None:
    assert not lake.published.exists()
    states = []
    for run in three_runs(rows):
        with open_writer(lake) as connection:
            run.load(connection)
        with open_warehouse_reader(lake) as connection:
            (number,) = connection.execute("select count(*) from captures").fetchall()[0]
        assert [count(lake.published, "captures")] == states[-1:] if states else not lake.published.exists()
        publish_corpus(lake, lake.published)
        states.append(number)
    assert [count(find_lake_state(lake, f"r{number}"), "captures") for number in (1, 2, 3)] == states


def test_two_loaders_take_turns_and_no_key_is_doubled(lake: Lake, rows: Any) -> None:
    with open_writer(lake):
        pass
    publish_corpus(lake, lake.published)
    seen: list[int] = []

    def load(machine: int) -> None:
        for night in range(2):
            pages = [rows.Page("shared", hour=night), rows.Page(f"own-{machine}-{night}", text=f"{machine} {night}")]
            with open_writer(lake, 600) as connection:
                rows.Brought(f"r{machine}-{night}", pages).load(connection)
            publish_corpus(lake, lake.published, 600)

    with ThreadPoolExecutor(3) as threads:
        loaders = [threads.submit(load, machine) for machine in (1, 2)]
        while not all(loader.done() for loader in loaders):
            seen.append(count(lake.published))
        for loader in loaders:
            loader.result()
    assert seen == sorted(seen)
    with open_reader(lake.published) as connection:
        for table in TABLES:
            key = ", ".join(table.key)
            query = f"select {key} from {table.name} group by all having count(*) > 1"
            assert connection.execute(query).fetchall() == [], table.name
    assert (count(lake.published), count(lake.published, "captures"), count(lake.published, "runs")) == (5, 6, 4)


HOLDER = """
import sys
from warehouse.store.database import open_writer
from warehouse.store.locations import Lake
with open_writer(Lake(*sys.argv[1:])) as connection:
    connection.execute("BEGIN")
    connection.execute("INSERT INTO outlets (outlet_id, name, timezone, is_declared) VALUES ('w', 'Weir', 'UTC', true)")
    print("here", flush=True)
    sys.stdin.read()
"""


def test_a_killed_loader_leaves_nothing_and_frees_the_lock(lake: Lake) -> None:
    command = [sys.executable, "-c", HOLDER, lake.catalog, lake.data]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "here\n"
        with pytest.raises(DatabaseBusy), open_writer(lake, 0.5):
            pass
        os.kill(holder.pid, signal.SIGKILL)
    with open_writer(lake, 600) as connection:
        assert connection.execute("from outlets").fetchall() == []


def test_a_database_copied_over_and_back_is_equal_row_for_row(lake: Lake, rows: Any, tmp_path: Path) -> None:
    file, corpus, back = tmp_path / "warehouse.duckdb", tmp_path / "corpus.duckdb", tmp_path / "back.duckdb"
    for run in three_runs(rows):
        with open_writer(file) as connection:
            run.load(connection)
        publish_corpus(file, corpus)
    counts = copy_to_lake(file, lake, 60)
    assert copy_from_lake(lake.published, back, 60) == counts
    with open_reader(file) as first, open_reader(back) as last:
        assert rows.everything(last) == rows.everything(first)
    assert count(find_lake_state(lake, "r3"), "captures") == counts["captures"]
    with pytest.raises(LakeNotEmpty):
        copy_to_lake(file, lake, 60)


def test_a_lake_that_cannot_be_reached_is_named(tmp_path: Path) -> None:
    pytest.importorskip("duckdb_extension_ducklake")
    absent = Lake("dbname=none host=127.0.0.1 port=1 user=nobody", f"{tmp_path}/")
    with pytest.raises(LakeUnavailable, match=r"the lake dbname=none .* cannot be reached: "), open_reader(absent):
        pass


def test_an_absent_database_or_role_is_not_an_empty_lake(lake: Lake) -> None:
    for missing, reason in (
        (re.sub(r"dbname=\S+", "dbname=absent", lake.catalog), 'cannot be reached: database "absent" does not exist.'),
        (re.sub(r"user=\S+", "user=absent", lake.catalog), 'cannot be reached: role "absent" does not exist.'),
    ):
        for use in (open_reader, lambda place: open_writer(place, 1)):
            with pytest.raises(LakeUnavailable) as failure, use(Lake(missing, lake.data)):
                pass
            assert reason in str(failure.value)
            assert len(str(failure.value)) < 350


LOSE_POSTGRES = """
import subprocess, sys
from warehouse.store.database import open_writer
from warehouse.store.locations import Lake
from warehouse.store.transactions import open_transaction
from warehouse.errors import LakeUnavailable
lake = Lake(sys.argv[1], sys.argv[2])
with open_writer(lake, 60):
    pass
try:
    with open_writer(lake, 60) as connection, open_transaction(connection):
        connection.execute("insert into topics values ('t', 1, 'T', 'T', '{}')")
        subprocess.run(sys.argv[3:], check=True, stdout=subprocess.DEVNULL)
        connection.execute("update topics set title = 'U'")
except LakeUnavailable as error:
    print(error)
"""


def test_a_load_that_loses_postgres_is_an_error_and_not_the_end_of_the_process(lake: Lake, postgres: Any) -> None:
    name, user = (re.findall(rf"{key}=(\S+)", lake.catalog)[0] for key in ("dbname", "user"))
    end = f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()"
    psql = [postgres.programs / "psql", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", user, "-c", end, name]
    command = [sys.executable, "-c", LOSE_POSTGRES, lake.catalog, lake.data, *map(str, psql)]
    lost = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600, cwd=CHECKOUT)
    assert (lost.returncode, lost.stderr) == (0, "")
    assert "cannot be used" in lost.stdout
    assert "then run again" in lost.stdout
    with open_writer(lake, 60) as connection:
        assert connection.execute("from topics").fetchall() == []


def test_another_place_for_the_files_is_named(lake: Lake, rows: Any, tmp_path: Path) -> None:
    with open_writer(lake) as connection:
        rows.Brought("r1", [rows.Page()]).load(connection)
    publish_corpus(lake, lake.published)
    other = Lake(lake.catalog, f"{tmp_path / 'other'}/")
    with pytest.raises(LakeUnavailable, match="BACKBENCH_LAKE_DATA says") as failure, open_reader(other.published):
        pass
    assert lake.data in str(failure.value)


def test_a_lake_of_another_shape_is_upgraded_and_its_earlier_states_stay(lake: Lake, rows: Any) -> None:
    with open_writer(lake) as connection:
        rows.Brought("r1", [rows.Page()]).load(connection)
    publish_corpus(lake, lake.published)
    with open_reader(lake.published) as connection:
        before = rows.everything(connection)
    with open_writer(lake) as connection:  # as an older Backbench would have left it
        connection.execute("ALTER TABLE articles DROP COLUMN standfirst")
        connection.execute("DROP VIEW topic_by_month")
        connection.execute("UPDATE schema_version SET shape_sha256 = 'older'")
    with open_writer(lake) as connection:
        rows.Brought("r2", [rows.Page("weir", text="On weirs.")]).load(connection)
    publish_corpus(lake, lake.published)
    with open_reader(lake.published) as connection:
        assert connection.execute("select article_id from articles where standfirst is null").fetchall()
        assert connection.execute("from topic_by_month").fetchall() == []
        assert connection.execute("select count(*) from captures").fetchall() == [(2,)]
    with open_reader(find_lake_state(lake, "r1")) as connection:
        assert rows.everything(connection) == before
