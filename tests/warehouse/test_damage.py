"""A database, log or published copy that was cut, altered or deleted is reported or repaired, never misread."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.errors import DatabaseDamaged
from warehouse.store.database import explain_error, open_reader, open_writer
from warehouse.store.publish import publish_corpus

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse.store.database import open_writer
with open_writer(Path(sys.argv[1]), 1) as connection:
    for number in range(4):
        connection.execute(f"INSERT INTO parties SELECT '{number}-' || range, 'B', 'B' FROM range(100)")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def count_parties(path: Path) -> int:
    with open_reader(path) as connection:
        (count,) = connection.execute("SELECT count(*) FROM parties").fetchone() or (0,)
    return int(count)


def log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


@pytest.fixture
def killed(path: Path) -> Path:
    """A database whose writer was killed after four commits, which are in its log alone."""
    with open_writer(path, 1) as connection:
        connection.execute("INSERT INTO parties VALUES ('a', 'A', 'A')")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    return path


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.55, 0.8, 0.999])
def test_a_truncated_log_gives_complete_commits(killed: Path, share: float) -> None:
    log = log_of(killed)
    os.truncate(log, int(log.stat().st_size * share))
    with open_writer(killed, 1):
        pass
    assert count_parties(killed) % 100 == 1
    assert count_parties(killed) <= 301


def test_a_damaged_log_is_reported_as_the_log_of_its_own_database(killed: Path, tmp_path: Path) -> None:
    log, corpus = log_of(killed), tmp_path / "corpus.duckdb"
    content = log.read_bytes()
    log.write_bytes(content[: len(content) // 2] + bytes(len(content) - len(content) // 2))  # as after a power cut
    with pytest.raises(DatabaseDamaged) as damage:
        publish_corpus(killed, corpus)
    assert damage.value.path == killed
    assert "its log warehouse.duckdb.wal is damaged" in damage.value.message
    assert "and warehouse.duckdb.wal if there is one" in damage.value.advice


def test_a_log_that_was_deleted_gives_the_state_before(killed: Path) -> None:
    log_of(killed).unlink()
    with open_writer(killed, 1):
        pass
    assert count_parties(killed) == 1


def test_a_log_that_was_altered_is_reported(killed: Path) -> None:
    log = log_of(killed)
    content = bytearray(log.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 50] = b"x" * 50
    log.write_bytes(content)
    with pytest.raises(DatabaseDamaged, match=r"warehouse\.duckdb"), open_writer(killed, 1):
        pass


@pytest.mark.parametrize("size", [0, 100, 4096, 20_000, 1_000_000])
def test_a_database_that_was_cut_is_reported(path: Path, size: int) -> None:
    with open_writer(path, 1):
        pass
    os.truncate(path, size)
    for opened in (open_writer(path, 1), open_reader(path)):
        with pytest.raises(DatabaseDamaged, match=r"warehouse\.duckdb cannot be used"), opened:
            pass


FULL = """
import sys
from pathlib import Path
from warehouse.errors import NoSpace
from warehouse.store.database import open_writer
from warehouse.store.publish import publish_corpus
warehouse, corpus = Path(sys.argv[1]) / "warehouse.duckdb", Path(sys.argv[2]) / "corpus.duckdb"
publish_corpus(warehouse, corpus)
with open_writer(warehouse, 1) as connection:
    many = "sha256(range::VARCHAR), sha256((range * 7)::VARCHAR), '' FROM range(200000)"
    connection.execute(f"INSERT INTO parties SELECT {many}")
try:
    publish_corpus(warehouse, corpus)
except NoSpace as error:
    print(error)
"""


@pytest.mark.skipif(not shutil.which("unshare"), reason="a disk of its own needs unshare")
def test_a_publication_on_a_full_disk_leaves_the_copy_before(path: Path, tmp_path: Path) -> None:
    with open_writer(path, 1) as connection:
        connection.execute("INSERT INTO parties VALUES ('a', 'A', 'A')")
    disk = tmp_path / "disk"
    disk.mkdir()
    show = f'ls -A "{disk}"'
    mounted = f'mount -t tmpfs -o size=12m tmpfs "{disk}" && "$0" "$@" && {show}'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    code = [sys.executable, "-c", FULL, str(tmp_path), str(disk)]
    done = subprocess.run([*command, *code], check=False, capture_output=True, text=True, cwd=ROOT)
    line, *files = done.stdout.splitlines()
    assert line.startswith(f"No space left on the disk for {disk / 'corpus.duckdb'}"), done.stderr
    assert files == [".corpus.duckdb.published", "corpus.duckdb", "history"]
    publish_corpus(path, tmp_path / "elsewhere" / "corpus.duckdb")
    assert count_parties(tmp_path / "elsewhere" / "corpus.duckdb") == 200_001


def test_messages_name_the_file_that_a_person_knows(path: Path) -> None:
    error = PermissionError(13, "Permission denied", f".{path.name}.part")
    assert str(explain_error(error, path)).startswith(f"{path} may not be opened: Permission denied.")
    wrapped = OSError(f'Could not read from "/data/.{path.name}.part"')
    assert ".part" not in str(explain_error(wrapped, path))


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_file_that_may_not_grow_is_a_full_disk(path: Path, code: int) -> None:
    of_duckdb = duckdb.TransactionException(f'Failed to commit: Could not write file "{path}.wal": {os.strerror(code)}')
    for error in (of_duckdb, OSError(code, os.strerror(code), str(path))):
        assert str(explain_error(error, path)).startswith(f"No space left on the disk for {path}")


def test_a_full_disk_is_that_of_the_file_that_was_written(path: Path) -> None:
    error = duckdb.IOException('IO Error: Could not write file "/backup/articles.parquet": No space left on device')
    assert str(explain_error(error, path)).startswith("No space left on the disk for /backup/articles.parquet.")
