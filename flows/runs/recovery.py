"""The writer's database and its published copy, brought together where a run was killed between the two."""

import shutil

from flows.settings import Settings
from warehouse.errors import PublishRefused
from warehouse.store.atomic_file import write_atomically
from warehouse.store.database import lock_database
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
    if warehouse.exists() and not is_published(warehouse, corpus):
        try:
            publish_corpus(warehouse, corpus)
        except PublishRefused:
            return  # an older database was put in its place: reprocess makes it whole, other runs are told at their end
