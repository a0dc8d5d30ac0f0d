"""Opening a database: one writer at a time, and one line for every kind of error."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import duckdb
import pytest

from warehouse.errors import DatabaseBusy, DatabaseDamaged, DatabaseMissing, DatabaseTooNew, NoSpace, WarehouseError
from warehouse.store import database
from warehouse.store.database import lock_database, open_reader, open_writer
from warehouse.store.publish import publish_corpus

ROOT = Path(__file__).parents[2]


@contextmanager
def running(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run the code in another process, and yield once it has said that it is ready."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stdin):
            if pipe:
                pipe.close()


HOLD_DATABASE = """
import sys, time
from pathlib import Path
from threading import Event
from warehouse.store.database import open_writer
with open_writer(Path(sys.argv[1]), 1) as connection:
    connection.execute("INSERT INTO parties VALUES ('a', 'A', 'A')")
    print("ready", flush=True)
    time.sleep(float(sys.argv[2]))
"""

SHELL = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("ready", flush=True)
time.sleep(600)
"""


def parties(path: Path) -> list[str]:
    with open_reader(path) as connection:
        return [name for (name,) in connection.execute("SELECT party_id FROM parties").fetchall()]


def test_a_second_writer_waits_for_the_first(path: Path) -> None:
    with running(HOLD_DATABASE, path, 1.0), open_writer(path, 600) as connection:
        assert connection.execute("SELECT count(*) FROM parties").fetchone() == (1,)


def test_a_second_writer_gives_up_in_time_and_says_why(path: Path) -> None:
    with running(HOLD_DATABASE, path, 600):
        expected = r"in use by another run of Backbench; waited 1 s\. Wait until it ends"
        with pytest.raises(DatabaseBusy, match=expected) as caught, open_writer(path, 1):
            pytest.fail("two writers at once")
        assert (caught.value.path, caught.value.holder) == (path, "another run of Backbench")


def test_a_killed_writer_leaves_the_lock_free_and_its_commits_in_place(path: Path) -> None:
    with running(HOLD_DATABASE, path, 600) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with open_writer(path, 1) as connection:
            assert connection.execute("SELECT party_id FROM parties").fetchall() == [("a",)]


@pytest.mark.parametrize("opening", [lambda path: open_writer(path, 1), open_reader], ids=["writing", "reading"])
def test_a_program_that_has_the_file_open_is_named(
    path: Path, opening: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FOREIGN_LOCK_SECONDS", 0.5)
    with open_writer(path, 1):
        pass
    with running(SHELL, path) as process:
        expected = rf"in use by python[\d.]* \(process {process.pid}\).* close it, then run the command again"
        with pytest.raises(DatabaseBusy, match=expected), opening(path):  # type: ignore[operator]
            pytest.fail("opened a file that another program holds")
    with open_writer(path, 1):
        pass


def test_a_publish_names_the_program_that_has_the_file_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "FOREIGN_LOCK_SECONDS", 0.5)
    with open_writer(path, 1):
        pass
    with running(SHELL, path) as process, pytest.raises(DatabaseBusy, match=rf"process {process.pid}"):
        publish_corpus(path, path.with_name("corpus.duckdb"))


def test_a_program_that_closes_the_database_in_time_stops_no_run(path: Path) -> None:
    with open_writer(path, 1):
        pass
    with running(SHELL.replace("60", "0.7"), path), open_writer(path, 5):
        pass


def test_an_error_inside_a_write_leaves_the_lock_free(path: Path) -> None:
    with pytest.raises(RuntimeError, match="mine"), open_writer(path, 1):
        raise RuntimeError("mine")
    with open_writer(path, 1):
        pass


def test_a_missing_database_is_named_with_what_to_do(tmp_path: Path) -> None:
    expected = r"no database .*corpus\.duckdb\. Load something first"
    with pytest.raises(DatabaseMissing, match=expected), open_reader(tmp_path / "corpus.duckdb"):
        pass


