"""The register of parliamentarians: refresh it, ask it who a byline is."""

import csv
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.settings import read_settings

if TYPE_CHECKING:
    from transforms.affiliations.resolve import AuthorRow

_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def members() -> None:
    """The register of parliamentarians that authors are matched against.

    Example: backbench members refresh
    """


@members.command()
@click.option("--from", "source", metavar="DIR|URL", help="Folder or address of the package. Default: the settings'.")
def refresh(source: str | None) -> None:
    """Fetch mySociety's package of UK politicians, load it and publish it.

    The files are Parquet or CSV. Set BACKBENCH_REGISTER_SOURCE to change where they come from.

    Example: backbench members refresh --from ../shared/members
    """
    from flows.reference.members import refresh_register

    counts = refresh_register(read_settings(), source)
    click.echo(", ".join(f"{rows:,} {name.replace('_', ' ')}" for name, rows in counts.items()))


@members.command()
@click.argument("byline", required=False)
@click.option("--on", type=_DAY, help="Day of publication. Without it nobody's office is stated.")
@click.option("--affiliation", help='The "X is the MP for Y" line.')
@click.option("--csv", "path", type=click.Path(path_type=Path, dir_okay=False), help="File of bylines instead of one.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an author.")
def match(byline: str | None, on: datetime | None, affiliation: str | None, path: Path | None, as_json: bool) -> None:
    """Say who a byline is, and what they held on a day.

    With --csv, reads the columns byline, affiliation_text, title, outlet, published_on and prints the file's lines in
    order with resolution, person_id, chamber, party_id and reason; several authors are joined by "|".

    Example: backbench members match "Rt Hon Steve McCabe MP" --on 2022-08-01
    """
    from flows.reference import members as register

    if (byline is None) == (path is None):
        raise click.UsageError("Give a byline, or --csv FILE.")
    known = register.read_register(read_settings())
    if path:
        writer = csv.DictWriter(sys.stdout, [*register.INPUT_COLUMNS, *register.OUTPUT_COLUMNS], lineterminator="\n")
        writer.writeheader()
        writer.writerows(register.match_csv(known, path))
        return
    for row in register.match_byline(known, byline or "", on.date() if on else None, affiliation):
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else _sentence(row))


def _sentence(row: "AuthorRow") -> str:
    held = (row["person_id"], row["chamber"], row["constituency"], row["party_name"])
    facts = "; ".join(fact for fact in held if fact)
    return f"{row['name'] or '(nobody)'}: {row['resolution']}{f' - {facts}' if facts else ''} ({row['reason']})"
