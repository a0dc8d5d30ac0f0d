"""Measure a usual night on an invented corpus: load, count and publish 500 new and 100 changed articles."""

import secrets
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from benchmarks.corpus import build_articles, build_vocabulary
from flows.reference.seeds import read_seeds
from flows.settings import Settings
from transforms.frames import conform
from warehouse.schema import tables
from warehouse.schema.run_rows import RunEntry
from warehouse.store import database
from warehouse.store.load import FETCHED, load_batch
from warehouse.store.publish import publish_corpus

NEW, CHANGED = 500, 100


def load_night(home: Path) -> None:
    """Load 500 new articles, and 100 articles of the corpus with a changed text, as one run."""
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    with database.open_writer(home / "warehouse.duckdb") as connection:
        frames = _build_frames(connection, home, run_id)
        now = datetime.now(UTC).replace(tzinfo=None)
        run: RunEntry = {
            "run_id": run_id,
            "flow": "nightly",
            "state": "completed",
            "started_at": now,
            "finished_at": now,
            "message": None,
            "code_version": "0",
        }
        captures = frames["captures"]
        outcomes = captures.select("url", "outlet_id", "article_id", "capture_id").with_row_index("position")
        outcomes = outcomes.with_columns(
            pl.col("position").cast(pl.Int64), fate=pl.lit(None, pl.String), reason=pl.lit(None, pl.String)
        ).with_columns(detail=pl.col("reason"))
        row = load_batch(connection, run, frames, outcomes)
        assert sum(dict(row)[f"{name}_count"] for name in FETCHED) == NEW + CHANGED  # type: ignore[misc]


def publish_night(home: Path) -> None:
    """Count the stale tallies and publish."""
    publish_corpus(home / "warehouse.duckdb", home / "corpus.duckdb")


def _build_frames(connection: duckdb.DuckDBPyConnection, home: Path, run_id: str) -> dict[str, pl.DataFrame]:
    chance = np.random.default_rng()
    words, weights = build_vocabulary(chance, read_seeds(Settings(home=home)).reference.topics)
    (count,) = connection.execute("SELECT count(*) FROM articles").fetchone() or (0,)
    new = build_articles(chance, int(count) + 10_000_000, NEW, words, weights)
    again = build_articles(chance, 0, CHANGED, words, weights)
    return {
        name: conform(
            pl.concat([new[name], _as_changed(again[name])]).with_columns(**_stamps(new[name], run_id)),
            getattr(tables, name.upper()),
        )
        for name in ("articles", "article_authors", "captures")
    }


def _as_changed(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of later captures of the same articles, with changed texts."""
    changed = rows.with_columns(capture_id=pl.lit("f") + pl.col("capture_id").str.tail(23))
    if "content_sha256" in rows.columns:
        changed = changed.with_columns(content_sha256=pl.lit("f") + pl.col("content_sha256").str.tail(63))
    return changed


def _stamps(rows: pl.DataFrame, run_id: str) -> dict[str, pl.Expr]:
    return {"run_id": pl.lit(run_id)} if "run_id" in rows.columns else {}
