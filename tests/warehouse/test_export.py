"""The corpus as files: complete, equal for the same state, described by the contract, never over foreign files."""

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from warehouse.errors import DatabaseMissing, DatabaseTooOld, ExportRefused
from warehouse.export.corpus_export import EXPORTED_TABLES, Export, export_corpus
from warehouse.schema import tables
from warehouse.store.database import open_reader, open_writer
from warehouse.store.publish import publish_corpus

Publish = Callable[[Path, list[str]], Path]


@pytest.fixture
def published(path: Path, page: Any, brought: Any) -> Publish:
    """Publish a corpus that was loaded in the order of these names; return its path."""

    def make(folder: Path, names: list[str]) -> Path:
        warehouse = folder / "warehouse.duckdb"
        with open_writer(warehouse, 5) as connection:
            for number in range(0, len(names), 3):
                pages = [page(name, labels=("Energy",)) for name in names[number : number + 3]]
                brought("r1" if number == 0 else f"r{number}", pages).load(connection)
        publish_corpus(warehouse, folder / "corpus.duckdb")
        return folder / "corpus.duckdb"

    return make


def written(corpus: Path, folder: Path) -> Export:
    return export_corpus(corpus, folder, "1.0", lambda: None)


def files(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


NAMES = [f"piece-{number}" for number in range(9)]


def test_every_table_is_a_file_with_the_rows_of_the_corpus(published: Publish, tmp_path: Path) -> None:
    corpus = published(tmp_path, NAMES)
    done = written(corpus, tmp_path / "out")
    assert [each.table for each in done.resources] == list(EXPORTED_TABLES)
    with open_reader(corpus) as connection:
        for each in done.resources:
            order = ", ".join(each.table.key)
            stored = connection.execute(f"SELECT * FROM {each.table.name} ORDER BY {order}").pl()
            read = pl.read_parquet(tmp_path / "out" / each.path)
            assert read.equals(stored), each.path
            assert (each.row_count, read.columns) == (stored.height, list(each.table.names))
    assert {"README.md", "datapackage.json"} < set(files(tmp_path / "out"))


def test_the_same_state_gives_the_same_bytes_in_any_order_of_rows(published: Publish, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    corpus = published(first, NAMES)
    written(corpus, first / "out")
    second.mkdir()
    with duckdb.connect(str(second / "corpus.duckdb")) as shuffled:
        shuffled.execute(f"ATTACH '{corpus}' AS whole (READ_ONLY)")
        shuffled.execute("COPY FROM DATABASE whole TO corpus")
        for table in EXPORTED_TABLES:
            rows = shuffled.execute(f"SELECT * FROM whole.{table.name}").fetchall()
            random.Random(1).shuffle(rows)
            shuffled.execute(f"DELETE FROM corpus.{table.name}")
            if rows:
                marks = ", ".join("?" * len(table.names))
                shuffled.executemany(f"INSERT INTO corpus.{table.name} VALUES ({marks})", rows)
    again = written(second / "corpus.duckdb", second / "out")
    assert files(first / "out") == files(second / "out")
    assert again.digest[:16] in (first / "out" / "README.md").read_text()


def test_the_package_says_the_contract_and_the_digests(published: Publish, tmp_path: Path) -> None:
    written(published(tmp_path, NAMES), tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    resources = {resource["title"]: resource for resource in package["resources"]}
    for table in EXPORTED_TABLES:
        resource = resources[table.name]
        assert [field["name"] for field in resource["schema"]["fields"]] == list(table.names)
        assert resource["schema"]["primaryKey"] == list(table.key)
        data = (tmp_path / "out" / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
    genre = next(field for field in resources["articles"]["schema"]["fields"] if field["name"] == "genre")
    assert genre["constraints"] == {"required": True, "enum": list(tables.GENRES)}
    assert [licence["name"] for licence in resources["articles"]["licenses"]] == ["MIT", "other-closed"]
    assert [licence["name"] for licence in resources["memberships"]["licenses"]] == ["CC-BY-4.0"]


def test_only_an_earlier_export_is_replaced(published: Publish, tmp_path: Path) -> None:
    corpus, folder = published(tmp_path, NAMES[:3]), tmp_path / "out"
    written(corpus, folder)
    (folder / "gone.parquet").write_text("of a table that is no more")
    written(corpus, folder)
    assert "gone.parquet" not in files(folder)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")
    for taken in (mine, mine / "thesis.txt"):
        with pytest.raises(ExportRefused, match="is not empty and is not an earlier export"):
            written(corpus, taken)
    assert (mine / "thesis.txt").read_text() == "years of work"


def test_an_export_that_fails_leaves_the_earlier_one(published: Publish, tmp_path: Path) -> None:
    corpus, folder = published(tmp_path, NAMES[:3]), tmp_path / "out"
    written(corpus, folder)
    before = files(folder)

    def full() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="No space left"):
        export_corpus(corpus, folder, "1.0", full)
    assert files(folder) == before
    assert not (tmp_path / ".out.part").exists()


def test_a_corpus_that_is_missing_or_older_is_reported(published: Publish, tmp_path: Path) -> None:
    with pytest.raises(DatabaseMissing):
        written(tmp_path / "corpus.duckdb", tmp_path / "out")
    corpus = published(tmp_path, NAMES[:3])
    with duckdb.connect(str(tmp_path / "older.duckdb")) as older:
        older.execute(f"ATTACH '{corpus}' AS whole (READ_ONLY)")
        older.execute("COPY FROM DATABASE whole TO older")
        older.execute("UPDATE schema_version SET shape_sha256 = 'that of another contract'")
    with pytest.raises(DatabaseTooOld, match="published by an older Backbench"):
        written(tmp_path / "older.duckdb", tmp_path / "out")
