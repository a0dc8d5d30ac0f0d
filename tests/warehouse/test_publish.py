"""The published copy is replaced atomically: readers see the state before or after a run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.errors import DatabaseBusy, DatabaseMissing, PublishRefused
from warehouse.store import publish
from warehouse.store.database import lock_database, open_reader, open_warehouse_reader, open_writer
from warehouse.store.database_copy import update_copy
from warehouse.store.publish import is_published, publish_corpus

ROOT = Path(__file__).parents[2]

READER = """
import sys, duckdb
corpus, seen = sys.argv[1], set()
print("ready", flush=True)
while True:
    with duckdb.connect(corpus, read_only=True) as connection:
        counts = "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM articles)"
        runs, articles = connection.execute(counts).fetchone()
        whole = connection.execute("SELECT count(*) FROM articles JOIN runs USING (run_id)").fetchone()[0]
    assert articles == whole == 3 * runs, (runs, articles, whole)
    if runs not in seen:
        seen.add(runs)
        print(runs, flush=True)
    if runs == int(sys.argv[2]):
        break
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "published" / "corpus.duckdb"


def run_ids(path: Path) -> list[str]:
    with open_reader(path) as connection:
        return [run_id for (run_id,) in connection.execute("SELECT run_id FROM runs ORDER BY 1").fetchall()]


def add_party(path: Path, name: str) -> None:
    with open_writer(path, 1) as connection:
        connection.execute("INSERT INTO parties VALUES (?, ?, ?)", [name, name, name])


def test_readers_never_see_an_error_or_a_partial_run(path: Path, corpus: Path, page: Any, brought: Any) -> None:
    last = 8

    def load_and_publish(number: int) -> None:
        pages = [page(f"{number}-{each}", text=f"{number} {each} " * 2000) for each in range(3)]
        with open_writer(path, 5) as connection:
            brought(f"r{number:02}", pages).load(connection)
        publish_corpus(path, corpus)

    load_and_publish(1)
    command = [sys.executable, "-c", READER, str(corpus), str(last)]
    readers = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for reader in readers:
        assert reader.stdout and reader.stdout.readline() == "ready\n"
    for number in range(2, last + 1):
        load_and_publish(number)
    for reader in readers:
        out, err = reader.communicate(timeout=600)
        assert (reader.returncode, err) == (0, "")
        assert out.split()[-1] == str(last)
        assert len(out.split()) >= 3, "the reader met several publishes"


def test_an_open_reader_keeps_its_copy(path: Path, corpus: Path, page: Any, brought: Any) -> None:
    with open_writer(path, 1) as connection:
        brought("r1", [page()]).load(connection)
    publish_corpus(path, corpus)
    old_copy = duckdb.connect(str(corpus), read_only=True)
    with open_writer(path, 1) as connection:
        brought("r2", [page("brook")]).load(connection)
    publish_corpus(path, corpus)
    assert old_copy.execute("SELECT run_id FROM runs").fetchall() == [("r1",)]
    old_copy.close()
    assert run_ids(corpus) == ["r1", "r2"]


def test_the_copy_has_the_views_and_no_log(path: Path, corpus: Path) -> None:
    with open_writer(path, 1):
        pass
    publish_corpus(path, corpus)
    with open_reader(corpus) as connection:
        assert connection.execute("FROM topic_by_month").fetchall() == []
    assert {each.name for each in corpus.parent.iterdir()} == {"corpus.duckdb", ".corpus.duckdb.published"}


def test_the_copy_cannot_be_written_by_mistake(path: Path, corpus: Path) -> None:
    with open_writer(path, 1):
        pass
    publish_corpus(path, corpus)
    assert corpus.stat().st_mode & 0o777 == 0o444


def test_a_log_left_next_to_the_old_copy_is_not_read_into_the_new(path: Path, corpus: Path) -> None:
    with open_writer(path, 1):
        pass
    publish_corpus(path, corpus)
    left = corpus.with_name("corpus.duckdb.wal")
    left.write_bytes(b"somebody wrote here")
    add_party(path, "a")
    publish_corpus(path, corpus)
    assert not left.exists()
    assert run_ids(corpus) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from warehouse.store.database import open_writer
