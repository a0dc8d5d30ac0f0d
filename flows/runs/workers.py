"""Run functions in worker processes, each call under limits of processor time and memory."""

import multiprocessing
import signal
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import forkserver, resource_tracker
from threading import Lock
from types import TracebackType
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

from flows.runs.limits import WALL_FACTOR, Limits, WorkLimit, limit_memory, run_limited

Result = TypeVar("Result")
# Workers are forked from a process that has already loaded these modules, and share their memory.
_PRELOADED = [
    "flows.runs.worker_start",
    "transforms.extract",
    "transforms.fingerprints",
    "transforms.text_captures.read",
    "flows.stages.extractor",
    "transforms.page.shared_data",  # the last one
]
_open_pools: set["WorkerPool"] = set()  # of this process, with workers
_open_pools_lock = Lock()


def start_fork_server() -> None:
    """Start the process that workers are forked from; it loads its modules while this process continues.

    An interrupt from the terminal reaches all processes: this one ends the others, which would only add tracebacks.
    """
    multiprocessing.get_context("forkserver").set_forkserver_preload(_PRELOADED)
    resource_tracker.ensure_running()  # to start it below would unblock SIGINT
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # the process inherits it
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def stop_fork_server() -> None:
    """End that process, unless a pool still uses it; otherwise it would outlive this one until its modules are loaded.

    It ends when the last worker has, and to stop it is to wait for that: two runs in a Dask worker waited without end.
    """
    stop = getattr(forkserver._forkserver, "_stop", None)  # there is no public function for it
    with _open_pools_lock:
        if stop is not None and not _open_pools:
            stop()


class WorkerPool:
    """Up to `count` workers, started with the first call; thread-safe.

    Each call may use `seconds` of processor time and `megabytes` of memory beyond what the worker uses at its start.
    """

    def __init__(self, count: int, seconds: float, megabytes: int) -> None:
        self._count, self._limits = count, Limits(seconds, megabytes)
        self._lock, self._is_closed, self._running = Lock(), False, set[Future[Any]]()
        self._pool: ProcessPool | None = None

    def warm(self) -> None:
        """Start the workers, so that the first call does not wait for imports."""
        futures = [self.submit(_do_nothing) for _ in range(self._count)]
        for future in futures:
            future.result()

    def submit(self, work: Callable[[], Result]) -> "Future[Result]":
        """Submit a call to a worker. Raises CancelledError if the pool is closed."""
        with self._lock:
            if self._is_closed:
                raise CancelledError
            if self._pool is None or not self._pool.active:
                self._renew()
            future: Future[Result] = self._pool.schedule(  # type: ignore[union-attr]
                run_limited, (work, self._limits), timeout=WALL_FACTOR * self._limits.seconds
            )
            self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    def wait(self, work: Callable[[], Result], future: "Future[Result]") -> Result:
        """Return the result of a submitted call; raises its exception, or WorkLimit if it was stopped."""
        try:
            return future.result()
        except BrokenProcessPool:
            # The system killed an idle worker, which breaks a Pebble pool: this call is not the cause.
            try:
                return self.submit(work).result()
            except BaseException as error:
                raise self._explain(error) from error
        except (TimeoutError, MemoryError, ProcessExpired) as error:
            raise self._explain(error) from error

    def run(self, work: Callable[[], Result]) -> Result:
        """Run one call and return its result; raises the same errors as `wait`."""
        return self.wait(work, self.submit(work))

    def _explain(self, error: BaseException) -> BaseException:
        match error:
            case ProcessExpired() if error.exitcode == -signal.SIGPROF:
                return self._limits.explain_time()
            case ProcessExpired() | BrokenProcessPool():
                return WorkLimit("crash", f"its worker ended: {error}")
            case TimeoutError():
                return self._limits.explain_wall()
            case MemoryError():
                return self._limits.explain_memory()
        return error

    def _renew(self) -> None:
        if self._pool is not None:
            _stop(self._pool)
        with _open_pools_lock:
            _open_pools.add(self)
        start_fork_server()
        context = multiprocessing.get_context("forkserver")
        self._pool = ProcessPool(
            self._count, initializer=limit_memory, initargs=(self._limits.megabytes,), context=context
        )

    def __enter__(self) -> "WorkerPool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close(is_failed=error is not None)

    def close(self, is_failed: bool = False) -> None:
        """End the workers: after their current calls or, if the run has failed, at once."""
        with self._lock:
            self._is_closed = True
        if self._pool is None:
            return
        if is_failed:
            # A stopped pool does not resolve its futures, and a thread that waits for one would wait for ever.
            for future in list(self._running):
                future.cancel()
            _stop(self._pool)
        else:
            self._pool.close()  # type: ignore[no-untyped-call]  # Pebble types its calls in part
            self._pool.join()
        with _open_pools_lock:
            _open_pools.discard(self)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _do_nothing() -> None:
    return None
