"""`make bench`: pages per second of an import, from first capture read to published, against a bare loop.

The peer is the usual loop: `trafilatura.bare_extraction(with_metadata=True)` over the same pages in one process. Both
run in one call, the peer before and after the import, so that a slow minute of the machine affects both. The peer's
process also measures `extract()` alone, page by page in turn with trafilatura: the cost of one page.

`python -m benchmarks 16` imports the pages 16 times instead of 4: what an import costs once, at its beginning and end,
then counts a quarter as much, and its peak of memory shows whether memory grows.
"""

import gc
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.peak_memory import PeakMemory
from benchmarks.stage_timer import StageTimer

COPIES = 4


@dataclass(frozen=True, slots=True)
class Measured:
    """An import: pages per second, the stages' times, seconds of start-up and of the rest, and the peak megabytes.

    `main_processor` and `worker_processor` are processor seconds of this process and of those that it started.
    """

    rate: float
    timer: StageTimer
    start_up: float
    seconds: float
    megabytes: float
    main_processor: float
    worker_processor: float


def main() -> None:
    console, copies = Console(highlight=False), int(sys.argv[1]) if len(sys.argv) > 1 else COPIES
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "pages.warc.gz"
        # Another process writes it: this one's memory is measured.
        name, page_count, copy_count = _run("benchmarks.pages", str(copies), str(source)).strip().split("\t")
        console.print(f"{page_count} pages, {name}; the import takes them {copies} times under distinct addresses.")
        before = _peer()
        measured = _import(source, int(copy_count), Path(folder) / "data")
    after = _peer()
    peer, alone = ((one + other) / 2 for one, other in zip(before, after, strict=True))
    timer, seconds = measured.timer, measured.seconds
    stages = Table(title="Where the import's time goes (stages of two batches overlap)", title_justify="left")
    for column in ("stage", "seconds", "share", "processor"):
        stages.add_column(column, justify="left" if column == "stage" else "right")
    for stage, clock in timer.seconds.items():
        stages.add_row(stage, f"{clock:.2f}", f"{clock / seconds:.0%}", f"{timer.processor[stage]:.2f}")
    console.print(stages)
    used = measured.main_processor + measured.worker_processor
    console.print(
        f"besides extraction: {1 - timer.seconds['extract'] / seconds:.1%} of the time no page is extracted;"
        f" {measured.main_processor:.1f} of {used:.1f} s of processor ({measured.main_processor / used:.1%})"
        " are not the workers'"
    )
    console.print(f"start-up, apart:   {measured.start_up:.1f} s (imports and worker processes)")
    console.print(f"peak memory:       {measured.megabytes:,.0f} MB, this process and its workers together")
    console.print(f"bare loop:         {peer:.1f} pages/s ({before[0]:.1f} before, {after[0]:.1f} after)")
    console.print(f"extract() alone:   {alone:.1f} pages/s, one process; [bold]ratio {alone / peer:.2f}[/]")
    console.print(f"import, published: {measured.rate:.1f} pages/s")
    console.print(f"[bold]ratio:             {measured.rate / peer:.2f}[/]")


def _peer() -> tuple[float, float]:
    """Return pages per second of the bare loop and of `extract()`, measured in a separate process."""
    bare, ours = map(float, _run("benchmarks.peer").split())
    return bare, ours


def _run(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own module


def _import(source: Path, count: int, home: Path) -> Measured:
    began = time.perf_counter()
    from expectations.gate import load_engine
    from flows import pipeline
    from flows.settings import Settings

    load_engine()
    start_up = time.perf_counter() - began
    gc.collect()
    timer, settings = StageTimer(), Settings(home=home)
    with PeakMemory() as memory:
        began, main_processor, worker_processor = time.perf_counter(), time.process_time(), _children_processor()
        accounts = pipeline.import_paths(settings, timer, lambda: False, [source])
        seconds = time.perf_counter() - began
        main_processor, worker_processor = (
            time.process_time() - main_processor,
            _children_processor() - worker_processor,
        )
    workers = timer.seconds.pop("workers")
    if accounts.state != "completed" or accounts.counts["discovered"] != count:
        raise SystemExit(f"the import did not complete: {accounts}")
    seconds -= workers
    return Measured(
        count / seconds, timer, start_up + workers, seconds, memory.megabytes, main_processor, worker_processor
    )


def _children_processor() -> float:
    """Return the processor seconds of the processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
