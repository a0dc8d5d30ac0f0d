"""A database in a temporary folder, and runs to load into it."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.fingerprints import make_bands
from transforms.frames import conform
from warehouse.schema import tables
from warehouse.store.database import open_writer
from warehouse.store.load import load_batch

Row = dict[str, Any]
START = datetime(2024, 5, 1, 2, 15)


@dataclass(frozen=True)
class Page:
    """A capture of an invented piece, as the stages before the load return it."""

    name: str = "ford"
    text: str = "On fords."
    hour: int = 0
    published_on: date | None = None
    published_not_after: date | None = None
    authors: tuple[str, ...] = ("Ada Brook",)
    labels: tuple[str, ...] = ("Transport",)
    reading: str = "1"
    warc_file: str = "a.warc.gz"
    salt: str = ""
    outlet: str = "weir"
    mark: str | None = None
    declared: str | None = None
    title: str | None = None

    @property
    def is_addressed(self) -> bool:
        """Whether the capture has an address; without, `mark` is the outlet that its text shows."""
        return self.mark is None

    @property
    def url(self) -> str:
        if self.mark is not None:
            return f"urn:text:{self.mark}:{sha256(self.name.encode()).hexdigest()[:24]}"
        return f"https://{self.outlet}.example/{self.name}"

    @property
    def outlet_id(self) -> str:
        return self.mark or self.declared or self.outlet

    @property
    def article_id(self) -> str:
        return sha256((self.name if self.outlet == "weir" and self.is_addressed else self.url).encode()).hexdigest()[
            :24
        ]

    @property
    def capture_id(self) -> str:
        return sha256(f"{self.article_id} {self.hour} {self.salt}".encode()).hexdigest()[:24]

    @property
    def content_sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def captured_at(self) -> datetime:
        return START + timedelta(hours=self.hour)

    @property
    def key(self) -> Row:
        return {"article_id": self.article_id, "capture_id": self.capture_id}

    def capture(self, run_id: str) -> Row:
        return self.key | {
            "outlet_id": self.outlet_id,
            "url": self.url,
            "captured_at": self.captured_at,
            "media_type": "text/html",
            "payload_sha256": sha256(self.capture_id.encode()).hexdigest(),
            "payload_bytes": 100,
            "etag": f'"{self.hour}"',
            "last_modified": None,
            "warc_file": self.warc_file,
            "warc_offset": self.hour,
            "route": "feed",
            "run_id": run_id,
        }

    def article(self, run_id: str) -> Row:
        return self.key | {
            "outlet_id": self.outlet_id,
            "url": self.url,
            "title": self.title or f"The {self.name}",
            "body": self.text,
            "word_count": len(self.text.split()),
            "genre": "opinion",
            "published_on": self.published_on,
            "date_basis": "meta" if self.published_on else "unknown",
            "date_precision": "day" if self.published_on else "none",
            "published_not_after": self.published_not_after or self.captured_at.date(),
            "first_captured_at": self.captured_at,
            "last_captured_at": self.captured_at,
            "version": 1,
            "content_sha256": self.content_sha256,
            "text_bands": make_bands(self.text),
            "extractor_version": self.reading,
            "run_id": run_id,
        }

    def children(self) -> dict[str, list[Row]]:
        on = self.published_on
        dates = [{"position": 0, "basis": "meta", "value": str(on), "parsed_on": on, "precision": "day"}] if on else []
        credits = [{"position": n, "name": name, "resolution": "staff"} for n, name in enumerate(self.authors)]
        rows = {
            "date_candidates": [row | {"is_chosen": True} for row in dates],
            "author_candidates": [
                {"position": n, "source": "json-ld", "value": name, "name": name, "is_chosen": True}
                for n, name in enumerate(self.authors)
            ],
            "article_authors": credits,
            "article_categories": [{"label": label} for label in self.labels],
            "article_topics": [
                {"topic_id": "water", "topic_version": 1, "mention_count": 1, "quoted_count": 0, "first_offset": 0}
            ],
            "article_warnings": [{"position": 0, "warning": f"{name} is doubted"} for name in self.labels],
        }
        return {name: [self.key | row for row in each] for name, each in rows.items()}

    def fate(self, position: int, fate: str | None = None) -> Row:
        return self.key | {"position": position, "url": self.url, "outlet_id": self.outlet_id, "fate": fate}


@dataclass
class Brought:
    """What a run brings: its row, its frames, its fates."""

    run_id: str
    pages: Sequence[Page]
    kept_back: Sequence[Page] = ()
    other_fates: Sequence[Row] = ()
    frames: dict[str, pl.DataFrame] = field(default_factory=dict)

    @property
    def run(self) -> Row:
        stamp = {"started_at": START, "finished_at": START, "code_version": "1", "message": None}
        return {"run_id": self.run_id, "flow": "nightly", "state": "completed", **stamp}

    def all_frames(self) -> dict[str, pl.DataFrame]:
        rows: dict[str, list[Row]] = {
            "captures": [page.capture(self.run_id) for page in (*self.pages, *self.kept_back)],
            "articles": [page.article(self.run_id) for page in self.pages],
            "quarantine": [self._kept(page) for page in self.kept_back],
        }
        for page in self.pages:
            for name, children in page.children().items():
                rows.setdefault(name, []).extend(children)
        frames = {name: conform(each, TABLES[name]) for name, each in rows.items()}
        return frames | self.frames

    def fates(self) -> pl.DataFrame:
        open_fates = [page.fate(n) for n, page in enumerate(self.pages)]
        count = len(open_fates)
        kept = [page.fate(count + n, "quarantined") for n, page in enumerate(self.kept_back)]
        rows = [*open_fates, *kept]
        rows += [{"position": len(rows) + n, **row} for n, row in enumerate(self.other_fates)]
        names = [name for name in tables.RUN_FATES.names if name != "run_id"]
        schema = {name: pl.Int64() if name == "position" else pl.String() for name in names}
        return pl.DataFrame(rows, schema=schema)

    def load(self, connection: duckdb.DuckDBPyConnection) -> Row:
        return load_batch(connection, self.run, self.all_frames(), self.fates())

    def _kept(self, page: Page) -> Row:
        where = {"outlet_id": page.outlet_id, "url": page.url}
        return page.key | where | {"rule": "short", "detail": "It is short.", "quarantined_at": START} | self._stamp

    @property
    def _stamp(self) -> Row:
        return {"run_id": self.run_id}


TABLES = {table.name: table for table in tables.TABLES}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and no row, to be copied: building one takes ten times as long."""
    path = tmp_path_factory.mktemp("built") / "warehouse.duckdb"
    with open_writer(path, 1):
        return path


