"""Limit the processor time and the memory of a call in a worker process."""

import pickle
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")
WALL_FACTOR = 10
"""Factor of the processor time that work may take by the clock: on a busy machine it waits for a processor."""
_MEMORY = Path("/proc/self/statm")
_IS_LINUX = _MEMORY.exists()


class WorkLimit(Exception):
    """A call was stopped; `reason` is time, memory or crash."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason, self.detail = reason, detail


class WorkError(Exception):
    """The text of an exception that cannot be pickled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Processor time of a call, and memory beyond what its process uses at its start."""

    seconds: float
    megabytes: int

    def explain_time(self) -> WorkLimit:
        """Return the error of a call that used too much processor time."""
        return WorkLimit("time", f"took over {self.seconds:g} s of processor time")

    def explain_wall(self) -> WorkLimit:
        """Return the error of a call that took too long by the clock."""
        return WorkLimit("time", f"took over {WALL_FACTOR * self.seconds:g} s")

    def explain_memory(self) -> WorkLimit:
        """Return the error of a call that used too much memory."""
        return WorkLimit("memory", f"took over {self.megabytes} MB")


def run_limited(work: Callable[[], Result], limits: Limits) -> Result:
    """Run the call in a worker; beyond its processor time the system ends the worker, even inside C code."""
    limit_memory(limits.megabytes)
    signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    try:
        return work()
    except Exception as error:
        if _is_portable(error):
            raise
        problem = f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    # Not in the handler: with Dask, tblib pickles an exception with its cause and context, which may not be portable.
    raise WorkError(problem)


def _is_portable(error: Exception) -> bool:
    """Return whether the exception can be pickled and unpickled; one that cannot would break the pool."""
    try:
        return type(pickle.loads(pickle.dumps(error))) is type(error)  # noqa: S301 - our own bytes
    except Exception:
        return False


def limit_memory(megabytes: int) -> None:
    """Limit the memory beyond what the worker uses now: libraries alone reserve hundreds of megabytes."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_measure_memory() + (megabytes << 20), hard))


def _measure_memory() -> int:
    """Return the bytes of address space of this process."""
    if _IS_LINUX:  # the import of psutil takes longer than the extraction of a page
        with _MEMORY.open("rb", buffering=0) as file:  # read for each page: as text it takes twice as long
            return int(file.read().split()[0]) * resource.getpagesize()
    import psutil

    vms: int = psutil.Process().memory_info().vms
    return vms
