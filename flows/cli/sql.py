"""`backbench sql`: questions to the published corpus."""

import shutil
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from flows.errors import WrongUse
from flows.settings import read_settings

_LONGEST_QUERY = 1 << 20
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("question", nargs=-1, metavar="SQL | KEY=VALUE…")
@click.option("--named", "name", metavar="NAME", help="Ask a kept question; its parameters follow as key=value.")
@click.option("--list", "list_named", is_flag=True, help="List the kept questions and their parameters.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV, safe to open in a spreadsheet.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, one object a line.")
@click.option("--parquet", type=FILE, metavar="FILE", help="Write a Parquet file.")
def sql(
    question: tuple[str, ...], name: str | None, list_named: bool, as_csv: bool, as_json: bool, parquet: Path | None
) -> None:
    """Ask the published corpus in SQL; without a query, at a prompt, or from what is piped in.

    The query can read the corpus and nothing else: no file, no network, no change, 120 s of processor time.

    \b
    Examples:
      backbench sql "select outlet_id, count(*) as articles from articles group by all"
      backbench sql --named topic-by-party topic=iran-russia since=2022-01-01 --csv
      backbench sql "from topic_by_month" --parquet trends.parquet
    """
    if list_named:
        _list_named(as_json)
        return
    forms = [form for form, wanted in (("csv", as_csv), ("json", as_json), ("parquet", parquet)) if wanted]
    if len(forms) > 1:
        raise WrongUse(f"--{forms[0]} and --{forms[1]} exclude each other.", "Choose one.")
    form = forms[0] if forms else "table"
    if not question and not name and sys.stdin.isatty():
        _at_prompt(form)
        return
    query, parameters = _query(question, name)
    _put(query, parameters, form, str(parquet.absolute()) if parquet else "")


def _put(query: str, parameters: Mapping[str, str], form: str, file: str = "") -> None:
    from flows.analysis.sandbox import Question, put

    asked = Question(
        corpus=str(read_settings().corpus),
        sql=query,
        parameters=parameters,
        form=form,
        file=file,
        # A pipe has no width: what reads it should get whole cells.
        width=shutil.get_terminal_size().columns if sys.stdout.isatty() else 200,
        in_colour=sys.stdout.isatty(),
    )
    put(asked, lambda text: click.echo(text, nl=False))


def _at_prompt(form: str) -> None:
    if form == "parquet":
        raise WrongUse("A Parquet file takes one query.", 'Call backbench sql "select …" --parquet FILE.')
    from flows.analysis.sql_prompt import prompt
    from warehouse.store.database import reading

    settings = read_settings()
    columns: dict[str, list[str]] = {}
    with reading(settings.corpus) as connection:
        named = "select table_name, column_name from duckdb_columns() where not internal order by all"
        for table, column in connection.execute(named).fetchall():
            columns.setdefault(table, []).append(column)
    say = partial(click.echo, nl=False)
    prompt(columns, lambda query, given: _put(query, given, form), say, settings.home / "sql-history")


def _query(question: tuple[str, ...], name: str | None) -> tuple[str, dict[str, str]]:
    if name:
        from flows.analysis.saved_queries import named

        kept = named(name)
        return kept.sql, kept.filled(question)
    if not question and not sys.stdin.isatty():
        question = (sys.stdin.read(_LONGEST_QUERY),)
    if len(question) != 1 or not question[0].strip():
        raise WrongUse("One query is needed.", 'Call backbench sql "select …", or --named NAME, or --list.')
    return question[0], {}


def _list_named(as_json: bool) -> None:
    from flows.analysis.saved_queries import read_saved_queries

    questions = read_saved_queries().values()
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps([asdict(kept) for kept in questions], ensure_ascii=False))
        return
    for kept in questions:
        click.secho(kept.name, bold=True)
        click.echo(f"  {kept.answers}")
        for key, parameter in kept.parameters.items():
            click.echo(f"    {key}={parameter.default}  {parameter.meaning}")
