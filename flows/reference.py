"""What a run starts from besides its archive: outlets, topics, categories and the register."""

from dataclasses import dataclass

import polars as pl

from flows.members import read_register
from flows.seeds import read_outlets
from flows.settings import Settings
from transforms.categories import categories_frame
from transforms.normalise import Reference
from transforms.records import Outlet
from transforms.topics import read_topics, topics_frame


@dataclass(frozen=True, slots=True)
class Seeds:
    """The declared outlets, what extractions are held against, and the seed tables that are loaded with a run."""

    outlets: tuple[Outlet, ...]
    reference: Reference
    tables: dict[str, pl.DataFrame]


def read_seeds(settings: Settings) -> Seeds:
    """Read the seed files and the register as it was last loaded; an error names the file and the line."""
    topics = read_topics((settings.seeds / "topics.toml").read_text("utf-8"))
    labels = pl.read_csv(settings.seeds / "categories.csv", infer_schema=False)
    reference = Reference(read_register(settings), topics, labels)
    frames = {"topics": topics_frame(topics), "categories": categories_frame(labels)}
    return Seeds(read_outlets(settings.outlets_file), reference, frames)
