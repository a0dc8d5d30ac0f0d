"""A published corpus with planted articles: which are on Iran–Russia, by whom, when and where."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from transforms.frames import conform
from transforms.topics.definitions import read_topics
from transforms.topics.tagging import build_topics_frame, tag_topics
from warehouse.schema.migrations import migrate
from warehouse.schema.tables import TABLES
from warehouse.store.tallies import fill_tallies

SEEDS = Path(__file__).parents[3] / "seeds"
PARTIES = ("Heath Alliance", "Lantern Party", "Union of the Coasts")
OUTLETS = {"the-echo": "The Echo", "hill-herald": "Hill Herald"}
SILENT = (date(2022, 5, 1), date(2022, 6, 1))
"""Months without an article."""


@dataclass(frozen=True)
class Piece:
    number: int
    published_on: date | None
    outlet_id: str
    parties: tuple[str | None, ...]
    is_on_topic: bool
    is_partner: bool = False

    @property
    def article_id(self) -> str:
        return f"{self.number:024x}"

    @property
    def month(self) -> date | None:
        return self.published_on and self.published_on.replace(day=1)


def pieces() -> list[Piece]:
    """400 pieces over three years: 12 undated, 2 months silent, some by two parties, some by partners."""
    chance = random.Random(2021)
    planted = []
    for number in range(400):
        day = date(chance.choice([2021, 2022, 2023]), chance.randint(1, 12), chance.randint(1, 28))
        while day.replace(day=1) in SILENT:
            day = date(2022, chance.randint(7, 12), chance.randint(1, 28))
        parties = tuple(chance.sample([*PARTIES, None], chance.choice([1, 1, 1, 2])))
        planted.append(
            Piece(
                number,
                None if number % 33 == 0 else day,
                chance.choice(list(OUTLETS)),
                parties,
                # The war makes the topic grow, and more so for one party.
                chance.random() < (0.1 if day.year == 2021 else 0.25) + 0.2 * (PARTIES[0] in parties),
                number % 20 == 19,
            )
        )
    return planted


def write(corpus: Path, planted: list[Piece]) -> None:
    """Write the pieces as a published database, tagged by the shipped topics from texts that say what they are on."""
    at = datetime(2024, 1, 2, 2, 15)
    articles = [
        {
            "article_id": piece.article_id,
            "capture_id": piece.article_id,
            "outlet_id": piece.outlet_id,
            "url": f"https://example.test/{piece.number}",
            "title": "Tehran arms Moscow" if piece.is_on_topic else "=On the ferries",
            "body": "Iran and Russia." if piece.is_on_topic else "The ferries are late; Iran is far away.",
            "word_count": 3,
            "genre": "partner" if piece.is_partner else "opinion",
            "published_on": piece.published_on,
            "date_basis": "meta" if piece.published_on else "unknown",
            "date_precision": "day" if piece.published_on else "none",
            "first_captured_at": at,
            "last_captured_at": at,
            "version": 1,
            "content_sha256": f"{piece.number:064x}",
            "extractor_version": "1",
            "run_id": "r1",
        }
        for piece in planted
    ]
    authors = [
        {
            "article_id": piece.article_id,
            "capture_id": piece.article_id,
            "position": position,
            "name": f"Author {piece.number % 9}",
            "party_name": party,
            "party_group": party,
            "resolution": "resolved" if party else "not_in_register",
        }
        for piece in planted
        for position, party in enumerate(piece.parties)
    ]
    outlets = [
        {"outlet_id": key, "name": name, "timezone": "UTC", "is_declared": True} for key, name in OUTLETS.items()
    ]
    topics = read_topics((SEEDS / "topics.toml").read_text(encoding="utf-8"))
    texts = pl.DataFrame(articles).select("article_id", "capture_id", "title", "body")
    frames = {
        "articles": articles,
        "article_authors": authors,
        "outlets": outlets,
        "article_topics": tag_topics(texts, topics),
        "topics": build_topics_frame(topics),
    }
    with duckdb.connect(str(corpus)) as connection:
        migrate(connection)
        for table in TABLES:
            if table.name in frames:
                frame = conform(frames[table.name], table)  # noqa: F841  # DuckDB finds it by name
                connection.execute(f"insert into {table.name} from frame")
        fill_tallies(connection)


@pytest.fixture(scope="session")
def planted() -> list[Piece]:
    return pieces()


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, planted: list[Piece]) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write(folder / "corpus.duckdb", planted)
    return folder


@pytest.fixture
def corpus(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("BACKBENCH_HOME", str(home))
    yield home / "corpus.duckdb"
