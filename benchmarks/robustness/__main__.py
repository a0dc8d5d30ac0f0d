"""`make hardening`: run all long checks, or the named ones, and print a table of the results.

python -m benchmarks.robustness [CHECK …]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.robustness import damage, fuzz, lengths, load
from benchmarks.robustness.trial import CheckFailed

CHECKS: dict[str, Callable[[Path], str]] = {
    "kills": damage.kills,
    "full-disk": damage.full_disk,
    "read-only-folder": damage.read_only_folder,
    "clock-set-back": damage.clock_set_back,
    "lost-and-cut-files": damage.lost_and_cut_files,
    "fuzz": fuzz.fuzz,
    "lengths": lengths.lengths,
    "readers": load.readers,
    "nights": load.nights,
}


def main() -> None:
    names = sys.argv[1:] or list(CHECKS)
    if unknown := [name for name in names if name not in CHECKS]:
        raise SystemExit(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
    console, failed = Console(highlight=False), 0
    table = Table()
    for title in ("check", "held", "minutes", "figures"):
        table.add_column(title, overflow="fold")
    for name in names:
        console.print(f"{name}: {(CHECKS[name].__doc__ or '').splitlines()[0]}")
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                held, figures = "yes", CHECKS[name](Path(folder))
            except CheckFailed as error:
                held, figures, failed = "NO", str(error), failed + 1
        table.add_row(name, held, f"{(time.monotonic() - began) / 60:.1f}", figures)
    console.print(table)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
