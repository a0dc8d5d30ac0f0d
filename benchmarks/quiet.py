"""Measure a quiet night: `backbench nightly` over the sample outlets when nothing is new, as the corpus grows.

The first run fetches the sample's articles; each later one asks the listings and finds nothing new. What is measured
is the processor time of the command with all its processes, start-up included.
"""

import argparse
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.scale import build_home
from flows.sample.server import serve_sample
from flows.settings import read_settings

REPEATS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int, nargs="*", default=[10_000, 100_000], help="sizes, in articles")
    parser.add_argument("--folder", type=Path, default=Path("data/scale"), help="where the corpora lie")
    asked = parser.parse_args()
    console = Console(highlight=False)
    table = Table(title="A quiet night, median of five", title_justify="left")
    for column in ("articles", "processor", "wall"):
        table.add_column(column, justify="right")
    with serve_sample(read_settings().seeds) as site:
        overrides = ",".join(f"{host}={address}" for host, address in site.host_overrides.items())
        env = {"BACKBENCH_OUTLETS": str(site.outlets_file), "BACKBENCH_HOST_OVERRIDES": overrides}
        for count in asked.articles:
            home = build_home(console, asked.folder, count)
            _run_night(home, env)
            nights = sorted(_run_night(home, env) for _ in range(REPEATS))
            used, wall = nights[REPEATS // 2]
            table.add_row(f"{count:,}", f"{used:.2f} s", f"{wall:.2f} s")
    console.print(table)


def _run_night(home: Path, env: dict[str, str]) -> tuple[float, float]:
    """Run the command; return the seconds of processor of all its processes, and of the clock."""
    command = [str(Path(sys.executable).with_name("backbench")), "nightly", "--json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, env=os.environ | env | {"BACKBENCH_HOME": str(home)}, capture_output=True)  # noqa: S603
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.perf_counter() - began


if __name__ == "__main__":
    main()