with open_writer(Path(sys.argv[1]), 1) as connection:
    connection.execute("INSERT INTO parties VALUES ('a', 'A', 'A')")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_load_killed_before_it_published_is_in_the_next_publish(path: Path, corpus: Path) -> None:
    with open_writer(path, 1):
        pass
    publish_corpus(path, corpus)
    done = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    assert path.with_name(path.name + ".wal").stat().st_size > 0, "the commit lies in the log alone"
    publish_corpus(path, corpus)
    with open_reader(corpus) as connection:
        assert connection.execute("SELECT party_id FROM parties").fetchall() == [("a",)]


def test_a_killed_publication_leaves_the_old_copy_and_the_next_cleans_up(path: Path, corpus: Path) -> None:
    with open_writer(path, 1):
        pass
    publish_corpus(path, corpus)
    add_party(path, "a")
    code = (
        "import os, signal, sys; from pathlib import Path; from warehouse.store import atomic_file, publish;"
        "atomic_file._sync = lambda path: os.kill(os.getpid(), signal.SIGKILL) if 'corpus' in path.name else None;"
        "publish.publish_corpus(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path), str(corpus)], check=False, cwd=ROOT)
    assert done.returncode == -signal.SIGKILL
    part = corpus.with_name(".corpus.duckdb.part")
    assert part.exists()
    assert run_ids(corpus) == []
    publish_corpus(path, corpus)
    assert not part.exists()
    assert is_published(path, corpus)


def test_a_publish_waits_for_the_writer(path: Path, corpus: Path) -> None:
    with open_writer(path, 1):
        pass
    with lock_database(path, 1), pytest.raises(DatabaseBusy):
        publish_corpus(path, corpus, wait_seconds=0.2)
    with lock_database(path, 1):
        waiting = threading.Thread(target=publish_corpus, args=(path, corpus, 600))
        waiting.start()
        time.sleep(0.3)
        assert not corpus.exists()
    waiting.join(600)
    assert corpus.exists()


def test_a_new_database_does_not_replace_a_copy_with_more_captures(
    path: Path, corpus: Path, page: Any, brought: Any
) -> None:
    with open_writer(path, 1) as connection:
        brought("r1", [page(), page("brook")]).load(connection)
    publish_corpus(path, corpus)
    path.unlink()
    with open_writer(path, 1) as connection:
        brought("r2", [page("mill")]).load(connection)
    with pytest.raises(PublishRefused, match=r"has 1 captures fewer than .* Replace it by a copy of corpus\.duckdb"):
        publish_corpus(path, corpus)
    assert run_ids(corpus) == ["r1"]
    shutil.copyfile(corpus, path)
    with open_writer(path, 1) as connection:
        brought("r2", [page("mill")]).load(connection)
    publish_corpus(path, corpus)
    assert run_ids(corpus) == ["r1", "r2"]


def test_a_copy_that_cannot_be_read_is_replaced(path: Path, corpus: Path) -> None:
    with open_writer(path, 1):
        pass
    corpus.parent.mkdir()
    corpus.write_bytes(b"broken" * 3000)
    publish_corpus(path, corpus)
    assert run_ids(corpus) == []


def test_a_publication_without_a_database_is_reported(path: Path, corpus: Path) -> None:
    with pytest.raises(DatabaseMissing):
        publish_corpus(path, corpus)
    assert not os.path.lexists(corpus)


def equal(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def test_a_database_that_did_not_change_is_not_copied_again(path: Path, corpus: Path) -> None:
    add_party(path, "a")
    publish_corpus(path, corpus)
    before = corpus.stat()
    publish_corpus(path, corpus)
    assert (corpus.stat().st_ino, corpus.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_copy_before_is_brought_up_to_date_by_its_blocks(
    path: Path, corpus: Path, page: Any, brought: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        with open_writer(path, 1) as connection:
            brought(f"r{number}", [page(f"{number}-{each}", text=f"{each} " * 5000) for each in range(20)]).load(
                connection
            )
        publish_corpus(path, corpus)
    copied = []
    monkeypatch.setattr(publish, "update_copy", lambda *arguments: copied.append(update_copy(*arguments)))
    monkeypatch.setattr(publish.shutil, "copyfile", lambda *arguments: pytest.fail("the whole file is copied"))
    for name in "abc":
        add_party(path, name)
        publish_corpus(path, corpus)
        assert equal(path, corpus)
    assert len(copied) == 3


def test_a_copy_that_a_reader_has_open_is_never_written(path: Path, corpus: Path) -> None:
    for name in "ab":
        add_party(path, name)
        publish_corpus(path, corpus)
    first = duckdb.connect(str(corpus), read_only=True)
    for name in "cde":
        add_party(path, name)
        publish_corpus(path, corpus)
        assert equal(path, corpus)
    assert first.execute("SELECT party_id FROM parties ORDER BY 1").fetchall() == [("a",), ("b",)]
    first.close()


def test_a_copy_that_another_program_changed_is_replaced_completely(path: Path, corpus: Path) -> None:
    for name in "ab":
        add_party(path, name)
        publish_corpus(path, corpus)
    corpus.chmod(0o644)
    with corpus.open("r+b") as file:
        file.seek(300_000)
        file.write(b"damage" * 100)
    assert not is_published(path, corpus)
    for name in "cd":
        publish_corpus(path, corpus)
        assert equal(path, corpus)
        add_party(path, name)
    publish_corpus(path, corpus)
    assert equal(path, corpus)


def test_a_copy_that_is_cut_or_no_database_is_replaced(path: Path, corpus: Path) -> None:
    add_party(path, "a")
    for damage in (b"", b"no database", None):
        publish_corpus(path, corpus)
        corpus.chmod(0o644)
        corpus.write_bytes(corpus.read_bytes()[:100_000] if damage is None else damage)
        publish_corpus(path, corpus)
        assert equal(path, corpus)


def test_a_small_change_waits_in_the_log_where_all_see_it(path: Path, corpus: Path) -> None:
    add_party(path, "a")
    publish_corpus(path, corpus)
    before = path.read_bytes()
    for name in "bc":
        with open_writer(path, leaves_log=True) as connection:
            connection.execute("INSERT INTO parties VALUES (?, ?, ?)", [name, name, name])
    assert path.read_bytes() == before, "no checkpoint was made"
    assert not is_published(path, corpus)
    with open_warehouse_reader(path) as connection:
        assert connection.execute("SELECT count(*) FROM parties").fetchone() == (3,)
    assert path.read_bytes() == before
    publish_corpus(path, corpus)
    assert equal(path, corpus)
    assert is_published(path, corpus)
    with open_reader(corpus) as connection:
        assert connection.execute("SELECT count(*) FROM parties").fetchone() == (3,)


def test_a_publication_of_version_0_1_0_is_known(path: Path, corpus: Path) -> None:
    """Its stamp has the two files alone."""
    for name in "ab":
        add_party(path, name)
        publish_corpus(path, corpus)
    stamp = corpus.with_name(f".{corpus.name}.published")
    stamp.write_text(json.dumps({key: json.loads(stamp.read_text())[key] for key in ("warehouse", "corpus")}))
    assert is_published(path, corpus)
    for name in "cd":
        add_party(path, name)
        publish_corpus(path, corpus)
        assert equal(path, corpus)
    assert len(list(corpus.with_name("history").iterdir())) == 3, "no state of the history is missing"


def test_a_copy_before_that_another_program_changed_is_compared_completely(path: Path, corpus: Path) -> None:
    for name in "ab":
        add_party(path, name)
        publish_corpus(path, corpus)
    previous = corpus.with_name(f".{corpus.name}.previous")
    previous.chmod(0o644)
    with previous.open("r+b") as file:
        file.seek(12_288 + 262_144)
        file.write(b"damage" * 100)
    add_party(path, "c")
    publish_corpus(path, corpus)
    assert equal(path, corpus)
