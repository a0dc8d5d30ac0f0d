"""`backbench status`: the last runs, the outlets' health, and the size of the corpus."""

from typing import Any

import click
from rich.markup import escape

from flows.safe_text import one_line, to_json
from flows.settings import Settings, read_settings
from warehouse.store.locations import Database

_QUERIES = {
    "Corpus": """
        SELECT count(*) AS articles, count(published_on) AS dated,
               count(*) FILTER (WHERE published_on IS NULL AND published_not_before IS NOT NULL
                   AND published_not_after IS NOT NULL) AS known_by_interval,
               min(published_on) AS first_day,
               max(published_on) AS last_day, count(DISTINCT outlet_id) AS outlets FROM articles""",
    "Last runs": """
        SELECT strftime(started_at, '%Y-%m-%d %H:%M') AS started, flow, state, discovered_count AS found,
               loaded_count AS loaded, updated_count AS updated, quarantined_count AS kept,
               failed_count AS failed FROM runs ORDER BY started_at DESC LIMIT 7""",
    "Outlets": """
        SELECT outlet_id AS outlet, article_count AS articles, latest_published_on AS latest,
               strftime(last_success_at, '%Y-%m-%d') AS answered, published_7_days AS of_7d,
               failure_share AS failed_30d, last_failure
        FROM outlet_health JOIN outlets USING (outlet_id) WHERE is_declared ORDER BY outlet_id""",
    "Quarantine": """
        SELECT rule, count(*) AS captures, strftime(max(quarantined_at), '%Y-%m-%d') AS latest FROM quarantine
        WHERE released_by IS NULL GROUP BY rule ORDER BY captures DESC, rule LIMIT 10""",
    "Labels without a category": """
        SELECT label, outlet_id AS outlet, count(DISTINCT article_id) AS articles
        FROM article_categories JOIN articles USING (article_id)
        WHERE category_id IS NULL GROUP BY outlet_id, label ORDER BY articles DESC, outlet, label LIMIT 15""",
    "Problems": """
        SELECT strftime(started_at, '%Y-%m-%d %H:%M') AS started, flow, state, message FROM runs
        WHERE message IS NOT NULL ORDER BY started_at DESC LIMIT 3""",
}

_CRASHED = "Crashed runs"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option(
    "--coverage",
    type=(str, str),
    metavar="OUTLET YEAR",
    help="Show one outlet's year as a calendar of known and missing articles.",
)
def status(as_json: bool, coverage: tuple[str, str] | None) -> None:
    """Show the size of the corpus, the last runs, each outlet's health, and what is in quarantine.

    \b
    Examples:
      backbench status
      backbench status --coverage the-house 2022
    """
    settings = read_settings()
    if coverage:
        _show_coverage(settings, *coverage, as_json)
        return
    crashed = _list_crashed(settings)
    # If the first run was killed there is no database yet, but the run must be shown.
    sections = _read_sections(settings.corpus) if settings.corpus.exists() or not crashed else {}
    sections[_CRASHED] = crashed
    if as_json:
        click.echo(to_json(sections))
    else:
        _show(sections)


def _show_coverage(settings: Settings, outlet: str, year: str, as_json: bool) -> None:
    from flows.analysis.coverage import read_coverage, render_calendar, to_json_object

    found = read_coverage(settings, outlet, year)
    if as_json:
        click.echo(to_json(to_json_object(found)))
        return
    from rich.console import Console

    console = Console(highlight=False)
    for line in render_calendar(found):
        console.print(line, no_wrap=True, crop=False, overflow="ignore")


def _read_sections(corpus: Database) -> dict[str, list[dict[str, Any]]]:
    from warehouse.store.database import open_reader

    sections = {}
    with open_reader(corpus) as connection:
        for name, query in _QUERIES.items():
            result = connection.execute(query)
            columns = [column[0] for column in result.description or ()]
            sections[name] = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    return sections


def _list_crashed(settings: Settings) -> list[dict[str, Any]]:
    from flows.runs.runs import list_crashed_runs

    return [
        {
            "started": f"{each.run.started_at:%Y-%m-%d %H:%M}",
            "flow": each.run.flow,
            "run_id": each.run.run_id,
            "ended_by": each.message or "killed",
        }
        for each in list_crashed_runs(settings.home)
    ]


def _show(sections: dict[str, list[dict[str, Any]]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    for name, rows in sections.items():
        if not rows:
            continue
        table = Table(title=name, title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0))
        for number, (column, value) in enumerate(rows[0].items()):
            table.add_column(column.replace("_", " "), no_wrap=number == 0)
            if isinstance(value, int | float):
                table.columns[-1].justify = "right"
        for row in rows:
            table.add_row(*map(_cell, row.values()))
        console.print(table)
        console.print()
    if sections[_CRASHED]:
        console.print("The next run loads what they archived.")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.0%}" if isinstance(value, float) else escape(one_line(str(value)))
