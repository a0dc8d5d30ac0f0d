"""Over random nights, tallies that follow the changed articles equal a count of the whole corpus."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import duckdb
import polars as pl
import pytest

from transforms.frames import conform
from warehouse.schema import tables
from warehouse.store import candidates, tallies
from warehouse.store.database import open_reader, open_writer
from warehouse.store.load import load_batch, replace_tables
from warehouse.store.publish import publish_corpus
from warehouse.store.tallies import SUMMED, fill_tallies, list_stale, refresh_tallies
from warehouse.store.transactions import open_transaction
from warehouse.store.word_index import is_index_current, update_index

Connection = duckdb.DuckDBPyConnection
NAMES = [f"piece-{number}" for number in range(14)]
WORDS = ["weirs", "fords", "locks", "mills", "sluices", "banks", "wells"]
OUTLETS = ["weir", "mill"]
PARTIES = [None, "lantern", "anchor"]
DAYS = [date(2024, 1, 1) + timedelta(17 * number) for number in range(8)]
NO_OUTCOMES = pl.DataFrame(
    schema={name: pl.Int64() if name == "position" else pl.String() for name in tables.RUN_FATES.names[1:]}
)


class Nights:
    """Changes a corpus as runs do, at random."""

    def __init__(self, connection: Connection, chance: Random, page: Any, brought: Any) -> None:
        self.connection, self.chance, self.page, self.brought = connection, chance, page, brought
        self.number = 0

    def load(self) -> None:
        """Load new articles, changed texts and dates, repeats, texts kept back and texts released."""
        pages = [self._page() for _ in range(self.chance.randint(1, 4))]
        held = [self._page() for _ in range(self.chance.randint(0, 2))]
        run_id = f"r{self.number:03}"
        articles = [self._vary(page.article(run_id)) for page in pages]
        frames = {
            "articles": conform(articles, tables.ARTICLES),
            "article_topics": conform([row for page in pages for row in self._topics(page)], tables.ARTICLE_TOPICS),
            "article_authors": conform([row for page in pages for row in self._authors(page)], tables.ARTICLE_AUTHORS),
        }
        captured = [page.capture(run_id) | {"outlet_id": self.chance.choice(OUTLETS)} for page in (*pages, *held)]
        frames["captures"] = conform(captured, tables.CAPTURES)
        run = self.brought(run_id, pages, kept_back=held, frames=frames)
        kept = run.all_frames()["quarantine"].with_columns(outlet_id=pl.lit(self.chance.choice(OUTLETS)))
        frames["quarantine"] = kept
        resolutions = self._resolutions([page.article_id for page in (*pages, *held)], run_id)
        load_batch(self.connection, run.run, run.all_frames(), run.fates(), resolutions)

    def read_again(self) -> None:
        """Read earlier captures again, as another outlet's and with other dates."""
        rows = self.connection.execute("FROM captures ORDER BY hash(capture_id || ?) LIMIT 2", [str(self.number)])
        captures = rows.pl().with_columns(outlet_id=pl.lit(self.chance.choice(OUTLETS)))
        articles = [
            self._vary(self._page().article("again") | dict(zip(("article_id", "capture_id"), key, strict=True)))
            for key in captures.select("article_id", "capture_id").rows()
        ]
        frames = {"captures": captures, "articles": conform(articles, tables.ARTICLES)}
        run = self.brought(f"r{self.number:03}", [])
        outcomes = captures.select("article_id", "capture_id", "url", "outlet_id").with_row_index("position")
        outcomes = conform_outcomes(outcomes)
        load_batch(self.connection, run.run | {"flow": "reprocess"}, frames, outcomes)

    def list_addresses(self) -> None:
        """List known and new addresses, some with another day or on another route."""
        chosen = self.chance.sample(NAMES, 4)
        seen = {"hint": "{}", "first_seen_at": self.page().captured_at, "last_seen_at": self.page().captured_at}
        rows = [
            seen | {
                "article_id": self.page(name).article_id, "outlet_id": self.chance.choice(OUTLETS),
                "url": f"https://weir.example/{name}", "listed_on": self.chance.choice([None, *DAYS]),
                "route": self.chance.choice(["feed", "sitemap", "listing", "web-archive"]),
            }
            for name in chosen
        ]  # fmt: skip
        bounds = {"published_not_before": DAYS[1], "published_not_after": self.chance.choice(DAYS[1:])}
        whole = [row | bounds | {"state": "waiting", "attempts": 0} for row in rows]
        with open_transaction(self.connection):
            found = conform(rows, tables.SIGHTINGS), conform(whole, tables.CANDIDATES)
            candidates.upsert(self.connection, *found)

    def ask(self) -> None:
        """Claim addresses; resolve some of them at once, and leave or release the others."""
        claimed = [self.page(name).article_id for name in self.chance.sample(NAMES, 4)]
        run_id = f"r{self.number:03}"
        with open_transaction(self.connection):
            for outlet_id in OUTLETS:
                candidates.claim(self.connection, outlet_id, claimed, run_id)
        run = self.brought(run_id, []).run | {"state": "running"}
        load_batch(self.connection, run, {}, NO_OUTCOMES, self._resolutions(claimed[:3], run_id))
        if self.chance.random() < 0.5:
            candidates.release(self.connection, [run_id])

    def replace(self) -> None:
        """Replace a table as a refreshed register or changed topics do."""
        frame = self.connection.execute("FROM article_topics").pl().filter(pl.col("mention_count") > 1)
        replace_tables(self.connection, {"article_topics": frame})

    def _page(self) -> Any:
        self.number += 1
        text = " ".join(self.chance.choices(WORDS, k=2)) + "."
        held = self.chance.choice([None, *DAYS])
        return self.page(self.chance.choice(NAMES), text, self.number, published_on=held)

    def _vary(self, row: dict[str, Any]) -> dict[str, Any]:
        precision = self.chance.choice(["day", "month", "year", "day"]) if row["published_on"] else "none"
        return row | {
            "outlet_id": self.chance.choice(OUTLETS),
            "genre": self.chance.choice(["opinion", "opinion", "partner"]),
            "date_precision": precision,
            "published_not_before": self.chance.choice([None, date(2023, 12, 1), date(2024, 4, 3)]),
        }

    def _topics(self, page: Any) -> list[dict[str, Any]]:
        return [
            page.key | {
                "topic_id": topic, "topic_version": 1, "mention_count": self.chance.randint(1, 2), "quoted_count": 1,
                "first_offset": 0,
            }
            for topic in self.chance.sample(["water", "locks"], self.chance.randint(0, 2))
        ]  # fmt: skip

    def _authors(self, page: Any) -> list[dict[str, Any]]:
        return [
            page.key | {
                "position": position, "name": f"Ada {position}", "resolution": "staff",
                "party_group": self.chance.choice(PARTIES), "chamber": self.chance.choice([None, "commons", "lords"]),
            }
            for position in range(self.chance.randint(0, 3))
        ]  # fmt: skip

    def _resolutions(self, article_ids: list[str], run_id: str) -> pl.DataFrame:
        at, states = self.page().captured_at, ["captured", "failed", "disallowed", "waiting"]
        rows = [
            {"article_id": article_id, "state": self.chance.choice(states), "reason": "http_404", "settled_at": at}
            for article_id in dict.fromkeys(article_ids)
        ]
        return pl.DataFrame(rows, candidates.RESOLUTION_SCHEMA).with_columns(run_id=pl.lit(run_id))


