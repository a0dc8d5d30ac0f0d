"""Read a run's reference data: outlets, topics, categories and the register."""

from dataclasses import dataclass

import polars as pl

from flows.errors import BackbenchError
from flows.reference.outlets import read_outlets
from flows.reference.reference_data import read_reference
from flows.settings import Settings
from transforms.categories.category_mapping import build_categories_frame
from transforms.records import Outlet
from transforms.reference import Reference
from transforms.topics.tagging import build_topics_frame
from warehouse.errors import DatabaseMissing, WarehouseError
from warehouse.store import database, topic_versions


@dataclass(frozen=True, slots=True)
class Seeds:
    """The declared outlets, the reference data for normalising, and the seed tables that a run loads."""

    outlets: tuple[Outlet, ...]
    reference: Reference
    tables: dict[str, pl.DataFrame]


def read_seeds(settings: Settings) -> Seeds:
    """Read the seed files, and the register as it was last loaded; BackbenchError names the file and the line."""
    outlets = read_outlets(settings.outlets_file)
    reference = read_reference(settings, outlets)
    categories = build_categories_frame(reference.category_labels)
    return Seeds(outlets, reference, {"topics": build_topics_frame(reference.topics), "categories": categories})


def check_topic_versions(settings: Settings, seeds: Seeds) -> None:
    """Raise BackbenchError if a topic's definition changed without a new version, before anything is fetched."""
    try:
        with database.open_reader(settings.corpus) as connection:
            known = topic_versions.read_definitions(connection)
    except DatabaseMissing:
        return
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
    for topic, version in topic_versions.find_changed(known, seeds.tables["topics"]):
        raise BackbenchError(
            f"{settings.seeds / 'topics.toml'}: topic {topic} has another definition than its version {version} had.",
            f"Give it version {max(number for name, number in known if name == topic) + 1}, or undo the change: "
            "what was counted by a version must stay countable.",
        )
