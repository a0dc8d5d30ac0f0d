"""The jobs that move articles: nightly, backfill, import, reprocess; without a server unless one is named."""

import json
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

import click
from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from flows.runner import Runner, plain_runner
from flows.runs import Accounts
from flows.seeds import read_outlets
from flows.settings import Settings, read_settings

if TYPE_CHECKING:
    from flows.plan import Plan

DAY = click.DateTime(formats=["%Y-%m-%d"])
as_json = click.option("--json", "as_json", is_flag=True, help="Print the accounts as one JSON object.")
outlet_option = click.option("--outlet", "outlets", multiple=True, help="Outlet id; may be given again. Default: all.")


@click.command()
@as_json
def nightly(as_json: bool) -> None:
    """Fetch what the outlets list now, and take it through the rooms.

    Example: backbench nightly
    """
    settings = read_settings()
    if os.environ.get("PREFECT_API_URL"):
        accounts = _under_prefect("nightly", settings, {})
    else:
        from flows import pipeline

        accounts = _plainly(lambda runner, stop: pipeline.nightly(settings, runner, stop), as_json)
    _tell(accounts, as_json)


@click.command()
@outlet_option
@click.option("--from", "since", type=DAY, help="First day of publication.")
@click.option("--to", "until", type=DAY, help="Last day of publication.")
@click.option("--route", "routes", multiple=True, help="How to find articles; may be given again. Default: all ways.")
@click.option("--mode", default="missing only", help="missing only, fetch again, or extract again from the archive.")
@click.option("--limit", type=click.IntRange(min=1), help="Articles fetched per outlet at most.")
@click.option("--plan", "is_dry_run", is_flag=True, help="Only say what is missing, and what it takes to fetch it.")
@as_json
def backfill(  # noqa: PLR0913, PLR0917  # one option each
    outlets: tuple[str, ...],
    since: date | None,
    until: date | None,
    routes: tuple[str, ...],
    mode: str,
    limit: int | None,
    is_dry_run: bool,
    as_json: bool,
) -> None:
    """Fetch what outlets published between two days, by the routes they declare; what is known is left alone.

    Example: backbench backfill --outlet the-house --from 2022-01-01 --to 2022-12-31
    """
    from flows.request import Request

    settings = read_settings()
    request = Request(outlets, _day(since), _day(until), routes, mode, limit, is_dry_run)
    chosen = [outlet.outlet_id for outlet in request.check(read_outlets(settings.outlets_file))]
    if os.environ.get("PREFECT_API_URL"):
        days: dict[str, object] = {"published_from": request.since, "published_to": request.until}
        form = {"outlets": chosen, "routes": list(routes), "mode": mode, "limit": limit, "dry_run": is_dry_run}
        accounts = _under_prefect("backfill", settings, form | days)
    else:
        from flows import pipeline

        accounts = _plainly(lambda runner, stop: pipeline.backfill(settings, runner, stop, request), as_json)
    _tell(accounts, as_json)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="WARC|DIR...")
@as_json
def import_(paths: tuple[Path, ...], as_json: bool) -> None:
    """Take WARC files, or folders of saved .html and .txt pages, through the rooms.

    Beside each saved page lies a .json of the same name with its url and captured_at.

    Example: backbench import pages.warc.gz
    """
    from flows import pipeline

    settings = read_settings()
    accounts = _plainly(lambda runner, stop: pipeline.import_paths(settings, runner, stop, paths), as_json)
    _tell(accounts, as_json)
    if accounts.problems:
        raise SystemExit(1)


@click.command()
@outlet_option
@as_json
def reprocess(outlets: tuple[str, ...], as_json: bool) -> None:
    """Extract every capture again from the archive, without the network; quarantine is released where it passes.

    Example: backbench reprocess --outlet the-house
    """
    settings = read_settings()
    if os.environ.get("PREFECT_API_URL"):
        accounts = _under_prefect("reprocess", settings, {"outlets": list(outlets)})
    else:
        from flows import pipeline

        accounts = _plainly(lambda runner, stop: pipeline.reprocess(settings, runner, stop, outlets), as_json)
    _tell(accounts, as_json)


def _day(value: object) -> date | None:
    return value.date() if hasattr(value, "date") else None


def _plainly(job: Callable[[Runner, Callable[[], bool]], Accounts], quiet: bool) -> Accounts:
    """Run a job in this process; Ctrl-C tells its threads to stop, and does not wait for them."""
    stop = Event()

    def interrupt(number: int, frame: FrameType | None) -> None:
        stop.set()
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        with plain_runner(quiet) as runner:
            return job(runner, stop.is_set)
    finally:
        signal.signal(signal.SIGINT, before)


def _under_prefect(flow: str, settings: Settings, parameters: Mapping[str, object]) -> Accounts:
    from flows.at_prompt import under_prefect

    return under_prefect(flow, settings, parameters)


def _tell(accounts: Accounts, as_json: bool) -> None:
    if as_json:
        told: dict[str, object] = {
            "run_id": accounts.run_id,
            "flow": accounts.flow,
            "state": accounts.state,
            "counts": accounts.counts,
        }
        page = str(accounts.quality_page) if accounts.quality_page else None
        more: dict[str, object] = {"message": accounts.message, "quality_page": page, "problems": accounts.problems}
        more |= {"plan": asdict(accounts.plan)} if accounts.plan else {}
        click.echo(json.dumps(told | more, default=str))
    else:
        show(accounts)
    if accounts.state != "completed":
        raise SystemExit(1)


def show(accounts: Accounts) -> None:
    """Print a run's accounts as the two sums they are, what went wrong, and where the quality page lies."""
    console, counts = Console(highlight=False), accounts.counts
    if accounts.plan:
        show_plan(accounts.plan, console)
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
        console.print(f"[yellow]![/] {escape(problem)}", soft_wrap=True)
    if accounts.message:
        console.print(f"[red]failed:[/] {escape(accounts.message)}", soft_wrap=True)
    if accounts.quality_page:
        console.print(f"quality page: {accounts.quality_page}", soft_wrap=True)


def show_plan(plan: "Plan", console: Console) -> None:
    """Print what is known, missing and failed by outlet and day, and what it takes to fetch what is due."""
    table = Table(box=SIMPLE)
    names = ("known_count", "missing_count", "failed_count", "due_count")
    for heading in ("outlet", "published", *(name.removesuffix("_count") for name in names)):
        table.add_column(heading, justify="left" if heading in ("outlet", "published") else "right")
    for row in plan.rows:
        table.add_row(str(row["outlet_id"]), str(row["day"] or "not dated"), *(f"{row[name]:,}" for name in names))
    console.print(table)
    console.print(f"plan: {plan}")
