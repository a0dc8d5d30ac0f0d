"""The jobs that move articles: nightly, backfill, import, reprocess; without a server unless one is named."""

import os
import signal
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType

import click

from flows.cli.summary import tell
from flows.reference.outlets import read_outlets
from flows.runs.runner import Runner, plain_runner
from flows.runs.runs import Accounts
from flows.settings import Settings, read_settings

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
        accounts = _run_under_prefect("nightly", settings, {})
    else:
        from flows import pipeline

        accounts = _plainly(lambda runner, stop: pipeline.nightly(settings, runner, stop), as_json)
    tell(accounts, as_json)


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
    from flows.stages.request import Request

    settings = read_settings()
    request = Request(outlets, _day(since), _day(until), routes, mode, limit, is_dry_run)
    chosen = [outlet.outlet_id for outlet in request.check(read_outlets(settings.outlets_file))]
    if os.environ.get("PREFECT_API_URL"):
        days: dict[str, object] = {"published_from": request.since, "published_to": request.until}
        form = {"outlets": chosen, "routes": list(routes), "mode": mode, "limit": limit, "dry_run": is_dry_run}
        accounts = _run_under_prefect("backfill", settings, form | days)
    else:
        from flows import pipeline

        accounts = _plainly(lambda runner, stop: pipeline.backfill(settings, runner, stop, request), as_json)
    tell(accounts, as_json)


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
    tell(accounts, as_json)
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
        accounts = _run_under_prefect("reprocess", settings, {"outlets": list(outlets)})
    else:
        from flows import pipeline

        accounts = _plainly(lambda runner, stop: pipeline.reprocess(settings, runner, stop, outlets), as_json)
    tell(accounts, as_json)


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


def _run_under_prefect(flow: str, settings: Settings, parameters: Mapping[str, object]) -> Accounts:
    from flows.server.run_flow import run_under_prefect

    return run_under_prefect(flow, settings, parameters)
