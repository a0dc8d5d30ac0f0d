"""Read the reference data that pages are read with: topics, categories and the register. Loads no polars."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from flows.errors import BackbenchError
from flows.reference.members import read_register
from flows.settings import Settings
from transforms.categories.category_labels import read_category_labels
from transforms.records import Outlet
from transforms.reference import Reference
from transforms.topics.definitions import read_topics

Read = TypeVar("Read")


def read_reference(settings: Settings, outlets: Sequence[Outlet]) -> Reference:
    """Read the seed files, and the register as it was last loaded; BackbenchError names the file and the line."""
    topics = _read(settings.seeds / "topics.toml", read_topics)
    labels = _read(settings.seeds / "categories.csv", read_category_labels)
    political = frozenset(outlet.outlet_id for outlet in outlets)
    return Reference(read_register(settings), political, topics, labels)


def _read(path: Path, read: Callable[[str], Read]) -> Read:
    try:
        return read(path.read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise BackbenchError(f"{path} cannot be used: {error}.", "Correct it and run again.") from error
