"""The commands that run the pipeline: nightly, backfill, import, reprocess.

They run in this process, or under Prefect if PREFECT_API_URL is set.
"""

import logging
import os
import signal
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType

import click

from flows.cli.summary import print_accounts
from flows.errors import STOPPED, BackbenchError, WrongUse
from flows.reference.outlets import read_outlets
from flows.runs.runner import Runner, plain_runner
from flows.runs.runs import Accounts
from flows.safe_text import one_line, redact
from flows.settings import Settings, read_settings
from warehouse.errors import DISK_FULL, WarehouseError

DAY = click.DateTime(formats=["%Y-%m-%d"])
as_json = click.option("--json", "as_json", is_flag=True, help="Print the accounts as one JSON object.")
outlet_option = click.option("--outlet", "outlets", multiple=True, help="Outlet id; may be given again. Default: all.")

_log = logging.getLogger(__name__)
_ENDING = (signal.SIGTERM, signal.SIGHUP)  # a service manager's stop, and a closed terminal


@click.command()
@as_json
def nightly(as_json: bool) -> None:
    """Fetch the articles that the outlets list now, and run them through all stages.

    Example: backbench nightly
    """
    settings = read_settings()
    if os.environ.get("PREFECT_API_URL"):
        accounts = _run_under_prefect("nightly", settings, {})
    else:
        from flows import pipeline

        accounts = _run_in_process(lambda runner, stop: pipeline.nightly(settings, runner, stop), as_json)
    print_accounts(accounts, as_json)


@click.command()
@outlet_option
@click.option("--from", "since", type=DAY, help="First day of publication.")
@click.option("--to", "until", type=DAY, help="Last day of publication.")
@click.option(
    "--route",
    "routes",
    multiple=True,
    help="How to find articles: a route of the outlet; may be given again. Default: all routes.",
)
@click.option("--mode", default="missing only", help="See the list of modes. Default: missing only.")
@click.option("--limit", type=click.IntRange(min=1), help="Articles fetched per outlet at most.")
@click.option("--ask-again", is_flag=True, help="With the last mode: query again for articles that had no copy.")
@click.option("--plan", "is_dry_run", is_flag=True, help="Only print what is missing and how long it takes to fetch.")
@as_json
def backfill(  # noqa: PLR0913, PLR0917  # one option each
    outlets: tuple[str, ...],
    since: date | None,
    until: date | None,
    routes: tuple[str, ...],
    mode: str,
    limit: int | None,
    ask_again: bool,
    is_dry_run: bool,
    as_json: bool,
) -> None:
    """Fetch what outlets published between two days. Articles that are known already are not fetched again.

    \b
    Modes:
      missing only                     fetch what is listed and not known
      fetch again                      fetch known articles too
      extract again from the archive   no request at all
      find earliest archived copies    ask the Wayback Machine for the earliest copy of articles without a date,
                                       also imported ones; the copy bounds their date

    Example: backbench backfill --outlet the-house --from 2022-01-01 --to 2022-12-31
    """
    from flows.stages.run_request import EARLIEST_COPIES, BackfillRequest, select_outlets

    settings = read_settings()
    request = BackfillRequest(outlets, _day(since), _day(until), routes, mode, limit, is_dry_run, ask_again)
    declared = read_outlets(settings.outlets_file)
    request.check(declared)
    if os.environ.get("PREFECT_API_URL"):
        days: dict[str, object] = {"published_from": request.since, "published_to": request.until}
        chosen = [outlet.outlet_id for outlet in select_outlets(declared, outlets)]
        form = {"outlets": chosen, "routes": list(routes), "mode": mode, "limit": limit, "dry_run": is_dry_run}
        form |= {"ask_again": ask_again, "with_imports": mode == EARLIEST_COPIES and not outlets}
        accounts = _run_under_prefect("backfill", settings, form | days)
    else:
        from flows import pipeline

        accounts = _run_in_process(lambda runner, stop: pipeline.backfill(settings, runner, stop, request), as_json)
    print_accounts(accounts, as_json)


