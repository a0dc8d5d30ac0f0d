"""`backbench report`: the corpus on one HTML page."""

from pathlib import Path

import click

from flows.cli.options import OutputFile
from flows.settings import read_settings


@click.command()
@click.option(
    "--out",
    type=OutputFile(),
    metavar="FILE",
    help="File to write. Default: reports/report.html.",
)
def report(out: Path | None) -> None:
    """Write one HTML page on the published corpus: its state, coverage, topics, latest articles, and data quality.

    The page needs nothing from the network and runs no script. Without --out, it replaces `reports/report.html` in the
    data folder, which the nightly run writes too.

    The folder of FILE must exist.

    Example: backbench report --out corpus.html
    """
    from flows.analysis.report import write_report

    path = write_report(read_settings(), out and out.absolute())
    click.echo(f"Report: {path} ({path.stat().st_size / 1e6:.1f} MB)")
