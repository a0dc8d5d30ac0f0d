"""Extraction on a real Dask cluster, a scheduler and two worker processes: the same results as on one machine."""

import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.pages import read_sample_pages, write_copies
from flows.errors import BackbenchError
from flows.runs.captures import build_capture_row, with_location
from flows.settings import Settings, read_settings
from flows.stages.dask_extract import DaskExtractor
from flows.stages.extractor import ExtractionResult, Extractor
from transforms.records import Outlet
from transforms.urls import find_outlet
from warehouse.archive import files

pytest.importorskip("distributed", reason="Dask is absent: uv sync --extra dask")
MAX_WAIT_SECONDS = 600
WORKERS = 2
PAGES = 24


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[Any], dict[str, Outlet]]:
    """Pages in an archive, their rows, one of them in a file that is gone and one at a wrong place."""
    settings = Settings(home=tmp_path_factory.mktemp("home"), workers=WORKERS, page_seconds=60.0)
    (settings.archive / "2026").mkdir(parents=True)
    write_copies(list(read_sample_pages())[:PAGES], 1, settings.archive / "2026" / "pages.warc.gz")
    rows, outlets = list[Any](), dict[str, Outlet]()
    for record, place in files.iter_articles(settings.archive, "2026/pages.warc.gz", 1 << 26):
        outlet = find_outlet(record.url, ())
        outlets[outlet.outlet_id] = outlet
        rows.append(with_location(build_capture_row(record, outlet, "import"), place))
    rows += [rows[0] | {"warc_file": "2026/gone.warc.gz"}, rows[0] | {"warc_offset": 7}]
    return settings, rows, outlets


@pytest.fixture(scope="module")
def right(archive: Any) -> list[ExtractionResult]:
    """What one machine extracts."""
    settings, rows, outlets = archive
    with Extractor(settings, outlets) as extractor:
        return extractor.extract(rows)


@pytest.mark.parametrize("is_shared", [True, False], ids=["by reference", "by value"])
def test_a_cluster_gives_what_one_machine_gives(archive: Any, right: Any, cluster: Any, is_shared: bool) -> None:
    settings, rows, outlets = archive
    with DaskExtractor(replace(settings, dask=cluster.address), outlets, {}) as extractor:
        assert extractor._is_shared, "its workers see the archive of this machine"
        extractor._is_shared = is_shared
        assert extractor.extract(rows) == right
    assert [result.rule for result in right[-2:]] == ["archive_record", "archive_record"]


def test_a_worker_killed_in_mid_run_changes_nothing(archive: Any, right: Any, cluster: Any) -> None:
    settings, rows, outlets = archive
    with DaskExtractor(replace(settings, dask=cluster.address), outlets, {}) as extractor:
        extractor._client.wait_for_workers(WORKERS, timeout=MAX_WAIT_SECONDS)
        chunks = [rows[start : start + 2] for start in range(0, len(rows), 2)]
        with ThreadPoolExecutor(len(chunks)) as threads:
            futures = [threads.submit(extractor.extract, chunk) for chunk in chunks]
            futures[0].result()
            cluster.processes[-1].send_signal(signal.SIGKILL)
            found = [result for future in futures for result in future.result()]
    assert found == right


def test_no_cluster_and_other_code_are_named(tmp_path: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.stages import dask_extract

    monkeypatch.setattr(dask_extract, "CONNECT_SECONDS", 2)
    with pytest.raises(BackbenchError, match=r"No Dask cluster answers at tcp://127\.0\.0\.1:9"):
        DaskExtractor(Settings(home=tmp_path, dask="tcp://127.0.0.1:9"), {}, {})
    monkeypatch.undo()
    monkeypatch.setattr(dask_extract, "CODE_VERSION", "0.0.0")
    with pytest.raises(BackbenchError, match=r"run other code \(Backbench .*\) than Backbench 0\.0\.0"):
        DaskExtractor(Settings(home=tmp_path, dask=cluster.address), {}, {})


@pytest.mark.parametrize(("text", "is_accepted"), [("local", True), ("tcp://one.example:8786", True), ("8786", False)])
def test_the_setting_is_an_address_or_local(text: str, is_accepted: bool) -> None:
    if is_accepted:
        assert read_settings({"BACKBENCH_DASK": text}).dask == text
    else:
        with pytest.raises(BackbenchError, match="BACKBENCH_DASK='8786' cannot be read"):
            read_settings({"BACKBENCH_DASK": text})