@click.command("import")
@click.argument("names", nargs=-1, required=True, metavar="WARC|DIR|MANIFEST...")
@as_json
def import_(names: tuple[str, ...], as_json: bool) -> None:
    """Run WARC files, folders of saved .html and .txt pages, or manifests through all stages.

    A saved page has a .json file of the same name with its `url` and `captured_at`. For a .txt file it is optional,
    because its text identifies it. A manifest (.csv, .jsonl, .parquet) has a row per capture: `text` or `path`,
    `url`, `captured_at`, and if known `title`, `author`, `published`.

    Example: backbench import pages.warc.gz
    """
    from flows import pipeline

    if "" in names:  # an unset variable of a script; as a path it would be the current folder
        raise click.UsageError("A path is empty.")
    if web := next((name for name in names if name.lower().startswith(("http://", "https://"))), None):
        raise WrongUse(
            f"import reads files, and {web} is an address.",
            "Look at this page with `backbench inspect`; `backbench nightly` and `backfill` fetch those of an outlet.",
        )
    settings, paths = read_settings(), [Path(name) for name in names]
    accounts = _run_in_process(lambda runner, stop: pipeline.import_paths(settings, runner, stop, paths), as_json)
    print_accounts(accounts, as_json)
    if accounts.problems:
        raise SystemExit(1)


@click.command()
@outlet_option
@as_json
def reprocess(outlets: tuple[str, ...], as_json: bool) -> None:
    """Extract every capture again from the archive, without the network.

    Captures that now pass the gate leave quarantine.

    Example: backbench reprocess --outlet the-house
    """
    settings = read_settings()
    if os.environ.get("PREFECT_API_URL"):
        accounts = _run_under_prefect("reprocess", settings, {"outlets": list(outlets)})
    else:
        from flows import pipeline

        accounts = _run_in_process(lambda runner, stop: pipeline.reprocess(settings, runner, stop, outlets), as_json)
    print_accounts(accounts, as_json)


def _day(value: object) -> date | None:
    return value.date() if hasattr(value, "date") else None


def _run_in_process(job: Callable[[Runner, Callable[[], bool]], Accounts], quiet: bool) -> Accounts:
    """Run a job in this process; Ctrl-C, SIGTERM and a closed terminal ask its threads to stop, without waiting."""
    stop, received = Event(), list[int]()

    def interrupt(number: int, frame: FrameType | None) -> None:
        stop.set()
        if number != signal.SIGALRM:
            received.append(number)
        if _is_importing(frame):
            signal.setitimer(signal.ITIMER_REAL, 0.05)
        else:
            raise KeyboardInterrupt

    # nohup has SIGHUP ignored
    numbers = [signal.SIGINT, signal.SIGALRM]
    numbers += [each for each in _ENDING if signal.getsignal(each) is signal.SIG_DFL]
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        with plain_runner(quiet) as runner:
            return job(runner, stop.is_set)
    except BaseException as error:
        if not received or _is_independent(error):
            raise
        if not isinstance(error, KeyboardInterrupt):
            _describe_unexpected(error)
        if received[-1] not in _ENDING:
            raise KeyboardInterrupt from None
        click.echo(f"backbench: {STOPPED}", err=True)
        raise SystemExit(128 + received[-1]) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)  # the default of SIGALRM ends the process
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_independent(error: BaseException) -> bool:
    """Return whether an error has another cause than an interrupt: a full disk, a damaged database, a setting."""
    is_disk_full = isinstance(error, OSError) and error.errno in DISK_FULL
    return is_disk_full or isinstance(error, BackbenchError | WarehouseError)


def _describe_unexpected(error: BaseException) -> None:
    """Name an error that came after an interrupt: an interrupted library can end in any, but so can a stage."""
    described = redact(one_line(f"{type(error).__name__}: {error}"))
    click.echo(f"backbench: While it stopped: {described} (with -v: where)", err=True)
    _log.info("Error after an interrupt", exc_info=error)


def _is_importing(frame: FrameType | None) -> bool:
    """Return whether the interrupted code imports a module.

    An exception there may leave the lock of all imports locked, so that other threads wait forever, or a library half
    loaded; and DuckDB, which imports pandas to bind a parameter, drops it.
    """
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _run_under_prefect(flow: str, settings: Settings, parameters: Mapping[str, object]) -> Accounts:
    from flows.server.run_flow import run_under_prefect

    return run_under_prefect(flow, settings, parameters)
