"""A run on a Dask cluster writes the same tables as a run on one machine, also if a worker is killed."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

MAX_WAIT_SECONDS = 600
# Pages that do not become articles: they go to quarantine, or are discarded.
OTHERS = {
    "https://elsewhere.example/empty": b"<html><title>Empty</title><body></body></html>",
    "https://elsewhere.example/image": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "https://elsewhere.example/gone": b"<html><title>Page not found</title><h1>404</h1><p>Page not found.</p></html>",
}
ACCOUNTS = {
    "run_fates": "position, url, outlet_id, fate, reason, detail, article_id, capture_id",
    "quality_results": "rule, scope, checked_count, failed_count, observed",
    "quarantine": "capture_id, article_id, url, rule, detail",
}


def kill_a_busy_worker(address: str, killed: list[int]) -> None:
    """Wait until a worker extracts, then kill it."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        processes = client.run(os.getpid)
        deadline = time.monotonic() + MAX_WAIT_SECONDS
        while time.monotonic() < deadline:
            for worker, tasks in client.processing().items():
                if tasks:
                    os.kill(processes[worker], signal.SIGKILL)
                    killed.append(processes[worker])
                    return
            time.sleep(0.02)


@pytest.mark.parametrize("is_killed", [False, True], ids=["undisturbed", "one worker killed"])
def test_a_run_on_a_cluster_writes_what_one_machine_writes(
    trial: Any, pages: Mapping[str, bytes], cluster: Any, tmp_path: Path, is_killed: bool
) -> None:
    source = trial.write_warc(tmp_path / "pages.warc.gz", dict(pages) | OTHERS)
    alone = trial.settings("alone")
    expected = trial.take(alone, source)
    assert expected.counts["quarantined"] + expected.counts["discarded"] >= len(OTHERS)
    shared, killed = trial.settings("shared", dask=cluster.address), list[int]()
    if is_killed:
        killer = Thread(target=kill_a_busy_worker, args=(cluster.address, killed))
        killer.start()
    found = trial.take(shared, source)
    if is_killed:
        killer.join(MAX_WAIT_SECONDS)
        assert len(killed) == 1
    assert (found.state, found.counts) == (expected.state, expected.counts)
    assert trial.tables(shared) == trial.tables(alone)
    for table, columns in ACCOUNTS.items():
        query = f"select {columns} from {table} order by all"
        assert trial.rows(shared, query) == trial.rows(alone, query), table
