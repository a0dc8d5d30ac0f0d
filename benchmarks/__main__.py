"""`make bench`: pages per second of an import, from first capture read to published, against a bare loop.

The peer is the usual loop: `trafilatura.bare_extraction(with_metadata=True)` over the same pages in one process. Both
run in one call, the peer before and after the import, so that a slow minute of the machine affects both. The peer's
process also measures `extract()` alone, page by page in turn with trafilatura: the cost of one page.
"""

import gc
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.pages import Page, pages, write_copies
from benchmarks.stage_timer import PeakMemory, StageTimer

COPIES = 4


def main() -> None:
    console = Console(highlight=False)
    name, found = pages()
    console.print(f"{len(found)} pages, {name}; the import takes them {COPIES} times under distinct addresses.")
    before = _peer()
    with tempfile.TemporaryDirectory() as folder:
        rate, timer, peak, start_up = _import(found, Path(folder))
    after = _peer()
    peer, alone = ((one + other) / 2 for one, other in zip(before, after, strict=True))
    stages = Table(title="Where the import's time goes", title_justify="left")
    for column in ("stage", "seconds", "share"):
        stages.add_column(column, justify="left" if column == "stage" else "right")
    whole = sum(timer.seconds.values())
    for stage, seconds in timer.seconds.items():
        stages.add_row(stage, f"{seconds:.2f}", f"{seconds / whole:.0%}")
    console.print(stages)
    console.print(f"start-up, apart:   {start_up:.1f} s (imports and worker processes)")
    console.print(f"peak memory:       {peak:,.0f} MB, this process and its workers together")
    console.print(f"bare loop:         {peer:.1f} pages/s ({before[0]:.1f} before, {after[0]:.1f} after)")
    console.print(f"extract() alone:   {alone:.1f} pages/s, one process; [bold]ratio {alone / peer:.2f}[/]")
    console.print(f"import, published: {rate:.1f} pages/s")
    console.print(f"[bold]ratio:             {rate / peer:.2f}[/]")


def _peer() -> tuple[float, float]:
    """Return pages per second of the bare loop and of `extract()`, measured in a separate process."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.peer"], check=True, capture_output=True, text=True)
    bare, ours = map(float, done.stdout.split())
    return bare, ours


def _import(found: list[Page], folder: Path) -> tuple[float, StageTimer, float, float]:
    """Return pages per second, the times of the stages, peak megabytes, and the seconds of start-up."""
    source = folder / "pages.warc.gz"
    count = write_copies(found, COPIES, source)
    began = time.perf_counter()
    from expectations.gate import load_engine
    from flows import pipeline
    from flows.settings import Settings

    load_engine()
    start_up = time.perf_counter() - began
    gc.collect()
    timer, settings = StageTimer(), Settings(home=folder / "data")
    with PeakMemory() as memory:
        began = time.perf_counter()
        accounts = pipeline.import_paths(settings, timer, lambda: False, [source])
        seconds = time.perf_counter() - began
    workers = timer.seconds.pop("workers")
    if accounts.state != "completed" or accounts.counts["discovered"] != count:
        raise SystemExit(f"the import did not complete: {accounts}")
    return count / (seconds - workers), timer, memory.megabytes, start_up + workers


if __name__ == "__main__":
    main()
