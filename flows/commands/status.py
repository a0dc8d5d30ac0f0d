"""`backbench status`: was last night whole, and what is in the corpus."""

import json
from pathlib import Path
from typing import Any

import click

from flows.settings import Settings, read_settings

_QUESTIONS = {
    "corpus": """
        SELECT count(*) AS articles, count(published_on) AS dated, min(published_on) AS first_day,
               max(published_on) AS last_day, count(DISTINCT outlet_id) AS outlets FROM articles""",
    "runs": """
        SELECT started_at, flow, state, discovered_count AS discovered, fetched_count AS fetched,
               loaded_count AS loaded, updated_count AS updated, quarantined_count AS quarantined,
               failed_count AS failed, message FROM runs ORDER BY started_at DESC LIMIT 7""",
    "outlets": """
        SELECT outlet_id, article_count AS articles, latest_published_on AS latest, last_success_at AS last_success,
               loaded_7_days, quarantined_30_days AS quarantined_30_days, round(failure_share, 2) AS failure_share,
               last_failure FROM outlet_health JOIN outlets USING (outlet_id) WHERE is_declared ORDER BY outlet_id""",
    "quarantine": """
        SELECT rule, count(*) AS captures, max(quarantined_at) AS latest FROM quarantine
        WHERE released_by IS NULL GROUP BY rule ORDER BY captures DESC, rule LIMIT 10""",
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def status(as_json: bool) -> None:
    """Show the last runs, each outlet's health, what is kept back, and how large the corpus is.

    Example: backbench status
    """
    settings = read_settings()
    told = _ask(settings.corpus)
    told["unfinished"] = _unfinished(settings)
    if as_json:
        click.echo(json.dumps(told, default=str))
    else:
        _show(told)


def _ask(corpus: Path) -> dict[str, list[dict[str, Any]]]:
    from warehouse.database import reading

    told = {}
    with reading(corpus) as connection:
        for name, question in _QUESTIONS.items():
            answer = connection.execute(question)
            columns = [column[0] for column in answer.description or ()]
            told[name] = [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]
    return told


def _unfinished(settings: Settings) -> list[dict[str, Any]]:
    from flows import runs

    return [
        {"run_id": run.run_id, "flow": run.flow, "started_at": run.started_at} for run in runs.crashed(settings.home)
    ]


def _show(told: dict[str, list[dict[str, Any]]]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    for name, rows in told.items():
        if not rows:
            continue
        table = Table(title=name, title_justify="left")
        for column in rows[0]:
            table.add_column(column.replace("_", " "), justify="right" if isinstance(rows[0][column], int) else "left")
        for row in rows:
            table.add_row(*("" if value is None else str(value) for value in row.values()))
        console.print(table)
    if told["unfinished"]:
        console.print("Runs that were killed; the next run takes on what they archived.")
