"""`backbench serve`: start Prefect's server, its interface and every deployment."""

import click

from flows.settings import read_settings

PORT = 4200


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, help="Port on 127.0.0.1.")
@click.option("--sample", is_flag=True, help="Serve the sample outlets too, in a data folder of their own.")
def serve(port: int, sample: bool) -> None:
    """Start the Prefect server, its interface and all deployments; Ctrl-C ends them.

    Nightly runs come by the schedule in the settings; backfill, reprocess and members are started from a form.

    \b
    Example:
      backbench serve --sample     try a backfill from the form, without the network
    """
    from flows.server.serve import serve as serve_until_stopped

    serve_until_stopped(read_settings(), port, sample, click.echo)