def conform_outcomes(outcomes: pl.DataFrame) -> pl.DataFrame:
    missing = {name: pl.lit(None, pl.String) for name in ("fate", "reason", "detail") if name not in outcomes.columns}
    return outcomes.with_columns(pl.col("position").cast(pl.Int64), **missing)


def counted(connection: Connection) -> dict[str, list[Any]]:
    """Return the rows of the sums and of the breaks, which are counted from them."""
    return {
        table.name: connection.execute(f"FROM {table.name} ORDER BY ALL").fetchall()
        for table in (*SUMMED, tables.COVERAGE_BY_MONTH)
    }


def check(connection: Connection) -> None:
    """Compare the tallies brought up to date with those counted anew, and the index with the articles."""
    update_index(connection)
    refresh_tallies(connection)
    kept = counted(connection)
    connection.execute("BEGIN")
    fill_tallies(connection)
    assert kept == counted(connection)
    connection.execute("ROLLBACK")
    missing = "SELECT count(*) FROM articles ANTI JOIN indexed_texts USING (article_id, content_sha256)"
    assert connection.execute(missing).fetchone() == (0,)
    assert (is_index_current(connection), list_stale(connection)) == (True, ())


@pytest.mark.parametrize("seed", range(4))
def test_tallies_equal_a_full_count_after_random_nights(
    connection: Connection, page: Any, brought: Any, seed: int
) -> None:
    chance = Random(seed)
    nights = Nights(connection, chance, page, brought)
    check(connection)
    often: list[Callable[[], None]] = [nights.load, nights.load, nights.list_addresses, nights.ask, nights.read_again]
    for _ in range(12):
        nights.number += 1
        chance.choice([*often, *often, nights.replace])()
        if chance.random() < 0.6:
            check(connection)
    check(connection)


def test_a_night_counts_no_tally_of_the_whole_corpus(
    connection: Connection, page: Any, brought: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought("r1", [page("ford", published_on=DAYS[0]), page("brook")]).load(connection)
    refresh_tallies(connection)
    whole = list[str]()

    def fill(opened: Connection, stale: Any) -> None:
        whole.extend(table.name for table in stale if opened is connection)
        fill_tallies(opened, stale)

    monkeypatch.setattr(tallies, "fill_tallies", fill)
    brought("r2", [page("ford", text="Another.", hour=3, published_on=DAYS[1])]).load(connection)
    refresh_tallies(connection)
    assert whole == ["coverage_by_month"]


def test_after_very_many_changes_the_whole_corpus_is_counted(
    connection: Connection, page: Any, brought: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallies, "MAX_UNCOUNTED", 1)
    check(connection)
    brought("r1", [page("ford", published_on=DAYS[0]), page("brook")]).load(connection)
    assert set(SUMMED) <= set(list_stale(connection))
    assert connection.execute("FROM uncounted_articles").fetchall() == []
    check(connection)


def test_a_publication_leaves_no_article_uncounted(path: Any, page: Any, brought: Any) -> None:
    corpus = path.with_name("corpus.duckdb")
    for number in range(2):
        with open_writer(path, 1) as connection:
            brought(f"r{number}", [page("ford", text=f"Text {number}.", hour=number)]).load(connection)
        publish_corpus(path, corpus)
    with open_reader(corpus) as connection:
        assert connection.execute("FROM uncounted_articles").fetchall() == []
        assert connection.execute("SELECT sum(article_count) FROM outlet_months WHERE topic_id = '*'").fetchone() == (
            1,
        )
