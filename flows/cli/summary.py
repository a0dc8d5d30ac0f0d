"""Print the result of a job: its plan, its counts, its problems, and the path of its quality page."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.runs.runs import Accounts
from flows.safe_text import one_line, to_json

if TYPE_CHECKING:
    from flows.stages.backfill_plan import Plan


def print_accounts(accounts: Accounts, as_json: bool) -> None:
    """Print the accounts, as one JSON object or for people; exit with 1 if the run has failed."""
    if as_json:
        fields: dict[str, object] = {
            "run_id": accounts.run_id,
            "flow": accounts.flow,
            "state": accounts.state,
            "counts": accounts.counts,
        }
        page = str(accounts.quality_page) if accounts.quality_page else None
        more: dict[str, object] = {"message": accounts.message, "quality_page": page, "problems": accounts.problems}
        more |= {"plan": asdict(accounts.plan)} if accounts.plan else {}
        click.echo(to_json(fields | more))
    else:
        print_for_people(accounts)
    if accounts.state != "completed":
        raise SystemExit(1)


def print_for_people(accounts: Accounts) -> None:
    """Print a run's accounts as two sums, its problems, and the path of its quality page."""
    console, counts = Console(highlight=False), accounts.counts
    if accounts.plan:
        _show_plan(accounts.plan, console)
    console.print(f"[bold]{accounts.flow}[/] {accounts.run_id}: {accounts.state}")
    table = Table(show_header=False, box=SIMPLE)
    table.add_column()
    table.add_column(justify="right")
    for name in ("discovered", "fetched", "unchanged", "disallowed", "failed"):
        table.add_row(name if name == "discovered" else f"  {name}", f"{counts[name]:,}")
    table.add_section()
    for name in ("fetched", "loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded"):
        table.add_row(name if name == "fetched" else f"  {name.replace('_', ' ')}", f"{counts[name]:,}")
    if counts["deferred"]:
        table.add_section()
        table.add_row("left for a later run", f"{counts['deferred']:,}")
    console.print(table)
    for problem in accounts.problems:
        console.print(f"[yellow]![/] {escape(one_line(problem))}", soft_wrap=True)
    if accounts.message:
        console.print(f"[red]failed:[/] {escape(one_line(accounts.message))}", soft_wrap=True)
    if accounts.quality_page:
        console.print(f"quality page: {accounts.quality_page}", soft_wrap=True)


def _show_plan(plan: "Plan", console: Console) -> None:
    """Print the known, missing and failed articles by outlet and day, and the requests and time for those due."""
    table = Table(box=SIMPLE)
    for heading in ("outlet", "published", "known", "missing", "failed", "due"):
        table.add_column(heading, justify="left" if heading in ("outlet", "published") else "right")
    for row in plan.rows:
        counts = (row["known_count"], row["missing_count"], row["failed_count"], row["due_count"])
        table.add_row(row["outlet_id"], str(row["day"] or "not dated"), *(f"{count:,}" for count in counts))
    console.print(table)
    console.print(f"plan: {plan}")
