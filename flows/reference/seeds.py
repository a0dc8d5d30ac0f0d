"""Read a run's reference data: outlets, topics, categories and the register."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import polars as pl

from flows.errors import BackbenchError
from flows.reference.members import read_register
from flows.reference.outlets import read_outlets
from flows.settings import Settings
from transforms.boilerplate.recurring import create_empty_boilerplate
from transforms.categories.category_mapping import build_categories_frame, read_category_labels
from transforms.frames import conform
from transforms.normalise import Reference
from transforms.records import Outlet
from transforms.topics.definitions import read_topics
from transforms.topics.tagging import build_topics_frame
from warehouse.errors import DatabaseMissing, WarehouseError
from warehouse.schema import tables
from warehouse.store import boilerplate_lines, database, topic_versions

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Seeds:
    """The declared outlets, the reference data for normalising, and the seed tables that a run loads.

    `learned`: the boilerplate that recurs in outlets' articles, as the last run found it; for pages read outside a run.
    """

    outlets: tuple[Outlet, ...]
    reference: Reference
    tables: dict[str, pl.DataFrame]
    learned: pl.DataFrame


def read_seeds(settings: Settings) -> Seeds:
    """Read the seed files, and the register as it was last loaded; BackbenchError names the file and the line."""
    topics = _read(settings.seeds / "topics.toml", read_topics)
    labels = _read(settings.seeds / "categories.csv", read_category_labels)
    categories = _read(settings.seeds / "categories.csv", build_categories_frame)
    outlets = read_outlets(settings.outlets_file)
    political = frozenset(outlet.outlet_id for outlet in outlets)
    reference = Reference(read_register(settings), political, topics, labels)
    frames = {"topics": build_topics_frame(topics), "categories": categories}
    return Seeds(outlets, reference, frames, _read_learned(settings))


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


def _read_learned(settings: Settings) -> pl.DataFrame:
    """Return the learned boilerplate from the published database; no rows if there is no database."""
    try:
        with database.open_reader(settings.corpus) as connection:
            rows = boilerplate_lines.read_boilerplate(connection)
    except DatabaseMissing:
        return create_empty_boilerplate()
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
    names = tables.BOILERPLATE.names
    # As rows, not through Arrow: importing pyarrow takes longer than all of this.
    return conform([dict(zip(names, row, strict=True)) for row in rows], tables.BOILERPLATE).drop("run_id")


def _read(path: Path, read: Callable[[str], Read]) -> Read:
    try:
        return read(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise BackbenchError(f"{path} cannot be used: {error}.", "Correct it and run again.") from error
