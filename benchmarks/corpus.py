"""An invented corpus of any size from a seed: Zipf-like words, months that grow and pause, outlets, parties, seats."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from flows.reference.seeds import Seeds
from flows.stages.load import _retag
from transforms.topics.definitions import Topic
from warehouse.store import database
from warehouse.store.publish import publish_corpus

CHUNK = 20_000
OUTLETS, PARTIES, SEATS, AUTHORS = 9, 8, 650, 1_200
FIRST, MONTHS = date(2015, 1, 1), 120
WORDS, PARAGRAPHS, PARAGRAPH_WORDS = 30_000, 8, 95
"""A word has about 6.5 bytes with its space: 5 KB per article."""
SYLLABLES = [
    first + last for first in ("b", "d", "g", "k", "l", "m", "n", "r", "s", "t", "v", "th") for last in "aeiouy"
]
RAREST, RARE = 30_000, 5_000
"""Terms of the topics get ranks between these: each occurs in about one article of 200, like names of places."""

STATES = ("captured", "failed", "waiting", "gone")
"""States of the candidates without an article in the corpus, in turn."""


def build(home: Path, count: int, seeds: Seeds, seed: int = 2015) -> None:
    """Write and publish a corpus of `count` articles into the data folder; the same seed gives the same corpus."""
    chance = np.random.default_rng(seed)
    words, weights = build_vocabulary(chance, seeds.reference.topics)
    with database.open_writer(home / "warehouse.duckdb") as connection:
        connection.execute("set memory_limit = '2GB'")
        for name, frame in _register(chance).items():
            _insert(connection, name, frame)
        for first in range(0, count, CHUNK):
            for name, frame in build_articles(chance, first, min(CHUNK, count - first), words, weights).items():
                _insert(connection, name, frame)
        _retag(connection, seeds)
    publish_corpus(home / "warehouse.duckdb", home / "corpus.duckdb")


def _insert(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    connection.register("incoming", frame)
    connection.execute(f"insert into {name} by name from incoming")
    connection.unregister("incoming")


def build_vocabulary(chance: np.random.Generator, topics: tuple[Topic, ...]) -> tuple[pl.Series, np.ndarray]:
    """Return words and their cumulative probabilities, to be drawn by bisection; rank r has a weight of 1/r."""
    short = [one + two for one in SYLLABLES for two in ["", "n", "s"]]
    long = ["".join(chance.choice(SYLLABLES, size)) for size in chance.integers(2, 5, 2 * WORDS)]
    words = list(dict.fromkeys(short + long))[:WORDS]
    terms = terms_of(topics)
    for rank, term in zip(np.linspace(RARE, RAREST - 1, len(terms), dtype=int), terms, strict=True):
        words[rank] = term
    chances = 1 / np.arange(1, WORDS + 1)
    return pl.Series(words), np.cumsum(chances) / chances.sum()


def terms_of(topics: tuple[Topic, ...]) -> list[str]:
    """Return the topics' terms, without the marks for endings and capitals."""
    listed = [term for topic in topics for terms in topic.concepts.values() for term in terms]
    return [re.sub(r"[=()]|\|.*", "", term) for term in listed]


def _bodies(chance: np.random.Generator, count: int, words: pl.Series, weights: np.ndarray) -> pl.Series:
    drawn = np.searchsorted(weights, chance.random(count * PARAGRAPHS * PARAGRAPH_WORDS)).clip(max=WORDS - 1)
    paragraphs = words.gather(drawn).reshape((count * PARAGRAPHS, PARAGRAPH_WORDS)).arr.join(" ")
    nth = pl.int_range(pl.len()) % PARAGRAPHS
    spoken = pl.DataFrame({"text": paragraphs}).select(
        pl.when(nth == 3).then(pl.format("“{}.”", "text")).otherwise(pl.format("{}.", "text"))
    )
    return spoken.to_series().reshape((count, PARAGRAPHS)).arr.join("\n")


