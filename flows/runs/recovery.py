"""The writer's database and its published copy, brought together where a run was killed between the two."""

import shutil
from pathlib import Path

from flows.settings import Settings
from warehouse.errors import PublishRefused, WarehouseError
from warehouse.schema.migrations import is_current
from warehouse.store.atomic_file import write_atomically
from warehouse.store.database import lock_database, open_warehouse_reader, open_writer
from warehouse.store.publish import is_published, publish_corpus


def restore_published_copy(settings: Settings) -> None:
    """Bring the writer's database and its published copy together, where a run was killed between the two.

    What is known is read from the copy. Where the writer's database is gone, the copy stands in for it: it has the
    register too, which no archive gives back.
    """
    warehouse, corpus = settings.warehouse, settings.corpus
    if not warehouse.exists() and corpus.exists():
        with lock_database(warehouse), write_atomically(warehouse) as part:
            shutil.copyfile(corpus, part)
    if warehouse.exists() and not _is_current(warehouse):
        with open_writer(warehouse):
            pass  # an older schema is upgraded before anything is read: keys may be others
    if warehouse.exists() and not is_published(warehouse, corpus):
        try:
            publish_corpus(warehouse, corpus)
        except PublishRefused:
            return  # an older database was put in its place: reprocess makes it whole, other runs are told at their end


def _is_current(warehouse: Path) -> bool:
    """Return whether the database has today's schema; one that cannot be opened is left for the run to report."""
    try:
        with open_warehouse_reader(warehouse) as connection:
            return is_current(connection)
    except WarehouseError:
        return True
