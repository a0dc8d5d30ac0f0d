"""Worker pools of one process share the process that their workers are forked from."""

import threading
from multiprocessing import forkserver

from flows.runs.workers import WorkerPool, stop_fork_server


def _add() -> int:
    return 1 + 1


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
