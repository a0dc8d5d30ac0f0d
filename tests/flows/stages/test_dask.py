"""Extraction on a real Dask cluster, a scheduler and two worker processes: the same results as on one machine."""

import signal
import sys
import types
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.pages import read_sample_pages, write_copies
from flows.errors import BackbenchError
from flows.runs.captures import build_capture_row, with_location
from flows.settings import Settings, read_settings
from flows.stages import dask_worker
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
def test_a_cluster_gives_the_results_of_one_machine(archive: Any, right: Any, cluster: Any, is_shared: bool) -> None:
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


def pretend_other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process, not the workers, be of another version."""
    monkeypatch.setattr(dask_worker, "CODE_VERSION", "0.0.0")
    monkeypatch.setattr(dask_worker, "describe_code", dask_worker.describe_code.__wrapped__)


def test_no_cluster_and_other_code_are_named(tmp_path: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.stages import dask_extract

    monkeypatch.setattr(dask_extract, "CONNECT_SECONDS", 2)
    with pytest.raises(BackbenchError, match=r"No Dask cluster answers at tcp://127\.0\.0\.1:9"):
        DaskExtractor(Settings(home=tmp_path, dask="tcp://127.0.0.1:9"), {}, {})
    monkeypatch.undo()
    pretend_other_code(monkeypatch)
    with pytest.raises(
        BackbenchError, match=r"runs other code \(Backbench 0.1.*\) than this machine \(Backbench 0\.0\.0"
    ):
        DaskExtractor(Settings(home=tmp_path, dask=cluster.address), {}, {})


def test_a_worker_without_backbench_is_named(tmp_path: Path, cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its function comes from a module that the workers do not have."""
    module = types.ModuleType("absent_there")
    monkeypatch.setitem(sys.modules, "absent_there", module)
    exec("def describe_code(): pass", module.__dict__)
    monkeypatch.setattr(dask_worker, "describe_code", module.describe_code)
    with pytest.raises(BackbenchError, match=r"Workers of the Dask cluster cannot load Backbench: .*absent_there"):
        DaskExtractor(Settings(home=tmp_path, dask=cluster.address), {}, {})


def test_workers_without_child_processes_are_named(archive: Any) -> None:
    """What `dask worker` starts by default."""
    from distributed import LocalCluster

    settings, _, outlets = archive
    with (
        LocalCluster(1, threads_per_worker=1, dashboard_address=None) as nannies,
        DaskExtractor(replace(settings, dask=nannies.scheduler_address), outlets, {}) as extractor,
        pytest.raises(BackbenchError, match=r"cannot have child processes.*DASK_DISTRIBUTED__WORKER__DAEMON=False"),
    ):
        extractor.warm()


