"""`backbench inspect`: what one page says, and on what evidence."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.errors import WrongUse
from flows.runner import Row
from flows.settings import Settings, read_settings

if TYPE_CHECKING:
    from flows.reference import Seeds


@click.command()
@click.argument("source", metavar="FILE|WARC|URL")
@click.option("--url", help="Address of a saved page that has no .json beside it.")
@click.option("--jsonl", is_flag=True, help="One object a line.")
def inspect(source: str, url: str | None, jsonl: bool) -> None:
    """Print what a page says as JSON: title, dates and their candidates, authors, labels, topics, body.

    Example: backbench inspect saved.html --url https://labourlist.org/2024/05/a-piece/
    """
    from flows.imports import is_warc

    path = Path(source)
    is_web = source.startswith(("http://", "https://"))
    if not is_web and not path.is_file():
        raise WrongUse(
            f"{source} is neither a file nor a URL.", "Give a saved page, a WARC file or an http(s) address."
        )
    found = _of_warc(path) if not is_web and is_warc(path) else _of_page(source, path, url, is_web)
    for page in found:
        text = json.dumps(page, default=_plain, ensure_ascii=False, indent=None if jsonl else 2)
        sys.stdout.write(text + "\n")


def _of_warc(path: Path) -> Iterator[Row]:
    from flows import inspecting

    settings = read_settings()
    yield from inspecting.inspect_warc(path, settings, _seeds(settings))


def _of_page(source: str, path: Path, url: str | None, is_web: bool) -> Iterator[Row]:
    from flows import inspecting
    from flows.extracting import Extractor

    settings = read_settings()
    # A worker loads while the register is read here.
    with Extractor(replace(settings, workers=1), {}) as extractor:
        seeds = _seeds(settings)
        if is_web:
            yield inspecting.inspect_url(source, settings, extractor, seeds)
        else:
            yield inspecting.inspect_file(path, url, extractor, seeds)


def _seeds(settings: Settings) -> "Seeds":
    from flows.reference import read_seeds

    seeds = read_seeds(settings)
    if seeds.reference.register.is_empty:
        click.echo("backbench: no register here, so no author is matched; run `backbench members refresh`.", err=True)
    if seeds.learned.is_empty():
        click.echo("backbench: no learned boilerplate here, so general rules alone clean the text.", err=True)
    return seeds


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