def _days(chance: np.random.Generator, count: int) -> np.ndarray:
    """Draw publication days: the monthly number triples over ten years, and halves each August."""
    months = np.arange(MONTHS)
    weight = (1 + 2 * months / MONTHS) * np.where(months % 12 == 7, 0.5, 1.0)
    month = chance.choice(MONTHS, count, p=weight / weight.sum())
    firsts = np.array([np.datetime64(f"{2015 + m // 12}-{m % 12 + 1:02}-01") for m in months])
    lengths = np.diff(np.append(firsts, np.datetime64("2025-01-01"))).astype(int)
    return np.asarray(firsts[month] + (chance.random(count) * lengths[month]).astype("timedelta64[D]"))


def build_articles(
    chance: np.random.Generator, first: int, count: int, words: pl.Series, weights: np.ndarray
) -> dict[str, pl.DataFrame]:
    """Return the rows of `count` articles by table, numbered from `first`."""
    share = 1 / np.arange(1, OUTLETS + 1)
    base = pl.DataFrame(
        {
            "number": np.arange(first, first + count),
            "outlet": chance.choice(OUTLETS, count, p=share / share.sum()),
            "day": _days(chance, count),
            "is_dated": chance.random(count) > 0.03,
            "is_partner": chance.random(count) < 0.03,
            "is_repeat": chance.random(count) < 0.02,
            "author": chance.integers(0, AUTHORS, count),
            "body": _bodies(chance, count, words, weights),
        }
    )
    key = pl.format("{}", pl.col("number").cast(pl.String).str.zfill(24))
    at = pl.col("day").cast(pl.Datetime("us")) + pl.duration(hours=30)
    base = base.with_columns(article_id=key, capture_id=key, outlet_id=_outlet("outlet"), at=at)
    return {
        "articles": _rows(base),
        "article_authors": pl.concat([_authors(base), _authors(_written_together(base), position=1)]),
        **_listings(base),
        "captures": base.select(
            "article_id", "capture_id", "outlet_id",
            url=_url(), captured_at="at", media_type=pl.lit("text/html"), payload_sha256=_digest(),
            payload_bytes=pl.lit(60_000), warc_file=pl.lit("x.warc.gz"), warc_offset="number", route=pl.lit("feed"),
            run_id=_run(),
        ),
        "run_fates": base.select(
            "article_id", "capture_id", "outlet_id",
            run_id=_run(), position="number", url=_url(), fate=pl.lit("loaded"),
        ),
    }  # fmt: skip


def _rows(base: pl.DataFrame) -> pl.DataFrame:
    day = pl.when("is_dated").then("day")
    repeated = pl.when("is_repeat").then(pl.lit("0" * 24))
    return base.select(
        "article_id", "outlet_id", "body", "capture_id",
        url=_url(), title=pl.format("Piece {}", "number"), word_count=pl.lit(PARAGRAPHS * PARAGRAPH_WORDS),
        language=pl.lit("en"), genre=pl.when("is_partner").then(pl.lit("partner")).otherwise(pl.lit("opinion")),
        published_on=day, date_basis=pl.when("is_dated").then(pl.lit("json-ld")).otherwise(pl.lit("unknown")),
        date_precision=pl.when("is_dated").then(pl.lit("day")).otherwise(pl.lit("none")),
        first_captured_at="at", last_captured_at="at", version=pl.lit(1), content_sha256=_digest(),
        duplicate_of=repeated, extractor_version=pl.lit("1"), run_id=_run(),
    )  # fmt: skip


def _written_together(base: pl.DataFrame) -> pl.DataFrame:
    """Give every twentieth article a second author; every other of these authors has the first one's party."""
    offset = pl.when(pl.col("number") % 40 == 0).then(PARTIES).otherwise(1)
    return base.filter(pl.col("number") % 20 == 0).with_columns(author=(pl.col("author") + offset) % AUTHORS)


def _authors(base: pl.DataFrame, position: int = 0) -> pl.DataFrame:
    """Make the authors: one in seven is in no register, and every fifth of the others is a peer."""
    known = pl.col("author") % 7 > 0
    party = pl.when(known).then(pl.format("party-{}", pl.col("author") % PARTIES))
    return base.select(
        "article_id", "capture_id",
        position=pl.lit(position), name=pl.format("Author {}", "author"),
        person_id=pl.when(known).then(pl.format("person-{}", "author")),
        chamber=pl.when(known & (pl.col("author") % 5 == 0)).then(pl.lit("lords")).when(known).then(pl.lit("commons")),
        party_id=party, party_name=party, party_group=party,
        resolution=pl.when(known).then(pl.lit("resolved")).otherwise(pl.lit("not_in_register")),
    )  # fmt: skip


