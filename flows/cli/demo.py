"""`backbench demo`: run the nightly flow over the sample outlets and show the result."""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from flows.errors import BackbenchError
from flows.settings import Settings, read_settings

_TOPIC = "iran-russia"
_MARK = ".backbench-demo"


@click.command()
def demo() -> None:
    """Serve the sample outlets on this machine, run the nightly flow over them under Prefect, and show the result.

    The demo has a data folder of its own (`demo` in BACKBENCH_HOME), which it empties first. It takes about a minute
    and needs no network.

    Example: backbench demo
    """
    from flows.cli.summary import print_for_people
    from flows.reference.members import refresh_register
    from flows.sample.server import serve_sample
    from flows.server.run_flow import run_under_prefect

    base, console = read_settings(), Console(highlight=False)
    home = _fresh(base.home / "demo")
    with serve_sample(base.seeds) as site:
        console.print("Serving three invented outlets on this machine and loading their register …")
        settings = replace(
            base, home=home, lake_catalog=None, outlets_file=site.outlets_file, host_overrides=site.host_overrides
        )
        refresh_register(settings, str(site.register_folder))
        console.print("Running the nightly flow over them, under a Prefect server of its own …")
        accounts = run_under_prefect("nightly", settings, {})
    print_for_people(accounts)
    if accounts.state != "completed":
        raise SystemExit(1)
    _show_trends(console, settings)
    _show_places(console, settings, accounts.quality_page)


def _fresh(home: Path) -> Path:
    """Return an empty demo folder; BackbenchError if the folder was not made by a demo."""
    if home.exists() and not (home / _MARK).exists():
        raise BackbenchError(f"{home} was not made by the demo.", "Move it away, or set BACKBENCH_HOME.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / _MARK).touch()
    return home


def _show_trends(console: Console, settings: Settings) -> None:
    from flows.analysis.plot import draw_plot
    from flows.analysis.trend_table import print_trend
    from flows.analysis.trends import read_trend

    for by in ("month", "party"):
        console.print()
        print_trend(read_trend(settings.corpus, _TOPIC, by))
    settings.reports.mkdir(parents=True, exist_ok=True)
    draw_plot(read_trend(settings.corpus, _TOPIC, "party"), settings.reports / f"{_TOPIC}.png")


def _show_places(console: Console, settings: Settings, quality_page: Path | None) -> None:
    here = Path.cwd()
    places: Mapping[str, Path | None] = {
        "database": settings.local_corpus,
        "quality page": quality_page,
        "report": settings.reports / "report.html",
        "plot": settings.reports / f"{_TOPIC}.png",
    }
    console.print()
    for name, path in places.items():
        console.print(f"{name:>15}  {_short_path(path, here)}", soft_wrap=True)
    console.print("\nTry next:", style="bold")
    ask = f"BACKBENCH_HOME={_short_path(settings.home, here)} .venv/bin/backbench"
    for line in (
        f"{ask} trends {_TOPIC} --by outlet",
        f"{ask} sql --named latest-pieces",
        f"{ask} status",
        ".venv/bin/backbench serve --sample   (the Prefect UI, with these outlets to backfill)",
    ):
        console.print(f"  {line}", soft_wrap=True)


def _short_path(path: Path | None, here: Path) -> str:
    if path is None:
        return "none"
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
