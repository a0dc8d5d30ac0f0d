"""Worker pools of one process share the process that their workers are forked from, and what it sets."""

import platform
import resource
import threading
from multiprocessing import forkserver
from pathlib import Path

import pytest

from flows.runs.workers import WorkerPool, stop_fork_server


def _add() -> int:
    return 1 + 1


def _count_kept_bytes() -> int:
    """Use and free much memory, as a large page does; return how much more the process then has."""
    large = b"x" * (20 << 20)  # without a limit, its size is what the C library keeps from now on
    del large
    before = _read_resident()
    blocks = [b"x" * (500 << 10) for _ in range(40)]
    del blocks
    return _read_resident() - before


def _read_resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the limits are of glibc's malloc")
def test_a_worker_gives_freed_memory_back() -> None:
    with WorkerPool(1, 30, 1000) as pool:
        assert pool.run(_count_kept_bytes) < 5 << 20


def test_the_fork_server_is_left_to_a_pool_that_is_open() -> None:
    with WorkerPool(1, 30, 1000) as first:
        assert first.run(_add) == 2
        with WorkerPool(1, 30, 1000) as second:
            assert second.run(_add) == 2
        stopping = threading.Thread(target=stop_fork_server, daemon=True)  # it would wait for the first pool's worker
        stopping.start()
        stopping.join(timeout=60)
        assert not stopping.is_alive()
        assert first.run(_add) == 2
    stop_fork_server()
    assert forkserver._forkserver._forkserver_pid is None  # type: ignore[attr-defined]  # it has no public name
