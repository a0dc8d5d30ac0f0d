"""Measure the start-up of commands, as complete processes in turn with a peer's: median of five pairs.

By the clock, and in processor time of the process and those it starts: on a shared machine only the second is steady.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.pages import Page, pages, write_copies

PAIRS = 5
TEN = 10
_BIN = Path(sys.executable).parent
_BACKBENCH = str(_BIN / "backbench")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of one call, by the clock and of processor."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Command:
    """A command, the file of its standard input, and its data folder."""

    arguments: Sequence[str]
    stdin: Path | None = None
    home: Path | None = None

    def run(self) -> Cost:
        """Run it with its output discarded. Raises SystemExit if it fails: a failing command is quick."""
        environment = os.environ | ({"BACKBENCH_HOME": str(self.home)} if self.home else {})
        with (self.stdin or Path(os.devnull)).open("rb") as stdin:
            before, began = os.times(), time.perf_counter()
            done = subprocess.run(self.arguments, stdin=stdin, capture_output=True, env=environment, check=False)
            after, ended = os.times(), time.perf_counter()
        if done.returncode != 0:
            raise SystemExit(f"{' '.join(self.arguments)} failed: {done.stderr.decode(errors='replace')[-500:]}")
        processor = sum(after[2:4]) - sum(before[2:4])
        return Cost(ended - began, processor)


@dataclass(frozen=True, slots=True)
class Pair:
    """Our command, by the number of the pair, and the peer's."""

    name: str
    ours: Callable[[int], Command]
    peer_name: str
    peer: Command


def main() -> None:
    console = Console(highlight=False, width=120)
    _, found = pages()
    console.print(f"Start-up: seconds of processor and, in brackets, by the clock; median of {PAIRS} pairs.")
    with tempfile.TemporaryDirectory() as folder:
        for pair in _list_pairs(found, Path(folder)):
            ours, peer = _measure(pair)
            console.print(
                f"{pair.name:28} {ours.processor:5.2f} ({ours.wall:.2f})   "
                f"{pair.peer_name}: {peer.processor:.2f} ({peer.wall:.2f})   [bold]ratio "
                f"{ours.processor / max(peer.processor, 0.001):.1f} ({ours.wall / peer.wall:.1f})[/]"
            )


def _list_pairs(found: list[Page], folder: Path) -> list[Pair]:
    url, payload = next((url, payload) for url, payload in found if b'lang="en' in payload)
    ten, home, saved = folder / "ten.warc.gz", folder / "home", folder / "saved"
    saved.mkdir()
    for number, (_, each) in enumerate(found[:TEN]):
        (saved / f"{number}.html").write_bytes(each)
    page = folder / "page.html"
    page.write_bytes(payload)
    write_copies(found[:TEN], 1, ten)
    load = Command([_BACKBENCH, "import", str(ten)], home=home)
    load.run()
    query = f"import duckdb; print(duckdb.connect({str(home / 'corpus.duckdb')!r}, read_only=True).sql('select 1'))"
    trafilatura = str(_BIN / "trafilatura")
    texts = Command([trafilatura, "--with-metadata", "--input-dir", str(saved), "--output-dir", str(folder / "texts")])
    return [
        Pair("--help", _always([_BACKBENCH, "--help"]), "python -c pass", Command([sys.executable, "-c", "pass"])),
        Pair(
            "inspect PAGE",
            _always([_BACKBENCH, "inspect", "--url", url, str(page)], home),
            "trafilatura < PAGE",
            Command([trafilatura, "--with-metadata"], page),
        ),
        Pair(
            'sql "select 1"',
            _always([_BACKBENCH, "sql", "select 1"], home),
            "duckdb's module",
            Command([sys.executable, "-c", query]),
        ),
        Pair(
            "import of ten pages",
            lambda number: Command(load.arguments, home=folder / f"new-{number}"),
            "trafilatura --input-dir",
            texts,
        ),
        Pair("import, the same ten again", lambda _: load, "trafilatura --input-dir", texts),
    ]


def _always(arguments: Sequence[str], home: Path | None = None) -> Callable[[int], Command]:
    return lambda _: Command(arguments, home=home)


def _measure(pair: Pair) -> tuple[Cost, Cost]:
    """Return the medians of our costs and of the peer's, run in turn."""
    costs = [(pair.ours(number).run(), pair.peer.run()) for number in range(PAIRS)]
    ours, peer = ([each[side] for each in costs] for side in (0, 1))
    return _median(ours), _median(peer)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(c.wall for c in costs), statistics.median(c.processor for c in costs))


if __name__ == "__main__":
    main()
