"""`backbench kwic`: every occurrence of a word or phrase, with context."""

import shutil
import sys
from calendar import monthrange
from datetime import date
from pathlib import Path

import click

from flows.cli.options import OutputFile, check_excel, choose_form
from flows.settings import read_settings


@click.command()
@click.argument("term")
@click.option("--topic", metavar="TOPIC", help="Only articles on this topic.")
@click.option("--from", "since", metavar="DAY", help="First day of publication (2022-01-15) or its month (2022-01).")
@click.option("--to", "until", metavar="DAY", help="Last day of publication, or its month.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV; formulas are made harmless. For Excel add --excel.")
@click.option("--excel", is_flag=True, help="With --csv: begin with a byte-order mark, which Excel needs for accents.")
@click.option("--html", type=OutputFile(), metavar="FILE", help="Write an HTML page.")
def kwic(
    term: str,
    topic: str | None,
    since: str | None,
    until: str | None,
    as_csv: bool,
    excel: bool,
    html: Path | None,
) -> None:
    """Show every occurrence of a word or phrase with its context (keyword in context), the latest article first.

    TERM is one word or one phrase, written as in topics: IRGC, "Revolutionary Guard(s)" (with and without the s),
    "=MOD" (only in these capitals). To combine words by AND, OR or NEAR, use `backbench trends --query`.

    \b
    Examples:
      backbench kwic IRGC
      backbench kwic "Iranian(s)" --topic iran-russia --from 2022-01 --to 2022-12 --csv
      backbench kwic "Revolutionary Guard(s)" --html guard.html
    """
    from flows.analysis import kwic_output
    from flows.analysis.kwic import find_mentions
    from flows.analysis.output_file import write_atomically
    from flows.analysis.trends import parse_day

    choose_form(csv=as_csv, html=html)
    check_excel(excel, as_csv)
    days = parse_day("--from", since), _parse_last_day(until)
    is_preview = not as_csv and not html
    mentions = find_mentions(read_settings().corpus, term, topic, *days, is_preview=is_preview)
    if html:
        with write_atomically(html) as file:
            file.write(kwic_output.render_html(mentions, term).encode())
        click.echo(f"Page: {html}")
    elif as_csv:
        kwic_output.write_csv(mentions, sys.stdout, excel)
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 160
        kwic_output.write_table(mentions, sys.stdout, width, sys.stdout.isatty())


def _parse_last_day(text: str | None) -> date | None:
    """Parse a day, or a month as its last day."""
    from flows.analysis.trends import parse_day

    day = parse_day("--to", text)
    if day is None or text != f"{day:%Y-%m}":
        return day
    return day.replace(day=monthrange(day.year, day.month)[1])
