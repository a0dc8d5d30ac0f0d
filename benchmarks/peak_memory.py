"""Measure the peak memory of a process and its children from a process of its own, which does not count."""

import os
import subprocess
import sys
import threading
from types import TracebackType

import psutil


class PeakMemory:
    """Measures the peak memory of this process and its children together, in megabytes, known at the end of the block.

    Pages that several of them share count once (the proportional set size).
    """

    def __init__(self) -> None:
        self.megabytes = 0.0

    def __enter__(self) -> "PeakMemory":
        command = [sys.executable, "-m", "benchmarks.peak_memory", str(os.getpid())]
        self._monitor = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.megabytes = float(self._monitor.communicate()[0])


def main() -> None:
    """Watch the given process until standard input is closed, and print its peak."""
    done = threading.Event()
    threading.Thread(target=_await_end, args=(done,), daemon=True).start()
    print(_watch(psutil.Process(int(sys.argv[1])), done))


def _await_end(done: threading.Event) -> None:
    sys.stdin.read()
    done.set()


def _watch(watched: psutil.Process, done: threading.Event) -> float:
    """Return the peak in megabytes.

    To ask for the proportional set sizes takes 15 ms, so it is done only when the sum of the resident sets, which is
    quick to read, is 1 % above its highest so far.
    """
    megabytes, highest, turn = 0.0, 0, 0
    family: list[psutil.Process] = []
    while not done.wait(0.1):
        if turn % 10 == 0:  # to find the children, the system's whole list of processes is read
            family = _find_family(watched)
        turn += 1
        resident = sum(map(_resident, family))
        if resident > 1.01 * highest:
            highest = resident
            megabytes = max(megabytes, sum(map(_proportional, family)) / 1e6)
    return megabytes


def _find_family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *(child for child in process.children(recursive=True) if child.pid != os.getpid())]
    except psutil.NoSuchProcess:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


if __name__ == "__main__":
    main()
