"""Whole runs with the archive, an export and a lake in an object store."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows.cli.archive import archive
from flows.cli.export import export
from flows.sample.server import SampleSite
from flows.settings import CHECKOUT, Settings
from warehouse.archive import object_store
from warehouse.errors import ObjectStoreUnavailable
from warehouse.schema import tables
from warehouse.store.database import open_reader, open_writer
from warehouse.store.locations import Lake
from warehouse.store.publish import publish_corpus

TABLES = ("articles", "article_versions", "article_authors", "captures", "quarantine")


@pytest.fixture
def imported(bucket: str, whole_runs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Settings]:
    """A data folder after an import of twelve pages, with the archive in the bucket too."""
    site = SampleSite(CHECKOUT / "seeds" / "sample")
    pages = {}
    for piece in [piece for piece in site.pieces if piece.outlet_id != "the-chamber"][:12]:
        layout = site.layouts[piece.outlet_id]
        page = site.page(layout.host, layout.path_of(piece))
        assert page
        pages[site.url_of(piece)] = page.body
    trial = whole_runs.Trial(tmp_path)
    settings = replace(trial.settings(), archive_store=bucket)
    monkeypatch.setenv("BACKBENCH_HOME", str(settings.home))
    monkeypatch.setenv("BACKBENCH_ARCHIVE_STORE", bucket)
    accounts = trial.take(settings, whole_runs.write_warc(tmp_path / "few.warc.gz", pages))
    assert (accounts.state, accounts.counts["fetched"], accounts.problems) == ("completed", 12, ())
    return trial, settings


def read(settings: Settings, whole_runs: Any) -> dict[str, list[Any]]:
    found = {}
    with open_reader(settings.corpus) as connection:
        for table in tables.TABLES:
            if table.name in TABLES:
                columns = ", ".join(name for name in table.names if name not in whole_runs.OF_ITS_ROWS)
                found[table.name] = connection.execute(f"select {columns} from {table.name} order by all").fetchall()
    return found


def test_a_run_sends_its_archive_and_reprocess_reads_it_back(
    imported: tuple[Any, Settings], bucket: str, whole_runs: Any
) -> None:
    trial, settings = imported
    before, stored = read(settings, whole_runs), object_store.list_objects(bucket)
    assert stored == {
        path.relative_to(settings.archive).as_posix(): path.stat().st_size for path in settings.archive.glob("*/*")
    }
    assert f"{len(stored)} files deleted" in CliRunner().invoke(archive, ["release"]).output
    assert list(settings.archive.glob("*/*")) == []
    assert trial.reprocess(settings).counts["fetched"] == 12
    assert read(settings, whole_runs) == before
    for path in (settings.local_warehouse, settings.local_corpus):
        path.unlink()
    assert trial.reprocess(trial.settings(archive_store=bucket)).counts["fetched"] == 12
    assert "0 files sent" in CliRunner().invoke(archive, ["upload"]).output


def test_an_unreachable_store_stops_a_reprocess_but_not_an_import(
    imported: tuple[Any, Settings], whole_runs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, settings = imported
    assert CliRunner().invoke(archive, ["release"]).exception is None
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    object_store._connect.cache_clear()
    one = {"https://elsewhere.example/one": b"<html><title>One</title><p>" + b"A word of it. " * 60}
    accounts = trial.take(settings, whole_runs.write_warc(tmp_path / "one.warc.gz", one))
    assert accounts.state == "completed"
    assert "new files are in" in accounts.problems[-1]
    before = read(settings, whole_runs)
    with pytest.raises(ObjectStoreUnavailable, match="cannot be used"):
        trial.reprocess(settings)
    assert read(settings, whole_runs) == before


def test_an_export_to_the_store_has_the_bytes_of_one_on_disk(
    imported: tuple[Any, Settings], bucket: str, tmp_path: Path
) -> None:
    local, address = tmp_path / "export", f"{bucket}-export"
    for _ in range(2):  # the second replaces the first
        for target in (str(local), address):
            assert CliRunner().invoke(export, [target]).exception is None
    names = {path.name: path.stat().st_size for path in local.iterdir()}
    assert object_store.list_objects(address) == names
    for name in names:
        with object_store.open_object(address, name) as stored:
            assert stored.read() == (local / name).read_bytes(), name


def test_a_lake_keeps_its_rows_in_the_store(bucket: str, catalog: Any, rows: Any) -> None:
    lake = Lake(catalog(), f"{bucket}-lake/")
    with open_writer(lake) as connection:
        rows.Brought("r1", [rows.Page(), rows.Page("weir", text="On weirs.")]).load(connection)
    publish_corpus(lake, lake.published)
    with open_reader(lake.published) as connection:
        assert connection.execute("select count(*), count(title) from articles").fetchall() == [(2, 2)]
    stored = object_store.list_objects(f"{bucket}-lake")
    assert not stored or all(name.endswith(".parquet") for name in stored)
