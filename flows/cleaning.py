"""What recurs over an outlet's articles: learned from every capture there is, and taken out of what this run read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from flows.captures import Row
from flows.extracting import Extractor, Outcome
from flows.runs import Run
from flows.settings import Settings
from transforms.edges import edge_lines
from transforms.frames import conform
from transforms.normalise import Extracted
from transforms.recurring import held_against, learn, mark, remove
from warehouse import database, state, tables


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Extractions without what recurs, those of captures read again among them; and the frames of what was learned."""

    extracted: Sequence[Extracted]
    frames: Mapping[str, pl.DataFrame]


NOTHING_READ = Cleaned((), {})


def clean(settings: Settings, run: Run, outcomes: Sequence[Outcome], extractor: Extractor) -> Cleaned:
    """Learn from the lines of this run and of all before it; read again what these hold otherwise now.

    A corpus cleaned so does not depend on how its captures were spread over runs.
    """
    fresh = _extracted(outcomes)
    own = edge_lines(fresh)
    learned, again = _learn(settings, own)
    read = [*fresh, *_extracted(extractor.extract(again))]
    lines = edge_lines(read) if again else own
    furniture = held_against(lines, learned)
    frames = {
        "capture_lines": conform(mark(lines, furniture).select(tables.CAPTURE_LINES.names), tables.CAPTURE_LINES),
        "boilerplate": conform(learned.with_columns(run_id=pl.lit(run.run_id)), tables.BOILERPLATE),
    }
    return Cleaned(remove(read, furniture), frames)


def _extracted(outcomes: Sequence[Outcome]) -> list[Extracted]:
    return [
        Extracted(str(outcome.row["article_id"]), str(outcome.row["capture_id"]), outcome.extraction)
        for outcome in outcomes
        if outcome.extraction
    ]


def _learn(settings: Settings, own: pl.DataFrame) -> tuple[pl.DataFrame, list[Row]]:
    """Return what is learned from all lines, and the rows of the captures that are to be read again for it."""
    if not settings.corpus.exists():
        return learn(own), []
    ids, outlets = own["capture_id"].unique().to_list(), own["outlet_id"].unique().to_list()
    with database.reading(settings.corpus) as connection:
        stored = state.lines_of(connection, outlets, ids)
        learned = learn(pl.concat([own, stored.select(own.columns)]))
        now = mark(stored.drop("is_furniture"), held_against(stored, learned))
        changed = now.filter(now["is_furniture"] != stored["is_furniture"])["capture_id"]
        return learned, state.captures_by_id(connection, changed.unique().to_list())
