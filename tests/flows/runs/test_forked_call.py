"""A call in a forked process is stopped at its limits, and leaves no process."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from flows.runs.forked_call import ForkedCall
from flows.runs.limits import Limits, WorkError, WorkLimit
from transforms.records import Quarantine

LIMITS = Limits(30.0, 1024)
Function = Callable[[Any], Any]


def call(function: Function, argument: object, limits: Limits = LIMITS) -> object:
    with ForkedCall[Any, Any](lambda: function, limits) as worker:
        process = psutil.Process(worker._process)
        worker.submit(argument)
        try:
            return worker.wait()
        finally:
            worker.__exit__(None, None, None)
            assert not process.is_running()
            worker._process = 0


def test_the_result_comes_back() -> None:
    assert call(lambda text: text * 2, "ab" * 100_000) == "ab" * 200_000


def test_an_exception_comes_back() -> None:
    def refuse(_: object) -> None:
        raise Quarantine("not_html", "no text")

    with pytest.raises(Quarantine) as caught:
        call(refuse, None)
    assert (caught.value.rule, caught.value.detail) == ("not_html", "no text")


def test_an_exception_that_cannot_be_pickled_comes_back_as_its_text() -> None:
    class Local(Exception):
        pass

    def fail(_: object) -> None:
        raise Local("here")

    with pytest.raises(WorkError, match="Local: here"):
        call(fail, None)


def test_an_exception_returns_with_its_pickled_cause() -> None:
    program = (
        "from flows.runs.forked_call import ForkedCall\n"
        "from flows.runs.limits import Limits\n"
        "import distributed\n"  # installs tblib's pickling for the exceptions that there are
        "def fail(_):\n"
        "    class Local(Exception): pass\n"
        "    raise Local('here')\n"
        "with ForkedCall(lambda: fail, Limits(30.0, 1024)) as worker:\n"
        "    worker.submit(None)\n"
        "    worker.wait()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.endswith("flows.runs.limits.WorkError: Local: here\n")


def test_processor_time_is_limited() -> None:
    with pytest.raises(WorkLimit) as caught:
        call(lambda _: sum(iter(int, 1)), None, Limits(0.2, 1024))
    assert (caught.value.reason, str(caught.value)) == ("time", "took over 0.2 s of processor time")


def test_time_by_the_clock_is_limited() -> None:
    with pytest.raises(WorkLimit) as caught:
        call(lambda _: time.sleep(60), None, Limits(0.1, 1024))
    assert (caught.value.reason, str(caught.value)) == ("time", "took over 1 s")


def test_memory_is_limited() -> None:
    with pytest.raises(WorkLimit) as caught:
        call(lambda size: len(bytearray(size)), 8 << 30, Limits(30.0, 16))  # more than the heap may have free
    assert (caught.value.reason, str(caught.value)) == ("memory", "took over 16 MB")


@pytest.mark.parametrize(
    ("end", "detail"),
    [
        (lambda _: os.kill(os.getpid(), signal.SIGKILL), "its worker ended: signal 9"),
        (lambda _: os._exit(3), "its worker ended: exit code 3"),
    ],
)
def test_a_process_that_ends_by_itself_is_reported(end: Function, detail: str) -> None:
    with pytest.raises(WorkLimit) as caught:
        call(end, None)
    assert (caught.value.reason, str(caught.value)) == ("crash", detail)


def test_a_result_that_cannot_be_loaded_is_reported_with_its_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    def load() -> Function:
        raise ImportError("no such library")

    with ForkedCall[Any, Any](load, LIMITS) as worker, pytest.raises(WorkLimit, match="exit code 1"):
        worker.submit(bytes(1 << 22))
        worker.wait()
    assert "ImportError: no such library" in capfd.readouterr().err


def test_a_call_that_is_not_made_leaves_no_process() -> None:
    with ForkedCall[Any, Any](lambda: len, LIMITS) as worker:
        process = psutil.Process(worker._process)
    assert not process.is_running()


def test_the_process_ends_after_a_parent_that_was_killed() -> None:
    program = (
        "import os, signal, time\n"
        "from flows.runs.forked_call import ForkedCall\n"
        "from flows.runs.limits import Limits\n"
        "worker = ForkedCall(lambda: len, Limits(30.0, 1024))\n"
        "print(worker._process, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    deadline = time.monotonic() + 60
    while psutil.pid_exists(int(done.stdout)):
        assert time.monotonic() < deadline, "the process waits for an argument for ever"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the call ends at its time limit")
@pytest.mark.parametrize("end", ["SIGKILL", "SIGTERM"])
def test_a_running_call_ends_with_its_parent(end: str) -> None:
    program = (
        "import os, re, signal\n"
        "from flows.runs.forked_call import ForkedCall\n"
        "from flows.runs.limits import Limits\n"
        "def search(descriptor):\n"
        "    os.write(descriptor, b'.')\n"
        "    re.match('(a+)+b', 'a' * 60)\n"  # in C code, which no Python thread interrupts
        "reader, writer = os.pipe()\n"
        "worker = ForkedCall(lambda: search, Limits(3600.0, 1024))\n"
        "worker.submit(writer)\n"
        "os.read(reader, 1)\n"
        "print(worker._process, flush=True)\n"
        f"os.kill(os.getpid(), signal.{end})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=False)
    deadline = time.monotonic() + 60
    while _is_running(int(done.stdout)):
        assert time.monotonic() < deadline, "the process goes on without its parent"
        time.sleep(0.05)


def _is_running(process: int) -> bool:
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
