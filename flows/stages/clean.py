"""What recurs over an outlet's articles: learned from every capture there is, and taken out of what a run reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from flows.runs.batch import PAGE
from flows.runs.captures import Row
from flows.runs.runs import Run
from flows.settings import Settings
from flows.stages.extract import ExtractionResult, Extractor
from transforms.boilerplate.edges import edge_lines
from transforms.boilerplate.recurring import held_against, learn, mark, remove
from transforms.frames import conform
from transforms.records import Extracted
from warehouse.schema import tables
from warehouse.store import database, state

_WAIT_SECONDS = 300.0
_KEY = list(tables.BOILERPLATE.key)


@dataclass(frozen=True, slots=True)
class CleanedBatch:
    """Extractions without what recurs, those of captures read again among them; and the frames of what was learned."""

    extracted: Sequence[Extracted]
    frames: Mapping[str, pl.DataFrame]


NOTHING_READ = CleanedBatch((), {})


@dataclass(slots=True)
class Cleaner:
    """One run's: page by page with what is known so far; with the last page, from every line there is.

    A corpus cleaned so does not depend on how its captures were spread over runs, nor over pages. To learn anew with
    each page would read all lines of its outlets each time.
    """

    settings: Settings
    run: Run
    extractor: Extractor
    outlet_ids: set[str] = field(default_factory=set)

    def page(self, results: Sequence[ExtractionResult]) -> CleanedBatch:
        """Clean a page after which others come: its lines, and what earlier ones showed, say what recurs."""
        fresh = _extracted(results)
        lines = edge_lines(fresh)
        own = lines["outlet_id"].unique().to_list()
        self.outlet_ids.update(own)
        with database.reading_own(self.settings.warehouse, _WAIT_SECONDS) as connection:
            before = conform(state.boilerplate_of(connection, own), tables.BOILERPLATE).drop("run_id")
        learned = pl.concat([before, learn(lines)]).unique(_KEY, keep="first", maintain_order=True)
        return self._cleaned(fresh, lines, learned)

    def last(self, results: Sequence[ExtractionResult]) -> Iterator[CleanedBatch]:
        """Clean the last page; then read again, a page at a time, what all lines together hold otherwise now."""
        fresh = _extracted(results)
        own = edge_lines(fresh)
        self.outlet_ids.update(own["outlet_id"].unique().to_list())
        learned, again = self._learn(own)
        for start in range(0, max(1, len(again)), PAGE):
            read = [*fresh, *_extracted(self.extractor.extract(again[start : start + PAGE]))]
            yield self._cleaned(read, edge_lines(read), learned)
            fresh = []

    def _cleaned(self, read: Sequence[Extracted], lines: pl.DataFrame, learned: pl.DataFrame) -> CleanedBatch:
        furniture = held_against(lines, learned)
        frames = {
            "capture_lines": conform(mark(lines, furniture).select(tables.CAPTURE_LINES.names), tables.CAPTURE_LINES),
            "boilerplate": conform(learned.with_columns(run_id=pl.lit(self.run.run_id)), tables.BOILERPLATE),
        }
        return CleanedBatch(remove(read, furniture), frames)

    def _learn(self, own: pl.DataFrame) -> tuple[pl.DataFrame, list[Row]]:
        """Return what is learned from all lines, and the rows of the captures that are to be read again for it."""
        ids = own["capture_id"].unique().to_list()
        with database.reading_own(self.settings.warehouse, _WAIT_SECONDS) as connection:
            stored = state.lines_of(connection, sorted(self.outlet_ids), ids)
        learned = learn(pl.concat([own, stored.select(own.columns)]))
        now = mark(stored.drop("is_furniture"), held_against(stored, learned))
        changed = now.filter(now["is_furniture"] != stored["is_furniture"])["capture_id"].unique().to_list()
        if not changed:
            return learned, []
        with database.reading_own(self.settings.warehouse, _WAIT_SECONDS) as connection:
            return learned, state.captures_by_id(connection, changed)


def _extracted(results: Sequence[ExtractionResult]) -> list[Extracted]:
    return [
        Extracted(str(result.row["article_id"]), str(result.row["capture_id"]), result.extraction)
        for result in results
        if result.extraction
    ]
