"""The published state of each run can be restored, byte for byte."""

from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow
import pytest

from warehouse.errors import StateMissing
from warehouse.store.database import open_reader, open_writer
from warehouse.store.history import list_states, restore_state
from warehouse.store.publish import publish_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "published" / "corpus.duckdb"


@pytest.fixture
def states(path: Path, corpus: Path, page: Any, brought: Any) -> dict[str, bytes]:
    """Publish five runs, some of them with large changes; return the file as each left it."""
    found = {}
    for number in range(5):
        size = (1, 40, 2, 30, 1)[number]
        pages = [page(f"{number}-{each}", text=f"{number} {each} " * 3000) for each in range(size)]
        with open_writer(path, 1) as connection:
            brought(f"r{number}", pages).load(connection)
            if number == 3:
                connection.execute("DELETE FROM articles WHERE run_id = 'r1'")
        publish_corpus(path, corpus)
        found[f"r{number}"] = corpus.read_bytes()
    return found


def test_each_runs_state_is_restored_byte_for_byte(states: dict[str, bytes], corpus: Path) -> None:
    assert list_states(corpus) == ["r4", "r3", "r2", "r1", "r0"]
    for run_id, content in states.items():
        with restore_state(corpus, run_id) as restored:
            assert restored.read_bytes() == content
            with open_reader(restored) as connection:
                assert connection.execute("SELECT max(run_id) FROM runs").fetchone() == (run_id,)
                connection.execute("FROM topic_by_month").fetchall()
        assert not restored.exists()


def test_a_state_that_version_0_1_0_wrote_is_restored(states: dict[str, bytes], corpus: Path) -> None:
    block_bytes = 256 * 1024
    for path in (corpus.parent / "history").glob("*.zip"):
        with ZipFile(path) as file:
            parts = {name: file.read(name) for name in file.namelist()}
        with ZipFile(path, "w", ZIP_DEFLATED) as file:
            for name, content in parts.items():
                start = name.removesuffix(".zst")
                plain = content if start == name else pyarrow.decompress(content, block_bytes, "zstd", asbytes=True)
                file.writestr(start, plain)
    with restore_state(corpus, "r1") as restored:
        assert restored.read_bytes() == states["r1"]


def test_an_unpublished_run_is_refused_with_a_list_of_runs(states: dict[str, bytes], corpus: Path) -> None:
    with (
        pytest.raises(StateMissing, match=r"no published state of run r9\. There are: r4, r3"),
        restore_state(corpus, "r9"),
    ):
        pass


def test_the_history_ends_at_a_file_that_is_damaged(states: dict[str, bytes], corpus: Path) -> None:
    newest = max((corpus.parent / "history").glob("*.zip"), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(b"no zip")
    assert list_states(corpus) == ["r4"]


def test_a_change_without_a_run_belongs_to_the_last_one(states: dict[str, bytes], path: Path, corpus: Path) -> None:
    with open_writer(path, 1) as connection:
        connection.execute("INSERT INTO parties VALUES ('a', 'A', 'A')")
    publish_corpus(path, corpus)
    with restore_state(corpus, "r4") as restored, open_reader(restored) as connection:
        assert connection.execute("SELECT count(*) FROM parties").fetchone() == (1,)
    with restore_state(corpus, "r3") as restored:
        assert restored.read_bytes() == states["r3"]
