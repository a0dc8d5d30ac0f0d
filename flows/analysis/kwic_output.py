"""Write mentions: aligned on the word in a terminal, CSV for a spreadsheet, or an HTML page."""

import csv
from collections.abc import Iterable
from dataclasses import fields
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from flows.analysis.kwic import Mention
from flows.safe_text import BYTE_ORDER_MARK, escape_csv_cell, is_web_url, one_line, strip_control_characters

if TYPE_CHECKING:
    from rich.text import Text

MAX_PRINTED = 200
MAX_HTML = 20_000
"""A browser shows 20,000 mentions of 250 characters in seconds; the page has 10 MB."""
_MIN_SIDE = 12  # characters


def write_table(mentions: Iterable[Mention], out: TextIO, width: int, in_colour: bool) -> None:
    """Write the first 200 mentions for people, aligned on the word, below the article that each is in."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=out, width=width, force_terminal=in_colour, color_system="auto" if in_colour else None)
    rest = iter(mentions)
    shown = list(islice(rest, MAX_PRINTED))
    has_more = next(rest, None) is not None
    for _, of_article in groupby(shown, key=lambda mention: mention.article_id):
        for number, mention in enumerate(of_article):
            if not number:
                console.print()
                console.print(_heading(mention), no_wrap=True, overflow="ellipsis")
            console.print(_align(mention, width), no_wrap=True, overflow="crop")
    articles = len({mention.article_id for mention in shown})
    count = f"{len(shown)} mention{'s' * (len(shown) != 1)} in {articles} article{'s' * (articles != 1)}"
    end = f"The first {count}; --csv or --html give all." if has_more else f"{count}."
    console.print(Text(f"\n{end} Left out: partner content, and repeats of another article's text.", style="dim"))


def write_csv(mentions: Iterable[Mention], out: TextIO, for_excel: bool = False) -> None:
    """Write every mention as RFC 4180; formulas and control characters are made harmless.

    `for_excel` begins the file with a byte-order mark, by which Excel knows UTF-8.
    """
    if for_excel:
        out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\n")
    names = [field.name for field in fields(Mention)]
    writer.writerow(names)
    get_values = attrgetter(*names)  # dataclasses.astuple copies each value, 13 µs a mention
    for mention in mentions:
        writer.writerow([escape_csv_cell(value) for value in get_values(mention)])


def render_html(mentions: Iterable[Mention], term: str) -> str:
    """Return a self-contained HTML page that cannot run scripts; every value is escaped.

    The page has the first 20,000 mentions, and a note if there are more.
    """
    from flows.html_pages import open_templates

    templates = open_templates(Path(__file__).parent)
    templates.filters["day"] = format_day
    rest = iter(mentions)
    shown = list(islice(rest, MAX_HTML))
    has_more = next(rest, None) is not None
    return templates.get_template("kwic.html").render(term=term, mentions=shown, has_more=has_more)


def format_day(mention: Mention) -> str:
    """Return the day of publication, or the interval in which the article was published."""
    if mention.published_on:
        return str(mention.published_on)
    first, last = mention.published_not_before, mention.published_not_after
    if first and last:
        return f"{first} to {last}"
    return f"by {last}" if last else f"from {first}" if first else "no date"


def _heading(mention: Mention) -> "Text":
    from rich.text import Text

    text = Text(f"{format_day(mention):<12}", style="dim")
    text.append(" " * (len(text) > 12))
    # A terminal that knows links opens the article from its title.
    text.append(one_line(mention.title), style=f"bold link {mention.url}" if is_web_url(mention.url) else "bold")
    credits = [one_line(part) for part in (mention.authors, mention.party, mention.outlet) if part]
    return text.append("".join(f" · {part}" for part in credits), style="dim")


def _align(mention: Mention, width: int) -> "Text":
    from rich.text import Text

    side = max(_MIN_SIDE, (width - len(mention.hit)) // 2)
    left = strip_control_characters(mention.left)[-side:].rjust(side)
    text = Text(left, style="dim" if mention.is_in_title else "")
    text.append(strip_control_characters(mention.hit), style="bold red")
    return text.append(strip_control_characters(mention.right)[: max(0, width - side - len(mention.hit))])
