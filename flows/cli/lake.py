"""`backbench lake`: copy this data folder's database into a lake, and back."""

from collections.abc import Mapping

import click

from flows.errors import BackbenchError, WrongUse
from flows.settings import Settings, read_settings
from warehouse.store.locations import Lake


@click.group()
def lake() -> None:
    """A corpus that several machines load and read: a DuckLake catalog in Postgres, with its rows in Parquet files.

    BACKBENCH_LAKE names the catalog's database, BACKBENCH_LAKE_DATA the folder or s3:// address of the files; every
    other command then works on the lake. docs/operating.md says how to set it up.

    Example: backbench lake upload
    """


@lake.command(short_help="Copy this data folder's database into the lake.")
def upload() -> None:
    """Copy the database of this data folder, every table, into the lake, which must be empty, and publish it.

    Example: backbench lake upload
    """
    from warehouse.store.database import WAIT_SECONDS
    from warehouse.store.lake_publication import copy_to_lake

    settings, target = _read_settings()
    if not settings.local_warehouse.exists():
        raise BackbenchError(f"There is no database {settings.local_warehouse}.", "Set BACKBENCH_HOME to its folder.")
    _show(copy_to_lake(settings.local_warehouse, target, WAIT_SECONDS), str(target))


@lake.command(short_help="Copy the lake into this data folder.")
def download() -> None:
    """Copy the published state of the lake, every table, into a new database of this data folder, and publish it.

    Example: BACKBENCH_HOME=/srv/copy backbench lake download
    """
    from warehouse.store.database import WAIT_SECONDS
    from warehouse.store.lake_publication import copy_from_lake
    from warehouse.store.publish import publish_corpus

    settings, source = _read_settings()
    warehouse, corpus = settings.local_warehouse, settings.local_corpus
    for path in (warehouse, corpus):
        if path.exists():
            raise BackbenchError(f"{path} exists already.", "Move it away, or set BACKBENCH_HOME to another folder.")
    counts = copy_from_lake(source.published, warehouse, WAIT_SECONDS)
    publish_corpus(warehouse, corpus)
    _show(counts, str(corpus))


def _read_settings() -> tuple[Settings, Lake]:
    settings = read_settings()
    if settings.lake is None:
        raise WrongUse("There is no lake.", "Set BACKBENCH_LAKE and BACKBENCH_LAKE_DATA; docs/operating.md says how.")
    return settings, settings.lake


def _show(counts: Mapping[str, int], target: str) -> None:
    click.echo(f"{len(counts)} tables, {sum(counts.values()):,} rows, in {target}")
