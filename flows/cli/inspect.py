"""`backbench inspect`: what is extracted from a page, and on what evidence."""

import sys
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import choose_form
from flows.errors import WrongUse
from flows.safe_text import to_json
from flows.settings import read_settings

if TYPE_CHECKING:
    from flows.inspection.inspect_page import Inspected
    from flows.inspection.page_reference import PageReference

MAX_WIDTH = 120  # columns; a line of evidence and its reason is hard to follow if it is longer


@click.command()
@click.argument("source", metavar="FILE|FOLDER|WARC|URL")
@click.option("--url", help="Address of a saved page that has no .json file of the same name.")
@click.option("--explain", is_flag=True, help="Text for people, also if the output is not a terminal.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page, also on a terminal.")
@click.option("--jsonl", "as_jsonl", is_flag=True, help="One JSON object a line.")
def inspect(source: str, url: str | None, explain: bool, as_json: bool, as_jsonl: bool) -> None:
    """Show what is extracted from a page, and on what evidence: title, date, authors, labels, topics, body.

    On a terminal the output is text: what was chosen, what was not and why, what was removed. Elsewhere it is JSON.
    No database and no server is needed; without a register no author is matched.

    \b
    Examples:
      backbench inspect saved.html --url https://labourlist.org/2024/05/a-piece/
      backbench inspect https://labourlist.org/2024/05/a-piece/
      backbench inspect pages.warc.gz --jsonl > pages.jsonl
    """
    from flows.stages.warc_input import is_warc_name

    form = choose_form(explain=explain, json=as_json, jsonl=as_jsonl)
    path = Path(source)
    is_web = source.startswith(("http://", "https://"))
    is_folder = bool(source) and path.is_dir()
    if not is_web and not is_folder and not path.is_file():
        raise WrongUse(
            f"{source!r} is neither a file, a folder nor a URL.",
            "Give a saved page, a folder of them, a WARC file or an http(s) address.",
        )
    if url and (is_web or is_folder or is_warc_name(path)):
        raise WrongUse("--url is the address of a saved page.", f"{source} brings its own: leave --url out.")
    if is_folder or (not is_web and is_warc_name(path)):
        found = _inspect_files(path, is_folder)
    else:
        found = _inspect_page(source, path, url, is_web)
    _print(found, form or ("explain" if sys.stdout.isatty() else "json"))


def _print(found: "Iterator[Inspected]", form: str) -> None:
    if form == "explain":
        from rich.console import Console

        from flows.inspection.explain_page import explain_page

        console = Console(highlight=False, markup=False, emoji=False)
        console.width = min(console.width, MAX_WIDTH)
        for page in found:
            console.print(explain_page(page))
        return
    for page in found:
        sys.stdout.write(to_json(page, None if form == "jsonl" else 2, _plain) + "\n")


def _inspect_files(path: Path, is_folder: bool) -> "Iterator[Inspected]":
    from flows.inspection.inspect_files import inspect_folder, inspect_warc
    from flows.inspection.page_reference import read_page_reference

    settings = read_settings()
    reference = read_page_reference(settings)
    yield from _with_notes((inspect_folder if is_folder else inspect_warc)(path, settings, reference), reference)


def _inspect_page(source: str, path: Path, url: str | None, is_web: bool) -> "Iterator[Inspected]":
    from flows.inspection.inspect_page import inspect_file, inspect_url, start_worker
    from flows.inspection.page_reference import read_page_reference

    settings = read_settings()
    with start_worker(settings) as worker:
        reference = read_page_reference(settings)
        if is_web:
            page = inspect_url(source, settings, worker, reference)
        else:
            page = inspect_file(path, url, worker, reference)
        yield from _with_notes(iter((page,)), reference)


def _with_notes(found: "Iterator[Inspected]", reference: "PageReference") -> "Iterator[Inspected]":
    """Yield the results; before the first, say what this machine lacks for them (not before an error)."""
    for number, page in enumerate(found):
        if number == 0:
            _print_notes(reference)
        yield page


def _print_notes(reference: "PageReference") -> None:
    if reference.reference.register.is_empty:
        click.echo("backbench: no register here, so no author is matched; run `backbench members refresh`.", err=True)
    if not reference.learned:
        click.echo("backbench: no learned boilerplate here, so only the general rules clean the text.", err=True)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
