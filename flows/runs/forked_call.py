"""Call a function once, in a process forked from this one, under limits of processor time and memory."""

import ctypes
import os
import pickle
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from resource import RLIMIT_AS, getrlimit, setrlimit
from select import select
from types import TracebackType
from typing import BinaryIO, Generic, NoReturn, TypeVar

from flows.runs.limits import WALL_FACTOR, Limits, WorkLimit, run_limited

_PR_SET_PDEATHSIG = 1  # linux/prctl.h

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class ForkedCall(Generic[Argument, Result]):
    """One call of a function under limits; the process is forked at once, and ends with the `with` block at the latest.

    `load` returns the function: it runs in the forked process, so that its imports take place while this process
    prepares the argument. A pool (`flows.runs.workers`) is for many calls: its processes are forked from one that has
    loaded the modules, but starting that takes longer than reading one page. Create it before any thread is started.
    """

    def __init__(self, load: Callable[[], Callable[[Argument], Result]], limits: Limits) -> None:
        self._limits = limits
        parent = os.getpid()
        work_reader, work_writer = os.pipe()
        result_reader, result_writer = os.pipe()
        self._process = os.fork()
        if not self._process:
            os.close(work_writer)
            os.close(result_reader)
            _serve(load, limits, parent, work_reader, result_writer)
        os.close(work_reader)
        os.close(result_writer)
        self._work, self._result = os.fdopen(work_writer, "wb"), os.fdopen(result_reader, "rb")

    def submit(self, argument: Argument) -> None:
        """Send the argument to the process, which then runs the function."""
        with suppress(BrokenPipeError):  # the process has ended: `wait` says how
            pickle.dump(argument, self._work)
            self._work.close()

    def wait(self) -> Result:
        """Return the function's result. Raises its exception, or WorkLimit if it was stopped."""
        if not select([self._result], [], [], WALL_FACTOR * self._limits.seconds)[0]:
            raise self._limits.explain_wall()
        try:
            is_done, value = pickle.load(self._result)  # noqa: S301 - our own bytes
        except (EOFError, pickle.UnpicklingError) as error:
            raise self._explain_end() from error
        if is_done:
            return value  # type: ignore[no-any-return]
        raise self._limits.explain_memory() if isinstance(value, MemoryError) else value

    def _explain_end(self) -> WorkLimit:
        _, status = os.waitpid(self._process, 0)
        self._process = 0
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
            return self._limits.explain_time()
        return WorkLimit("crash", f"its worker ended: {_describe_status(status)}")

    def __enter__(self) -> "ForkedCall[Argument, Result]":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
        with suppress(BrokenPipeError):
            self._work.close()
        self._result.close()


def _describe_status(status: int) -> str:
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit code {os.WEXITSTATUS(status)}"


def _serve(
    load: Callable[[], Callable[[Argument], Result]], limits: Limits, parent: int, work_reader: int, result_writer: int
) -> NoReturn:
    """Run the call in the forked process, which always ends here."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this process
        _end_with(parent)
        function = load()
        with os.fdopen(work_reader, "rb") as stream:
            argument: Argument = pickle.load(stream)  # noqa: S301 - our own bytes
        with os.fdopen(result_writer, "wb") as stream:
            _write_result(lambda: function(argument), limits, stream)
        os._exit(0)
    except EOFError:  # the parent needs no result
        os._exit(0)
    except Exception:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(1)


def _end_with(parent: int) -> None:
    """End this process with its parent, even inside C code; a system other than Linux ends it at its time limit."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before
            os._exit(1)


def _write_result(work: Callable[[], object], limits: Limits, stream: BinaryIO) -> None:
    try:
        outcome: tuple[bool, object] = True, run_limited(work, limits)
    except Exception as error:
        outcome = False, error
    _, hard = getrlimit(RLIMIT_AS)
    setrlimit(RLIMIT_AS, (hard, hard))  # a result is not lost because the function left no memory to write it
    pickle.dump(outcome, stream)