@pytest.fixture
def connection(path: Path, built: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shutil.copyfile(built, path)
    with open_writer(path, 1) as opened:
        yield opened


@pytest.fixture(scope="session")
def page() -> type[Page]:
    """The maker of captures; a fixture, because tests cannot import from here."""
    return Page


@pytest.fixture(scope="session")
def brought() -> type[Brought]:
    """The maker of runs."""
    return Brought


DERIVED = (
    *("articles", "article_versions", "readings", "captures", "near_duplicates", "article_id_changes"),
    "unaddressed_readings",
    *("date_candidates", "author_candidates", "article_authors", "article_categories", "article_topics"),
    "article_warnings",
)


def corpus(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table that captures lead to, without the run that wrote them."""
    found = {}
    for name in DERIVED:
        columns = ", ".join(column for column in TABLES[name].names if column != "run_id")
        found[name] = connection.execute(f"SELECT {columns} FROM {name} ORDER BY ALL").fetchall()
    return found


def everything(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table."""
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in TABLES}


Snapshot = Callable[[duckdb.DuckDBPyConnection], dict[str, list[tuple[Any, ...]]]]


@pytest.fixture(scope="session", name="corpus_of")
def _corpus_of() -> Snapshot:
    return corpus


@pytest.fixture(scope="session", name="all_of")
def _all_of() -> Snapshot:
    return everything
