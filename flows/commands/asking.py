"""`backbench sql` and `backbench trends`: questions to the published corpus."""

import shutil
import sys
from pathlib import Path

import click

from flows.errors import WrongUse
from flows.settings import read_settings

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
    """Ask the published corpus in SQL.

    The query can read the corpus and nothing else: no file, no network, no change, 120 s of processor time.

    \b
    Examples:
      backbench sql "select outlet_id, count(*) as articles from articles group by all"
      backbench sql --named topic-by-party topic=iran-russia since=2022-01-01 --csv
      backbench sql "from topic_by_month" --parquet trends.parquet
    """
    from flows.asking.confined import Question, put

    if list_named:
        _list_named(as_json)
        return
    forms = [form for form, wanted in (("csv", as_csv), ("json", as_json), ("parquet", parquet)) if wanted]
    if len(forms) > 1:
        raise WrongUse(f"--{forms[0]} and --{forms[1]} exclude each other.", "Choose one.")
    query, parameters = _query(question, name)
    asked = Question(
        corpus=str(read_settings().corpus),
        sql=query,
        parameters=parameters,
        form=forms[0] if forms else "table",
        file=str(parquet.absolute()) if parquet else "",
        # A pipe has no width: what reads it should get whole cells.
        width=shutil.get_terminal_size().columns if sys.stdout.isatty() else 200,
        in_colour=sys.stdout.isatty(),
    )
    put(asked, lambda text: click.echo(text, nl=False))


def _query(question: tuple[str, ...], name: str | None) -> tuple[str, dict[str, str]]:
    if name:
        from flows.asking.named import named

        kept = named(name)
        return kept.sql, kept.filled(question)
    if len(question) != 1 or not question[0].strip():
        raise WrongUse("One query is needed.", 'Call backbench sql "select …", or --named NAME, or --list.')
    return question[0], {}


def _list_named(as_json: bool) -> None:
    from flows.asking.named import read_named

    questions = read_named().values()
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


@click.command()
@click.argument("topic")
@click.option("--by", type=click.Choice(["month", "party", "outlet"]), default="month", show_default=True)
@click.option("--from", "since", metavar="DAY", help="First month, as 2022-01 or a day in it.")
@click.option("--to", "until", metavar="DAY", help="Last month, as 2024-12 or a day in it.")
@click.option("--plot", type=FILE, metavar="FILE", help="Draw it: FILE ends in .png, .svg or .html.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def trends(topic: str, by: str, since: str | None, until: str | None, plot: Path | None, as_json: bool) -> None:
    """Show how often a topic is written about, and what share of all output that is.

    Shares stand with their 95 % interval. Partner content and repeats of a text are left out; pieces whose month is
    not known are counted apart; a month without output has no share. Party is the one held on the day.

    \b
    Examples:
      backbench trends iran-russia
      backbench trends iran-russia --by party --from 2022-01 --plot iran-russia.png
    """
    from flows.asking.trends import as_object, read_day
    from flows.asking.trends import trends as ask

    if plot and plot.suffix.lower() not in (".png", ".svg", ".html"):
        raise WrongUse(f"{plot} is not a kind of plot known.", "End the name in .png, .svg or .html.")
    trend = ask(read_settings().corpus, topic, by, read_day("--from", since), read_day("--to", until))
    if plot:
        from flows.asking.plots import draw

        draw(trend, plot)
    if as_json:
        import json

        click.echo(json.dumps(as_object(trend), ensure_ascii=False))
    else:
        from flows.asking.printing import show

        show(trend)
    if plot:
        click.echo(f"Plot: {plot}", err=as_json)
