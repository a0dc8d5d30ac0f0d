"""What a run starts from besides its archive: outlets, topics, categories and the register."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import polars as pl

from flows.errors import BackbenchError
from flows.members import read_register
from flows.seeds import read_outlets
from flows.settings import Settings
from transforms.categories import categories_frame, read_mapping
from transforms.normalise import Reference
from transforms.records import Outlet
from transforms.topics import read_topics, topics_frame

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Seeds:
    """The declared outlets, what extractions are held against, and the seed tables that are loaded with a run."""

    outlets: tuple[Outlet, ...]
    reference: Reference
    tables: dict[str, pl.DataFrame]


def read_seeds(settings: Settings) -> Seeds:
    """Read the seed files, and the register as it was last loaded; BackbenchError names the file and the line."""
    topics = _read(settings.seeds / "topics.toml", read_topics)
    labels = _read(settings.seeds / "categories.csv", read_mapping)
    categories = _read(settings.seeds / "categories.csv", categories_frame)
    outlets = read_outlets(settings.outlets_file)
    political = frozenset(outlet.outlet_id for outlet in outlets)
    reference = Reference(read_register(settings), political, topics, labels)
    frames = {"topics": topics_frame(topics), "categories": categories}
    return Seeds(outlets, reference, frames)


def _read(path: Path, read: Callable[[str], Read]) -> Read:
    try:
        return read(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise BackbenchError(f"{path} cannot be used: {error}.", "Mend it and run again.") from error
