"""`backbench kwic`: a word or phrase wherever it stands, with what surrounds it."""

import shutil
import sys
from calendar import monthrange
from datetime import date
from pathlib import Path

import click

from flows.errors import WrongUse
from flows.settings import read_settings


@click.command()
@click.argument("term")
@click.option("--topic", metavar="TOPIC", help="Only pieces on this topic.")
@click.option("--from", "since", metavar="DAY", help="First day of publication, or its month: 2022-01.")
@click.option("--to", "until", metavar="DAY", help="Last day of publication, or its month.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, safe to open in a spreadsheet.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a page.")
def kwic(term: str, topic: str | None, since: str | None, until: str | None, as_csv: bool, html: Path | None) -> None:
    """Show a word or phrase wherever it stands, with what surrounds it, the latest piece first.

    TERM is written as topics write theirs: IRGC, "Revolutionary Guard(s)", "=MOD" (in these capitals only).

    \b
    Examples:
      backbench kwic IRGC
      backbench kwic "Iranian(s)" --topic iran-russia --from 2022-01 --to 2022-12 --csv
    """
    from flows.analysis import kwic_output as forms
    from flows.analysis.kwic import kwic as find
    from flows.analysis.trends import parse_day

    if as_csv and html:
        raise WrongUse("--csv and --html exclude each other.", "Choose one.")
    lines = find(read_settings().corpus, term, topic, parse_day("--from", since), _last_day(until))
    if html:
        html.write_text(forms.html(lines, term), "utf-8")
        click.echo(f"Page: {html}")
    elif as_csv:
        forms.write_csv(lines, sys.stdout)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 160
        forms.write_lines(lines, sys.stdout, width, sys.stdout.isatty())


def _last_day(text: str | None) -> date | None:
    """Read a day, or the last day of a month."""
    from flows.analysis.trends import parse_day

    day = parse_day("--to", text)
    if day is None or text != f"{day:%Y-%m}":
        return day
    return day.replace(day=monthrange(day.year, day.month)[1])