@pytest.mark.parametrize("content", [b"", b"hello" * 4000], ids=["empty", "text"])
def test_a_file_that_is_not_a_database_is_refused_and_kept(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    for opening in (open_reader(path), open_writer(path, 1)) if content else (open_reader(path),):
        with pytest.raises(DatabaseDamaged, match=r"is not a DuckDB database.* Move it away"), opening:
            pass
    assert path.read_bytes() == content


def test_a_damaged_or_cut_database_is_refused(path: Path, built: Path) -> None:
    whole = built.read_bytes()
    damaged = whole[:4096] + bytes(byte ^ 0x55 for byte in whole[4096:12288]) + whole[12288:]
    for content in (damaged, whole[:9000]):
        path.write_bytes(content)
        with pytest.raises(DatabaseDamaged, match="cannot be used"), open_writer(path, 1):
            pass


def test_a_file_of_a_newer_duckdb_is_refused(path: Path) -> None:
    message = "IO Error: Trying to read a database file with version number 99, but we can only read versions 64 to 68."
    explained = database.explain_error(duckdb.IOException(message), path)
    assert isinstance(explained, DatabaseTooNew)
    assert "newer DuckDB" in str(explained)


def test_errors_that_do_not_concern_the_file_are_not_translated(path: Path) -> None:
    with pytest.raises(duckdb.CatalogException), open_writer(path, 1) as connection:
        connection.execute("FROM no_such_table")


def test_a_folder_in_the_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(WarehouseError), open_writer(path, 1):
        pass


FULL = """
import sys
from pathlib import Path
from threading import Event
from warehouse.errors import NoSpace
from warehouse.store.database import open_writer
path = Path(sys.argv[1]) / "w.duckdb"
with open_writer(path, 1) as connection:
    connection.execute("INSERT INTO parties VALUES ('a', 'A', 'A')")
try:
    with open_writer(path, 1) as connection:
        connection.execute("BEGIN")
        many = "sha256(range::VARCHAR), sha256((range * 7)::VARCHAR), '' FROM range(200000)"
        connection.execute(f"INSERT INTO parties SELECT {many}")
        connection.execute("COMMIT")
except NoSpace as error:
    print(error)
with open_writer(path, 1) as connection:
    print(connection.execute("SELECT party_id FROM parties").fetchall())
"""


@pytest.mark.skipif(not shutil.which("unshare"), reason="a disk of its own needs unshare")
def test_a_full_disk_is_reported_and_nothing_is_lost(tmp_path: Path) -> None:
    mounted = f'mount -t tmpfs -o size=12m tmpfs "{tmp_path}" && exec "$0" "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    done = subprocess.run(
        [*command, sys.executable, "-c", FULL, str(tmp_path)], check=False, capture_output=True, text=True, cwd=ROOT
    )
    assert done.stdout.splitlines() == [
        f"No space left on the disk for {tmp_path}/w.duckdb. Free some space, then run the command again. "
        "Nothing was lost.",
        "[('a',)]",
    ], done.stderr


def test_no_space_from_the_system_is_reported(path: Path) -> None:
    explained = database.explain_error(OSError(28, "No space left on device"), path)
    assert isinstance(explained, NoSpace)


def test_the_lock_may_be_taken_again(path: Path) -> None:
    for _ in range(2):
        with lock_database(path, 1):
            pass


def test_a_lock_that_cannot_be_created_is_an_error_at_once() -> None:
    with pytest.raises(FileNotFoundError, match="/proc/"), lock_database(Path("/proc/corpus.duckdb")):
        pass  # filelock alone would wait, as if another process had the lock


def test_a_cancelled_wait_for_another_run_ends(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with database.lock_database(path), ThreadPoolExecutor(1) as thread:
        is_ended = Event()
        waits = thread.submit(database.create_database, path, is_ended.is_set)
        is_ended.set()
        with pytest.raises(DatabaseBusy):
            waits.result(timeout=database.WAIT_SECONDS / 2)
    assert not path.exists()
