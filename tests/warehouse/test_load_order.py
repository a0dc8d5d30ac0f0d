"""The corpus does not depend on the order of captures, nor on how they are spread over runs."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.frames import conform
from warehouse.schema import tables


def loaded(
    built: Path, brought: Any, corpus_of: Any, runs: list[list[Any]], frames: Any = None
) -> dict[str, list[Any]]:
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{built}' AS built (READ_ONLY)")
        connection.execute("COPY FROM DATABASE built TO memory")
        for number, pages in enumerate(runs):
            row = brought(f"r{number}", pages, frames=frames or {}).load(connection)
            assert row["fetched_count"] + row["unchanged_count"] == len(pages)
        found: dict[str, list[Any]] = corpus_of(connection)
        return found


WORDS = [f"word{number}" for number in range(80)]
LONG = " ".join(WORDS)
NEARLY = f"Hide Ad {LONG} Read more here"
FARTHER = " ".join([*WORDS[:34], "another", *WORDS[35:], "and", "its", "foot"])
CLOSE = " ".join([*WORDS, "more", "below"])
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
def test_the_result_depends_neither_on_order_nor_on_batches(
    data: st.DataObject, captures: Any, built: Path, brought: Any, corpus_of: Any
) -> None:
    pages = data.draw(captures)
    shuffled = data.draw(st.permutations(pages))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(pages)), max_size=4)))
    parts = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(pages)], strict=True)]
    repeated = data.draw(st.sampled_from(parts))
    in_parts = loaded(built, brought, corpus_of, [*parts, repeated])
    assert in_parts == loaded(built, brought, corpus_of, [pages])


@pytest.fixture(scope="session")
def mixed(page: Any) -> st.SearchStrategy[list[Any]]:
    """Captures of one or two texts at addresses of two outlets and without an address, with and without a mark."""
    one = st.builds(
        page,
        name=st.sampled_from(["ford", "brook"]),
        text=st.sampled_from(["A.", LONG, CLOSE, FARTHER]),
        hour=st.integers(0, 3),
        published_on=DAYS,
        labels=st.sampled_from([("Ships",), ("Ships", "Carts")]),
        outlet=st.sampled_from(["weir", "mill"]),
        mark=st.sampled_from([None, None, "unknown", "weir"]),
        title=st.just("On water"),
    )
    return st.lists(one, min_size=2, max_size=7, unique_by=lambda each: each.capture_id)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_order_does_not_matter_for_texts_without_an_address(
    data: st.DataObject, mixed: Any, built: Path, brought: Any, corpus_of: Any
) -> None:
    pages = data.draw(mixed)
    shuffled = data.draw(st.permutations(pages))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(pages)), max_size=4)))
    parts = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(pages)], strict=True)]
    repeated = data.draw(st.sampled_from(parts))
    declared = [
        {
            "outlet_id": name,
            "name": name,
            "home_url": f"https://{name}.example/",
            "timezone": "UTC",
            "is_declared": True,
        }
        for name in ("weir", "mill")
    ]
    frames = {"outlets": conform(declared, tables.OUTLETS)}
    in_parts = loaded(built, brought, corpus_of, [*parts, repeated], frames)
    assert in_parts == loaded(built, brought, corpus_of, [pages], frames)
