"""However captures are spread over runs, and in whatever order they come, the corpus is the same."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def loaded(built: Path, brought: Any, corpus_of: Any, runs: list[list[Any]]) -> dict[str, list[Any]]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{built}' AS built (READ_ONLY)")
        connection.execute("COPY FROM DATABASE built TO memory")
        for number, pages in enumerate(runs):
            row = brought(f"r{number}", pages).load(connection)
            assert row["fetched_count"] + row["unchanged_count"] == len(pages)
        found: dict[str, list[Any]] = corpus_of(connection)
        return found


WORDS = [f"word{number}" for number in range(80)]
LONG = " ".join(WORDS)
NEARLY = f"Hide Ad {LONG} Read more here"
FARTHER = " ".join([*WORDS[:34], "another", *WORDS[35:], "and", "its", "foot"])
DAYS = st.none() | st.integers(0, 2).map(lambda days: date(2024, 4, 1) + timedelta(days=days))


@pytest.fixture(scope="session")
def captures(page: Any) -> st.SearchStrategy[list[Any]]:
    """Captures of up to three pieces, with texts, dates, authors, labels and instants that often collide."""
    one = st.builds(
        page,
        name=st.sampled_from(["ford", "brook", "weir"]),
        text=st.sampled_from(["A.", "B.", "C.", LONG, NEARLY, FARTHER]),
        hour=st.integers(0, 3),
        published_on=DAYS,
        authors=st.sampled_from([("Ada Brook",), ("Ada Brook", "Ben Weir"), ()]),
        labels=st.sampled_from([(), ("Ships",), ("Ships", "Carts")]),
        salt=st.sampled_from(["", "x"]),
    )
    return st.lists(one, min_size=1, max_size=8, unique_by=lambda each: each.capture_id)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_order_and_partition_do_not_matter(
    data: st.DataObject, captures: Any, built: Path, brought: Any, corpus_of: Any
) -> None:
    pages = data.draw(captures)
    shuffled = data.draw(st.permutations(pages))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(pages)), max_size=4)))
    parts = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(pages)], strict=True)]
    repeated = data.draw(st.sampled_from(parts))
    in_parts = loaded(built, brought, corpus_of, [*parts, repeated])
    assert in_parts == loaded(built, brought, corpus_of, [pages])