def test_other_code_of_a_worker_that_joins_later_extracts_nothing(
    archive: Any, cluster: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, rows, outlets = archive
    with DaskExtractor(replace(settings, dask=cluster.address), outlets, {}) as extractor:
        pretend_other_code(monkeypatch)
        with pytest.raises(BackbenchError, match="runs other code"):
            extractor.extract(rows[:2])


def test_a_worker_that_joins_later_without_the_archive_is_sent_the_records(
    archive: Any, right: Any, cluster: Any
) -> None:
    settings, rows, outlets = archive
    with DaskExtractor(replace(settings, dask=cluster.address), outlets, {}) as extractor:
        assert extractor._is_shared
        Path(extractor._probe).rename(settings.home / "elsewhere")
        try:
            assert extractor.extract(rows) == right
        finally:
            (settings.home / "elsewhere").rename(extractor._probe)
        assert not extractor._is_shared


def test_a_cluster_without_workers_ends_the_run(archive: Any, cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.stages import dask_extract

    settings, rows, outlets = archive
    monkeypatch.setattr(dask_extract, "_POLL_SECONDS", 0.2)
    with (
        pytest.raises(BackbenchError, match=r"did not extract 2 captures: it has had no worker for 1 s"),
        DaskExtractor(replace(settings, dask=cluster.address), outlets, {}) as extractor,
    ):
        monkeypatch.setattr(dask_extract, "CONNECT_SECONDS", 1)
        for process in cluster.processes[1:]:
            process.kill()
        extractor.extract(rows[:2])


def test_a_scheduler_that_ends_is_named(archive: Any, cluster: Any) -> None:
    settings, rows, outlets = archive
    with (
        pytest.raises(
            BackbenchError,
            match=r"did not extract 26 captures: the connection to its scheduler is lost\. They are archived",
        ),
        DaskExtractor(replace(settings, dask=cluster.address), outlets, {}) as extractor,
    ):
        for process in cluster.processes:
            process.kill()
        extractor.extract(rows)


# In each worker: it ends at a capture of the outlet "bad", as by a system without memory.
ENDS_AT_BAD = """
import os
from flows.stages.extractor import Extractor

def extract_or_end(self, rows, extract=Extractor.extract):
    if any(row["outlet_id"] == "bad" for row in rows):
        os._exit(1)
    return extract(self, rows)

Extractor.extract = extract_or_end
"""


def test_only_the_capture_that_crashes_workers_is_quarantined(archive: Any, right: Any) -> None:
    """Without it, the run would end at this capture each time."""
    import dask
    from distributed import LocalCluster

    settings, rows, outlets = archive
    bad = rows[1] | {"outlet_id": "bad"}
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(1, threads_per_worker=1, dashboard_address=None, preload=ENDS_AT_BAD) as nannies,
    ):
        own = replace(settings, dask=nannies.scheduler_address)
        with DaskExtractor(own, outlets | {"bad": outlets[rows[1]["outlet_id"]]}, {}) as extractor:
            found = extractor.extract([rows[0], bad, rows[2]])
    assert [found[0], found[2]] == [right[0], right[2]]
    assert (found[1].outcome, found[1].rule) == ("quarantined", "page_crash")
    assert "its worker of the Dask cluster ended" in str(found[1].detail)


# In each worker: an exception that cannot be pickled, and the kind by which the run waits for an answer.
RAISES = """
import threading
from flows.stages.extractor import Extractor

class Odd(Exception):
    def __init__(self, first, second):
        super().__init__(first)
        self.lock = threading.Lock()

def extract_or_raise(self, rows):
    raise TimeoutError("of the worker") if len(rows) == 1 else Odd("an odd one", 2)

Extractor.extract = extract_or_raise
"""


def test_any_exception_of_a_worker_is_named(archive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import dask
    from distributed import LocalCluster

    from flows.stages import dask_extract

    monkeypatch.setattr(dask_extract, "_POLL_SECONDS", 0.2)
    settings, rows, outlets = archive
    with (
        dask.config.set({"distributed.worker.daemon": False}),
        LocalCluster(1, threads_per_worker=1, dashboard_address=None, preload=RAISES) as nannies,
        DaskExtractor(replace(settings, dask=nannies.scheduler_address), outlets, {}) as extractor,
    ):
        for count, reason in ((2, r"Exception: .*an odd one.*"), (1, "TimeoutError: of the worker|of the worker")):
            with pytest.raises(BackbenchError, match=rf"did not extract {count} captures: ({reason})\. They are"):
                extractor.extract(rows[:count])


def test_processes_of_a_killed_run_end_when_another_run_begins(archive: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, _, _ = archive
    worker = types.SimpleNamespace(state=types.SimpleNamespace(nthreads=1))
    dask_worker.warm_pool("killed", settings, True, worker)
    dask_worker.warm_pool("alive", settings, True, worker)
    dask_worker._pools["killed", True].used_at -= dask_worker.IDLE_SECONDS + 1
    dask_worker.warm_pool("next", settings, True, worker)
    assert list(dask_worker._pools) == [("alive", True), ("next", True)]
    dask_worker.close_pool("alive")
    dask_worker.close_pool("next")
    assert not dask_worker._pools


@pytest.mark.parametrize(("text", "is_accepted"), [("local", True), ("tcp://one.example:8786", True), ("8786", False)])
def test_the_setting_is_an_address_or_local(text: str, is_accepted: bool) -> None:
    if is_accepted:
        assert read_settings({"BACKBENCH_DASK": text}).dask == text
    else:
        with pytest.raises(BackbenchError, match="BACKBENCH_DASK='8786' cannot be read"):
            read_settings({"BACKBENCH_DASK": text})
