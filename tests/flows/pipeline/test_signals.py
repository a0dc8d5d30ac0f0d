"""Ctrl-C and a service manager's stop end a job with one line, at any moment."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli import jobs
from flows.errors import BackbenchError
from flows.settings import CHECKOUT
from warehouse.errors import NoSpace
from warehouse.store.database import WAIT_SECONDS, lock_database

MAX_WAIT_SECONDS = 300


def run(work: Callable[[Callable[[], bool]], Any]) -> None:
    jobs._run_in_process(lambda runner, stop: work(stop), True)


def interrupt(number: int) -> None:
    os.kill(os.getpid(), number)
    time.sleep(MAX_WAIT_SECONDS)


def test_an_interrupt_waits_for_the_end_of_an_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(0.2)\nis_whole = True\n"
    (tmp_path / "interrupted_module.py").write_text(module)
    monkeypatch.syspath_prepend(tmp_path)

    def work(stop: Callable[[], bool]) -> None:
        __import__("interrupted_module")
        assert stop()
        time.sleep(MAX_WAIT_SECONDS)

    with pytest.raises(KeyboardInterrupt):
        run(work)
    assert sys.modules.pop("interrupted_module").is_whole


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_by_a_signal_has_its_exit_code_and_one_line(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # the tests themselves may run under nohup
    try:
        with pytest.raises(SystemExit) as ended:
            run(lambda stop: interrupt(number))
        assert signal.getsignal(number) is signal.SIG_DFL
    finally:
        signal.signal(number, before)
    assert ended.value.code == 128 + number
    assert capsys.readouterr().err.startswith("backbench: Stopped. What a run has archived is kept")


def test_an_error_caused_by_an_interrupt_is_reported_as_the_interrupt_and_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work(stop: Callable[[], bool]) -> None:
        try:
            interrupt(signal.SIGINT)
        except KeyboardInterrupt:
            raise AttributeError("half a library") from None

    with pytest.raises(KeyboardInterrupt):
        run(work)
    assert capsys.readouterr().err == "backbench: While it stopped: AttributeError: half a library (with -v: where)\n"


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), BackbenchError("No outlet could be read.")])
def test_an_error_that_no_interrupt_causes_is_not_hidden_by_one(error: Exception) -> None:
    def work(stop: Callable[[], bool]) -> None:
        try:
            interrupt(signal.SIGTERM)
        finally:
            raise error

    with pytest.raises(type(error)) as raised:
        run(work)
    assert raised.value is error


def test_a_fault_of_the_database_after_an_interrupt_is_named() -> None:
    def work(stop: Callable[[], bool]) -> None:
        try:
            interrupt(signal.SIGTERM)
        finally:
            raise NoSpace(Path("warehouse.duckdb"))

    with pytest.raises(NoSpace):
        run(work)


def test_a_job_that_ends_after_an_interrupted_import_leaves_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "last_module.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(jobs.signal, "setitimer", lambda which, seconds: timers.append(seconds))
    timers: list[float] = []
    run(lambda stop: __import__("last_module"))
    assert len(timers) == 2
    assert timers[-1] == 0


def test_an_error_without_an_interrupt_passes() -> None:
    with pytest.raises(ZeroDivisionError):
        run(lambda stop: 1 / 0)


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        run(lambda stop: os.kill(os.getpid(), signal.SIGHUP))
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(("raised", "is_silent"), [("2, 'x'", True), ("2, 'x', 'file'", False)])
def test_a_worker_of_a_stopped_run_has_no_traceback(raised: str, is_silent: bool) -> None:
    code = f"import flows.runs.worker_start\nraise FileNotFoundError({raised})"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        timeout=MAX_WAIT_SECONDS,
    )
    assert (ended.stderr == "") is is_silent


def test_an_interrupt_ends_an_import_that_waits_for_another_run(tmp_path: Path) -> None:
    home, text = tmp_path / "home", tmp_path / "one.txt"
    text.write_text("A bridge for the islands\n\n" + "The islands wait for a bridge. " * 30)
    command = [sys.executable, "-m", "flows.cli.main", "import", str(text)]
    with lock_database(home / "warehouse.duckdb"):
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=os.environ | {"BACKBENCH_HOME": str(home)}, stderr=subprocess.PIPE, text=True
        )
        end = time.monotonic() + MAX_WAIT_SECONDS
        while not list(home.glob("archive/*/*.warc.gz")) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, message = process.communicate(timeout=WAIT_SECONDS / 2)
    assert process.returncode == 1
    assert "Stopped." in message
    assert not (home / "warehouse.duckdb").exists()
