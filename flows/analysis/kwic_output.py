"""Keyword in context written out: lines aligned on the word in a terminal, CSV for a spreadsheet, a page of HTML."""

import csv
from collections.abc import Iterable
from dataclasses import astuple, fields
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from urllib.parse import urlsplit

from flows.analysis.kwic import Line
from flows.analysis.query_output import harmless, safe, tame

if TYPE_CHECKING:
    from rich.text import Text

LINES_SHOWN = 200
_NARROWEST = 12


def write_lines(lines: Iterable[Line], out: TextIO, width: int, in_colour: bool) -> None:
    """Write the first 200 mentions for people, aligned on the word, under the piece they stand in."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, width=width, force_terminal=in_colour, color_system="auto" if in_colour else None)
    rest = iter(lines)
    shown = list(islice(rest, LINES_SHOWN))
    more = next(rest, None) is not None
    for _, mentions in groupby(shown, key=lambda line: line.article_id):
        for number, line in enumerate(mentions):
            if not number:
                console.print()
                console.print(_heading(line), no_wrap=True, overflow="ellipsis")
            console.print(_aligned(line, width), no_wrap=True, overflow="crop")
    pieces = len({line.article_id for line in shown})
    told = f"{len(shown)} mention{'s' * (len(shown) != 1)} in {pieces} piece{'s' * (pieces != 1)}"
    end = f"The first {told}; --csv or --html give all." if more else f"{told}."
    console.print(Text(f"\n{end} Left out: partner content, and repeats of another piece's text.", style="dim"))


def write_csv(lines: Iterable[Line], out: TextIO) -> None:
    """Write every mention as RFC 4180, safe to open in a spreadsheet."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([field.name for field in fields(Line)])
    for line in lines:
        writer.writerow([safe(value) for value in astuple(line)])


def html(lines: Iterable[Line], term: str) -> str:
    """Return a page that needs nothing from the network, every value escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.tests["web"] = is_web_url
    return environment.get_template("kwic.html").render(term=term, lines=list(lines))


def _heading(line: Line) -> "Text":
    from rich.text import Text

    text = Text(f"{line.published_on or 'no date'!s:<12}", style="dim")
    # A terminal that knows links opens the piece from its title.
    text.append(harmless(line.title), style=f"bold link {line.url}" if is_web_url(line.url) else "bold")
    whose = [harmless(part) for part in (line.authors, line.party, line.outlet) if part]
    return text.append("".join(f" · {part}" for part in whose), style="dim")


def _aligned(line: Line, width: int) -> "Text":
    from rich.text import Text

    side = max(_NARROWEST, (width - len(line.hit)) // 2)
    left = tame(line.left)[-side:].rjust(side)
    text = Text(left, style="dim" if line.is_in_title else "").append(tame(line.hit), style="bold red")
    return text.append(tame(line.right)[: max(0, width - side - len(line.hit))])


def is_web_url(url: str) -> bool:
    """Tell whether an address may become a link."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