def _url() -> pl.Expr:
    return pl.format("https://example.test/{}", "number")


def _digest() -> pl.Expr:
    return pl.col("number").cast(pl.String).str.zfill(64)


def _outlet(column: str) -> pl.Expr:
    return pl.format("outlet-{}", column)


def _run() -> pl.Expr:
    return pl.format("run-{}", pl.col("day").dt.strftime("%Y-%m-%d"))


def _listings(base: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return candidates and sightings: a feed lists every article, a sitemap two of three, an archive one of ten.

    Every tenth article has a second candidate that is not an article.
    """
    held = base.select("article_id", "outlet_id", "number", "day", "at", state=pl.lit("captured"))
    lacking = base.filter(pl.col("number") % 10 == 0).select(
        pl.format("f{}", pl.col("article_id").str.slice(1)).alias("article_id"),
        *("outlet_id", "number", "day", "at"),
        state=(pl.col("number") // 10 % len(STATES)).replace_strict(dict(enumerate(STATES))),
    )
    named = pl.concat([held, lacking]).with_columns(
        url=pl.format("https://example.test/{}", "article_id"), first_seen_at="at", last_seen_at="at"
    )
    everywhere = ["article_id", "outlet_id", "url", "first_seen_at", "last_seen_at"]
    of_route = {"feed": pl.lit(True), "sitemap": pl.col("number") % 3 < 2, "web-archive": pl.col("number") % 10 == 3}
    hint = {"hint": pl.lit("{}")}
    return {
        "candidates": named.select(
            *everywhere, "state", route=pl.lit("feed"), listed_on="day", attempts=pl.lit(0), **hint
        ),
        "sightings": pl.concat(
            named.filter(is_listed).select(*everywhere, route=pl.lit(route), listed_on="day", **hint)
            for route, is_listed in of_route.items()
        ),
    }


def _register(chance: np.random.Generator) -> dict[str, pl.DataFrame]:
    days = list(_every_day())
    counts = [f"{name}_count" for name in _COUNTS]
    return {
        "outlets": pl.DataFrame({"outlet_id": [f"outlet-{n}" for n in range(OUTLETS)]}).with_columns(
            name=pl.col("outlet_id"), timezone=pl.lit("UTC"), is_declared=pl.lit(True)
        ),
        "parties": pl.DataFrame({"party_id": [f"party-{n}" for n in range(PARTIES)]}).with_columns(
            name=pl.col("party_id"), party_group=pl.col("party_id")
        ),
        "memberships": pl.DataFrame(
            {
                "membership_id": [f"m{n}" for n in range(4 * SEATS)],
                "person_id": [f"person-{n % AUTHORS}" for n in range(4 * SEATS)],
                "party_id": [f"party-{n}" for n in chance.integers(0, PARTIES, 4 * SEATS)],
                "start_on": [date(2010 + 4 * (n // SEATS), 5, 8) for n in range(4 * SEATS)],
                "end_on": [date(2014 + 4 * (n // SEATS), 4, 1) for n in range(4 * SEATS)],
            }
        ).with_columns(chamber=pl.lit("commons")),
        "runs": pl.DataFrame({"run_id": [f"run-{day}" for day in days], "started_at": days}).with_columns(
            pl.col("started_at").cast(pl.Datetime("us")),
            flow=pl.lit("nightly"),
            state=pl.lit("completed"),
            code_version=pl.lit("0"),
            **{name: pl.lit(0) for name in counts},
        ),
    }


_COUNTS = (
    *("discovered", "fetched", "unchanged", "disallowed", "failed", "loaded", "updated", "unchanged_text"),
    *("duplicate", "quarantined", "discarded", "deferred"),
)


def _every_day() -> Iterator[date]:
    for number in range(365 * 10 + 3):
        yield FIRST + timedelta(number)
