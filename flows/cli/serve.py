"""`backbench serve`: start Prefect's server, its interface and every deployment."""

import click

from flows.settings import read_settings

PORT = 4200
HOST = "127.0.0.1"


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Port to listen at.")
@click.option(
    "--host",
    default=HOST,
    show_default=True,
    metavar="ADDRESS",
    help="IPv4 address to listen at. An address other than loopback needs a reverse proxy and BACKBENCH_PUBLIC_URL.",
)
@click.option("--sample", is_flag=True, help="Serve the sample outlets too, in a data folder of their own.")
def serve(port: int, host: str, sample: bool) -> None:
    """Start the Prefect server, its interface and all deployments; Ctrl-C ends them.

    Nightly runs start by the schedule in the settings; backfill, reprocess and members are started from a form. The
    browser asks for a login once; in a terminal, the address that is printed contains it.

    \b
    Example:
      backbench serve --sample     try a backfill from the form, without the network
    """
    from flows.server.serve import Serve
    from flows.server.serve import serve as serve_until_stopped

    serve_until_stopped(Serve(read_settings(), host, port, sample, click.echo))
