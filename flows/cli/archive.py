"""`backbench archive`: send the archive to an object store, and free the disk of what is there."""

import click

from flows.errors import WrongUse
from flows.settings import read_settings
from warehouse.archive.object_store import StoredArchive


@click.group()
def archive() -> None:
    """The archive in an object store: BACKBENCH_ARCHIVE_STORE=s3://bucket/prefix.

    Each run sends its complete WARC files there at its end; what is no longer on disk is read from there.

    Example: backbench archive upload
    """


@archive.command(short_help="Send complete files to the object store.")
def upload() -> None:
    """Send every complete file that the object store does not have yet.

    Example: backbench archive upload
    """
    from warehouse.archive.files import store_files

    source = _read_source()
    sent = store_files(source)
    click.echo(f"{len(sent)} files sent to {source.address}")


@archive.command(short_help="Delete local files that the object store has.")
def release() -> None:
    """Delete the local copy of each file that the object store has byte for byte, by its SHA-256.

    Example: backbench archive release
    """
    from warehouse.archive.files import release_files

    source = _read_source()
    released = release_files(source)
    click.echo(f"{len(released)} files deleted from {source.folder}; {source.address} has them")


def _read_source() -> StoredArchive:
    source = read_settings().archive_source
    if not isinstance(source, StoredArchive):
        raise WrongUse("There is no object store.", "Set BACKBENCH_ARCHIVE_STORE=s3://bucket/prefix.")
    return source
