"""A page that exceeds its limits or kills its worker is quarantined alone; the pool continues."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import forkserver
from pathlib import Path

import psutil
import pytest

from flows.runs.captures import build_capture_row, with_location
from flows.settings import Settings
from flows.stages.extractor import ExtractionResult, Extractor
from transforms.records import Outlet
from transforms.urls import find_outlet
from warehouse.archive import archive_writer, files
from warehouse.schema.rows import CaptureRow

AT = datetime(2026, 1, 10, tzinfo=UTC)
PROSE = "The member for Great Weirbury said that the bill was a good one, and would be read again in the spring. "
PAGE = f"<html lang=en><title>A bill is read</title><h1>A bill is read</h1><p>{PROSE * 9}</p>{{}}</html>"
# Each word in an element of its own, as exports from word processors have it, and no end of them: minutes of work.
ENDLESS = PAGE.format("<p>" + "<span>word </span>" * 400_000 + "</p>")
Stored = Callable[[Mapping[str, str]], tuple[Settings, list[CaptureRow], dict[str, Outlet]]]


@pytest.fixture
def stored(tmp_path: Path) -> Stored:
    """Archive pages by name; return settings, their rows of `captures`, and their outlets."""

    def store(pages: Mapping[str, str]) -> tuple[Settings, list[CaptureRow], dict[str, Outlet]]:
        settings = replace(Settings(), home=tmp_path, workers=2, page_seconds=20.0)
        with archive_writer.ArchiveWriter(settings.archive, "20260110T000000-000000", "undeclared") as writer:
            for name, text in pages.items():
                headers = [("Content-Type", "text/html; charset=utf-8")]
                writer.add(f"https://pages.example/{name}", AT, 200, headers, text.encode(), "{}")
        outlet = find_outlet("https://pages.example/", ())
        scanned = files.iter_articles(settings.archive, writer.name, 1 << 26)
        rows = [with_location(build_capture_row(record, outlet, "import"), place) for record, place in scanned]
        return settings, rows, {outlet.outlet_id: outlet}

    return store


def kept(results: list[ExtractionResult]) -> list[str | None]:
    return [result.rule for result in results]


def workers() -> list[psutil.Process]:
    """The pool's workers: what the fork server has forked, and nothing else that this process has started.

    Another file's `backbench serve` may run below this same test process; told apart by depth alone, it was killed too.
    """
    number = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]  # it has no public name
    return psutil.Process(number).children() if number else []


def test_a_page_without_end_is_stopped_and_the_others_are_not_touched(stored: Stored) -> None:
    settings, rows, outlets = stored({"endless": ENDLESS} | {f"page-{n}": PAGE.format(n) for n in range(6)})
    with Extractor(replace(settings, page_seconds=1.0), outlets) as extractor:
        extractor.warm()
        assert kept(extractor.extract(rows)) == ["page_time", *[None] * 6]
        assert kept(extractor.extract(rows[1:])) == [None] * 6
        assert max(process.cpu_percent(0.2) for process in workers()) < 50, "what was stopped is at work no more"


def test_only_the_page_that_takes_too_much_memory_is_quarantined(stored: Stored) -> None:
    settings, rows, outlets = stored({"endless": ENDLESS, "page": PAGE})
    with Extractor(replace(settings, page_megabytes=16), outlets) as extractor:
        large, small = extractor.extract(rows)
    assert (large.outcome, small.outcome) == ("quarantined", None)
    assert large.rule in ("page_memory", "page_crash")


@pytest.fixture
def killer() -> Iterator[threading.Event]:
    """Kills whichever worker has used a second of processor, as the system does where memory is short."""
    enough = threading.Event()

    def kill() -> None:
        while not enough.wait(0.05):
            for process in workers():
                with suppress(psutil.NoSuchProcess):
                    if process.cpu_times().user > 1.0:
                        process.send_signal(signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    yield enough
    enough.set()
    thread.join()


def test_only_the_page_whose_worker_is_killed_is_quarantined(stored: Stored, killer: threading.Event) -> None:
    settings, rows, outlets = stored({"endless": ENDLESS} | {f"page-{n}": PAGE.format(n) for n in range(6)})
    with Extractor(settings, outlets) as extractor:
        results = extractor.extract(rows)
    assert kept(results) == ["page_crash", *[None] * 6]
    assert results[0].detail == "its worker ended: Abnormal termination"


def test_workers_killed_while_they_wait_are_replaced(stored: Stored) -> None:
    settings, rows, outlets = stored({f"page-{n}": PAGE.format(n) for n in range(6)})
    with Extractor(settings, outlets) as extractor:
        extractor.warm()
        idle = workers()
        assert len(idle) == 2
        for process in idle:
            process.kill()
        assert kept(extractor.extract(rows)) == [None] * 6
        for process in workers():
            process.kill()
        time.sleep(0.5)
        assert kept(extractor.extract(rows)) == [None] * 6


def test_a_record_missing_from_the_archive_is_quarantined(stored: Stored) -> None:
    settings, (row, other), outlets = stored({"one": PAGE, "two": PAGE})
    rows = [row | {"warc_file": "2026/gone.warc.gz"}, row | {"warc_offset": 10**9}, other]
    with Extractor(settings, outlets) as extractor:
        assert kept(extractor.extract(rows)) == ["archive_record", "archive_record", None]


def test_a_fault_on_one_page_is_reported_and_the_others_are_not_touched(stored: Stored) -> None:
    settings, rows, outlets = stored({"one": PAGE, "two": PAGE})
    broken = replace(next(iter(outlets.values())), outlet_id="broken", opinion_paths=("(",))
    rows[0] |= {"outlet_id": "broken"}
    with Extractor(settings, outlets | {"broken": broken}) as extractor:
        first, second = extractor.extract(rows)
    assert (first.rule, second.rule) == ("page_error", None)
    assert str(first.detail).startswith("error: missing )")


def test_a_worker_loads_what_extraction_needs_and_no_more() -> None:
    """One page waits for these imports: polars and DuckDB would add a quarter."""
    program = (
        "import sys, transforms.extract, flows.stages.extractor\n"
        "print(sorted({'numpy', 'polars', 'duckdb', 'prefect', 'rich', 'great_expectations'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
