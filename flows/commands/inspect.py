"""`backbench inspect`: what one page says, and on what evidence."""

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from flows.errors import WrongUse
from flows.settings import read_settings


@click.command()
@click.argument("source", metavar="FILE|WARC|URL")
@click.option("--url", help="Address of a saved page that has no .json beside it.")
@click.option("--jsonl", is_flag=True, help="One object a line.")
def inspect(source: str, url: str | None, jsonl: bool) -> None:
    """Print what a page says as JSON: title, dates and their candidates, authors, labels, topics, body.

    Example: backbench inspect saved.html --url https://labourlist.org/2024/05/a-piece/
    """
    from flows import inspecting
    from flows.imports import is_warc
    from flows.reference import read_seeds

    settings = read_settings()
    path = Path(source)
    is_web = source.startswith(("http://", "https://"))
    if not is_web and not path.is_file():
        raise WrongUse(
            f"{source} is neither a file nor a URL.", "Give a saved page, a WARC file or an http(s) address."
        )
    seeds = read_seeds(settings)
    if seeds.reference.register.is_empty:
        click.echo("backbench: no register here, so no author is matched; run `backbench members refresh`.", err=True)
    if is_web:
        found = iter([inspecting.inspect_url(source, settings, seeds)])
    elif is_warc(path):
        found = inspecting.inspect_warc(path, settings, seeds)
    else:
        found = iter([inspecting.inspect_file(path, url, seeds)])
    for page in found:
        text = json.dumps(page, default=_plain, ensure_ascii=False, indent=None if jsonl else 2)
        sys.stdout.write(text + "\n")


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
