"""`backbench sql`: query the published corpus."""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from flows.cli.options import OutputFile, check_excel, choose_form
from flows.errors import WrongUse
from flows.settings import read_settings
from warehouse.store.locations import Database, Lake

_MAX_QUERY_BYTES = 1 << 20


@click.command()
@click.argument("query", nargs=-1, metavar="SQL | KEY=VALUE…")
@click.option("--named", "name", metavar="NAME", help="Run a saved query; its parameters follow as key=value.")
@click.option("--list", "list_saved", is_flag=True, help="List the saved queries and their parameters.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV; formulas are made harmless. For Excel add --excel.")
@click.option("--excel", is_flag=True, help="With --csv: begin with a byte-order mark, which Excel needs for accents.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array, one object a line.")
@click.option("--parquet", type=OutputFile(), metavar="FILE", help="Write a Parquet file.")
@click.option("--as-of", metavar="RUN", help="Query the corpus as it was after this run (a run_id of table runs).")
def sql(  # noqa: PLR0913, PLR0917 - one for each option
    query: tuple[str, ...],
    name: str | None,
    list_saved: bool,
    as_csv: bool,
    excel: bool,
    as_json: bool,
    parquet: Path | None,
    as_of: str | None,
) -> None:
    """Run an SQL query on the published corpus. Without a query, start a prompt or read the query from a pipe.

    A query can only read the corpus: no files, no network, no changes. It has 120 s of processor time.
    At the prompt, .tables lists the tables and .columns NAME the columns of one.

    \b
    Examples:
      backbench sql "select outlet_id, count(*) as articles from articles group by all"
      backbench sql --named topic-by-party topic=iran-russia since=2022-01-01 --csv
      backbench sql "from topic_by_month" --parquet trends.parquet
      backbench sql "select count(*) from articles" --as-of 20261127T021500-3ed295
    """
    if list_saved:
        _list_saved(as_json)
        return
    form = choose_form(csv=as_csv, json=as_json, parquet=parquet) or "table"
    check_excel(excel, as_csv)
    if not query and not name and sys.stdin.isatty():
        _run_prompt(_choose_corpus(as_of), form, excel)
        return
    text, parameters = _read_query(query, name)
    file = str(parquet.absolute()) if parquet else ""
    _run(_choose_corpus(as_of), text, parameters, form, excel, file)


def _choose_corpus(as_of: str | None) -> Database:
    """Return the corpus to query; a restored one is deleted when the command ends."""
    if as_of is None:
        return read_settings().corpus  # without DuckDB, whose import the child process pays
    from flows.analysis.corpus import choose_corpus

    return click.get_current_context().with_resource(choose_corpus(read_settings().corpus, as_of))


def _run(
    corpus: Database, query: str, parameters: Mapping[str, str], form: str, for_excel: bool, file: str = ""
) -> None:
    from flows.analysis.sandbox import QueryRequest, run_query

    request = QueryRequest(
        corpus=str(corpus),
        lake=asdict(corpus) if isinstance(corpus, Lake) else None,
        sql=query,
        parameters=parameters,
        form=form,
        file=file,
        # A pipe has no width, and the program that reads it needs whole cells.
        width=shutil.get_terminal_size().columns if sys.stdout.isatty() else 200,
        in_colour=sys.stdout.isatty(),
        for_excel=for_excel,
    )
    run_query(request, lambda text: click.echo(text, nl=False))


def _run_prompt(corpus: Database, form: str, for_excel: bool) -> None:
    if form == "parquet":
        raise WrongUse("A Parquet file takes one query.", 'Call backbench sql "select …" --parquet FILE.')
    from flows.analysis.corpus import open_corpus
    from flows.analysis.sql_prompt import run_prompt

    settings = read_settings()
    columns: dict[str, list[str]] = {}
    with open_corpus(corpus) as connection:
        query = "select table_name, column_name from duckdb_columns() where not internal order by all"
        for table, column in connection.execute(query).fetchall():
            columns.setdefault(table, []).append(column)
    say = partial(click.echo, nl=False)
    run_prompt(
        columns, lambda query, given: _run(corpus, query, given, form, for_excel), say, settings.home / "sql-history"
    )


def _read_query(query: tuple[str, ...], name: str | None) -> tuple[str, dict[str, str]]:
    if name:
        from flows.analysis.saved_queries import find_saved_query

        saved = find_saved_query(name)
        return saved.sql, saved.fill_parameters(query)
    texts = query if query or sys.stdin.isatty() else (sys.stdin.read(_MAX_QUERY_BYTES),)
    if len(texts) != 1 or not texts[0].strip():
        raise WrongUse("One query is needed.", 'Call backbench sql "select …", or --named NAME, or --list.')
    return texts[0], {}


def _list_saved(as_json: bool) -> None:
    from flows.analysis.saved_queries import read_saved_queries

    queries = read_saved_queries().values()
    if as_json:
        from dataclasses import asdict

        from flows.safe_text import to_json

        click.echo(to_json([asdict(saved) for saved in queries]))
        return
    for saved in queries:
        click.secho(saved.name, bold=True)
        click.echo(f"  {saved.answers}")
        for key, parameter in saved.parameters.items():
            click.echo(f"    {key}={parameter.default}  {parameter.meaning}")
