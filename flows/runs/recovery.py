"""Restore the published copy, or the writer's database, after a run was killed between writing the two."""

import shutil
from pathlib import Path

from flows.settings import Settings
from warehouse.errors import PublishRefused, WarehouseError
from warehouse.schema.migrations import is_current
from warehouse.store.atomic_file import write_atomically
from warehouse.store.database import lock_database, open_warehouse_reader, open_writer
from warehouse.store.locations import Database
from warehouse.store.publish import is_published, publish_corpus


def restore_published_copy(settings: Settings) -> None:
    """Make the writer's database and its published copy agree after a run was killed between writing the two.

    Runs read known captures from the copy. If the writer's database is missing, the copy replaces it: the copy also
    contains the register of members, which cannot be rebuilt from the archive.
    """
    warehouse, corpus = settings.warehouse, settings.corpus
    if isinstance(warehouse, Path) and isinstance(corpus, Path) and not warehouse.exists() and corpus.exists():
        with lock_database(warehouse), write_atomically(warehouse) as part:
            shutil.copyfile(corpus, part)
    if warehouse.exists() and not _is_current(warehouse):
        with open_writer(warehouse):
            pass  # an older schema is upgraded before anything is read: its keys may differ
    if warehouse.exists() and not is_published(warehouse, corpus):
        try:
            publish_corpus(warehouse, corpus)
        except PublishRefused:
            return  # someone put an older database here: reprocess completes it, and other runs report it at their end


def _is_current(warehouse: Database) -> bool:
    """Return whether the database has the current schema; the run reports one that cannot be opened."""
    try:
        with open_warehouse_reader(warehouse) as connection:
            return is_current(connection)
    except WarehouseError:
        return True
