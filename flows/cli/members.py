"""`backbench members`: refresh the register of parliamentarians, and match a byline with it."""

import csv
import sys
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import check_excel
from flows.safe_text import BYTE_ORDER_MARK, escape_csv_cell, one_line, to_json
from flows.settings import read_settings

if TYPE_CHECKING:
    from transforms.affiliations.resolve import AuthorRow

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def members() -> None:
    """The register of parliamentarians that authors are matched against.

    Example: backbench members refresh
    """


@members.command(short_help="Fetch the register and load it.")
@click.option(
    "--from", "source", metavar="DIR|URL", help="Folder or address of the package. Default: BACKBENCH_REGISTER_SOURCE."
)
def refresh(source: str | None) -> None:
    """Fetch mySociety's package of UK politicians, load it and publish it.

    The files are Parquet or CSV. Set BACKBENCH_REGISTER_SOURCE to change where they come from.

    Example: backbench members refresh --from downloads/members
    """
    from flows.reference.members import refresh_register

    if source == "":  # an unset variable of a script
        raise click.UsageError("The folder or address of the package is empty.")
    counts = refresh_register(read_settings(), source)
    click.echo(", ".join(f"{rows:,} {name.replace('_', ' ')}" for name, rows in counts.items()))


@members.command(short_help="Find who a byline is in the register.")
@click.argument("byline", required=False)
@click.option("--on", type=_DAY, help="Day of publication. Without it, no office or party is given.")
@click.option("--affiliation", help='The "X is the MP for Y" line.')
@click.option("--csv", "path", type=click.Path(path_type=Path, dir_okay=False), help="Match a CSV file of bylines.")
@click.option("--excel", is_flag=True, help="With --csv: begin with a byte-order mark, which Excel needs for accents.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an author.")
def match(
    byline: str | None,
    on: datetime | None,
    affiliation: str | None,
    path: Path | None,
    excel: bool,
    as_json: bool,
) -> None:
    """Match a byline with the register: who it is, and which party and seat they held on a day.

    With --csv, reads a file with the columns byline, affiliation_text, title, outlet and published_on, and prints its
    lines in order with resolution, person_id, chamber, party_id and reason; several authors are joined by "|". A cell
    that a spreadsheet would run as a formula (it begins with = + - or @) gets an apostrophe in front, and a control
    character is replaced by "�": such cells differ from those of the file.

    \b
    Examples:
      backbench members match "Rt Hon Steve McCabe MP" --on 2022-08-01
      backbench members match --csv bylines.csv > matched.csv
    """
    from flows.reference import members as register

    if (byline is None) == (path is None):
        raise click.UsageError("Give a byline, or --csv FILE.")
    check_excel(excel, path is not None)
    known = register.read_register(read_settings())
    if path:
        lines = register.match_csv(known, path)
        first = list(islice(lines, 1))  # a file that cannot be read prints no heading
        if excel:
            sys.stdout.write(BYTE_ORDER_MARK)
        writer = csv.DictWriter(sys.stdout, [*register.INPUT_COLUMNS, *register.OUTPUT_COLUMNS], lineterminator="\n")
        writer.writeheader()
        for line in chain(first, lines):
            writer.writerow({column: escape_csv_cell(cell) for column, cell in line.items()})
        return
    for row in register.match_byline(known, byline or "", on.date() if on else None, affiliation):
        click.echo(to_json(row) if as_json else one_line(_sentence(row)))


def _sentence(row: "AuthorRow") -> str:
    fields = (row["person_id"], row["chamber"], row["constituency"], row["party_name"])
    facts = "; ".join(fact for fact in fields if fact)
    return f"{row['name'] or '(no person)'}: {row['resolution']}{f' - {facts}' if facts else ''} ({row['reason']})"
