"""`make bench-peers`: pages per second of processor, and quality, of Backbench and its peers, in turn.

All read the same pages. Each peer is installed into `.peers/<name>/` at its newest version; one that cannot be
installed is listed as absent.
Quality needs the annotated pages in ../shared; without them only the speed is shown.
"""

import base64
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.pages import REAL, pages
from flows.settings import CHECKOUT

# Each with its additional requirements: an extra it does not declare, or a bound that its newest version lacks.
PEERS = {
    "trafilatura": (),
    "news-please": (),
    "newspaper4k": ("lxml_html_clean",),
    "readability-lxml": ("lxml_html_clean",),
    "resiliparse": (),
    "fundus": ("curl_cffi<0.14",),  # 0.5.7 imports a name that 0.14 moved
}
ROUNDS = 3
QUALITY = (
    ("body\nFundus", "body_f1_fundus"),
    ("body\nhand", "body_f1_scrapinghub"),
    ("with/\nwithout", "with_without_f1"),
    ("date", "date_exact"),
    ("date\nwrong", "date_wrong"),
    ("authors", "authors_exact"),
    ("authors\nwrong", "authors_wrong"),
    ("title", "title_exact"),
)
_UV = CHECKOUT / ".uv" / "bin" / "uv"
_SCRIPT = Path(__file__).with_name("read_pages.py")


@dataclass(slots=True)
class Tool:
    """One extractor: the command that reads a file of pages, its version, and the results of its rounds."""

    name: str
    version: str
    command: list[str]
    rates: list[float] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def read(self, file: Path) -> None:
        command, one_thread = [*self.command, str(file)], os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=CHECKOUT, env=one_thread)
        *rows, timing = map(json.loads, done.stdout.splitlines())
        self.rows = rows
        self.rates.append(timing["pages"] / timing["seconds"])


def main() -> None:
    console = Console(highlight=False)
    name, found = pages()
    tools, absent = [Tool("Backbench", "", [sys.executable, "-m", "benchmarks.peers.ours"])], list[str]()
    for peer in PEERS:
        tool = _install(peer)
        tools.append(tool) if tool else absent.append(peer)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pages.jsonl"
        rows = ({"url": url, "html": base64.b64encode(html).decode()} for url, html in found)
        file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
        for _ in range(ROUNDS):
            for tool in tools:
                tool.read(file)
    console.print(
        f"{len(found)} pages, {name}; one process each, {ROUNDS} rounds in turn, the median round, in processor time."
    )
    console.print(_speed_table(tools))
    console.print(_quality_table(tools))
    if absent:
        console.print(f"Not installed here: {', '.join(absent)}.")


def _install(peer: str) -> Tool | None:
    """Install the peer into its own environment; None if it cannot be installed."""
    home = CHECKOUT / ".peers" / peer
    python = home / "bin" / "python"
    if not python.exists():
        install = [str(_UV), "pip", "install", "--quiet", "--python", str(python), peer, *PEERS[peer]]
        for command in ([str(_UV), "venv", "--quiet", "--python", sys.executable, str(home)], install):
            if subprocess.run(command, check=False).returncode:
                return None
    asked = f"from importlib.metadata import version; print(version({peer!r}))"
    version = subprocess.run([str(python), "-c", asked], check=False, capture_output=True, text=True)
    if version.returncode:
        return None
    return Tool(peer, version.stdout.strip(), [str(python), str(_SCRIPT), peer])


def _speed_table(tools: list[Tool]) -> Table:
    bare = next((statistics.median(tool.rates) for tool in tools if tool.name == "trafilatura"), None)
    table = Table(title="Speed", title_justify="left")
    for title in ("", "version", "pages", "pages/s", "ratio"):
        table.add_column(title, justify="left" if title in ("", "version") else "right")
    for tool in tools:
        rate = statistics.median(tool.rates)
        ratio = f"{rate / bare:.2f}" if bare else "–"
        table.add_row(tool.name, tool.version, str(len(tool.rows)), f"{rate:.1f}", ratio)
    return table


def _quality_table(tools: list[Tool]) -> Table:
    """Build the table of scores; a peer that reads only some outlets' pages is followed by Backbench on those."""
    title = "Quality, over the pages that a tool read"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    for heading, _ in QUALITY:
        table.add_column(heading, justify="right")
    ours, *_ = tools
    for tool in tools:
        table.add_row(tool.name, *_format_scores(tool.rows))
        read = {row["url"] for row in tool.rows}
        if len(read) < len(ours.rows) / 2:
            table.add_row("  Backbench there", *_format_scores([row for row in ours.rows if row["url"] in read]))
    return table


def _format_scores(rows: list[dict[str, Any]]) -> list[str]:
    quality = _quality(rows)
    return [f"{quality[key]:.3f}".removeprefix("0") if key in quality else "–" for _, key in QUALITY]


def _quality(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Return the scores of these rows on their pages; a field that a tool never gives (no date at all) has none."""
    gold_file, scorer = REAL.with_name("gold.jsonl"), REAL.parents[1] / "score_pages.py"
    if not gold_file.exists() or not scorer.exists():
        return {}
    spec = importlib.util.spec_from_file_location("score_pages", scorer)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    out = {row["url"]: row for row in rows}
    gold = [row for row in map(json.loads, gold_file.read_text("utf-8").splitlines()) if row["url"] in out]
    scores: dict[str, float] = module.score(gold, out)[0]
    for key, prefix in (("published_on", "date"), ("authors", "authors")):
        if not any(row.get(key) for row in rows):
            scores = {name: value for name, value in scores.items() if not name.startswith(prefix)}
    return scores


if __name__ == "__main__":
    main()
