"""Learn the lines that recur over an outlet's articles, and remove them from the extractions of a run."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from flows.runs import batch as batches
from flows.runs.batch import Batch
from flows.stages.extract import ExtractedBatch, ExtractStage
from flows.stages.extractor import ExtractionResult
from flows.stages.job import Job
from transforms.boilerplate.edge_lines import collect_edge_lines
from transforms.boilerplate.recurring import learn_boilerplate, mark_boilerplate, match_boilerplate, remove_boilerplate
from transforms.frames import conform
from transforms.records import Extracted
from warehouse.schema import tables
from warehouse.schema.rows import CaptureRow
from warehouse.store import boilerplate_lines, capture_index, database

_KEY = list(tables.BOILERPLATE.key)


@dataclass(frozen=True, slots=True)
class CleanedBatch:
    """A batch with its extractions, including those of reread captures, without recurring lines.

    `frames`: the learned lines, by table name.
    """

    batch: Batch
    results: Sequence[ExtractionResult]
    extracted: Sequence[Extracted]
    frames: Mapping[str, pl.DataFrame]


@dataclass(slots=True)
class Cleaner:
    """Cleans a run's batches with the lines learned so far, and the last batch with those of all captures.

    A cleaned corpus therefore does not depend on how its captures were divided into runs or batches. Learning again
    with each batch would read all lines of its outlets each time.
    """

    job: Job
    extract: ExtractStage
    _outlet_ids: set[str] = field(default_factory=set)
    _learned: pl.DataFrame | None = None
    _rereads: list[CaptureRow] = field(default_factory=list)

    def iter_rereads(self) -> Iterator[ExtractedBatch]:
        """Yield batches for the captures that became outdated when the last batch was cleaned; `clean` adds them."""
        while self._rereads:
            yield ExtractedBatch(Batch(outlets=dict(self.extract.outlets), is_last=True), [])

    def clean(self, extracted: ExtractedBatch) -> CleanedBatch:
        """Return the batch cleaned; it is the run's last one if no capture remains to be reread."""
        batch, results = extracted.batch, extracted.results
        if not self.extract.is_started:  # the run has extracted no capture so far
            return CleanedBatch(batch, results, (), {})
        return self.job.runner.run_stage("clean", lambda: self._clean(batch, results))

    def _clean(self, batch: Batch, results: Sequence[ExtractionResult]) -> CleanedBatch:
        read = _select_extracted(results)
        lines = collect_edge_lines(read)
        if not batch.is_last:
            return self._build(batch, results, read, lines, self._learn_from(lines))
        if self._learned is None:
            self._learned, self._rereads = self._learn_from_all(lines)
        size = batches.MAX_BATCH_CAPTURES
        rereads, self._rereads = self._rereads[:size], self._rereads[size:]
        if rereads:
            read += _select_extracted(self.extract.reread(rereads))
            lines = collect_edge_lines(read)
        return self._build(replace(batch, is_last=not self._rereads), results, read, lines, self._learned)

    def _build(
        self,
        batch: Batch,
        results: Sequence[ExtractionResult],
        read: list[Extracted],
        lines: pl.DataFrame,
        learned: pl.DataFrame,
    ) -> CleanedBatch:
        furniture = match_boilerplate(lines, learned)
        frames = {
            "capture_lines": conform(
                mark_boilerplate(lines, furniture).select(tables.CAPTURE_LINES.names), tables.CAPTURE_LINES
            ),
            "boilerplate": conform(learned.with_columns(run_id=pl.lit(self.job.run.run_id)), tables.BOILERPLATE),
        }
        return CleanedBatch(batch, results, remove_boilerplate(read, furniture), frames)

    def _learn_from(self, lines: pl.DataFrame) -> pl.DataFrame:
        """Return the recurring lines learned from these lines and those learned before."""
        outlet_ids = lines["outlet_id"].unique().to_list()
        self._outlet_ids.update(outlet_ids)
        with database.open_warehouse_reader(self.job.settings.warehouse) as connection:
            before = conform(
                boilerplate_lines.read_outlet_boilerplate(connection, outlet_ids), tables.BOILERPLATE
            ).drop("run_id")
        return pl.concat([before, learn_boilerplate(lines)]).unique(_KEY, keep="first", maintain_order=True)

    def _learn_from_all(self, own: pl.DataFrame) -> tuple[pl.DataFrame, list[CaptureRow]]:
        """Return the recurring lines learned from all lines of the run's outlets, and the captures they change."""
        warehouse = self.job.settings.warehouse
        self._outlet_ids.update(own["outlet_id"].unique().to_list())
        capture_ids = own["capture_id"].unique().to_list()
        with database.open_warehouse_reader(warehouse) as connection:
            stored = boilerplate_lines.read_capture_lines(connection, sorted(self._outlet_ids), capture_ids)
        learned = learn_boilerplate(pl.concat([own, stored.select(own.columns)]))
        now = mark_boilerplate(stored.drop("is_furniture"), match_boilerplate(stored, learned))
        changed = now.filter(now["is_furniture"] != stored["is_furniture"])["capture_id"].unique().to_list()
        if not changed:
            return learned, []
        with database.open_warehouse_reader(warehouse) as connection:
            return learned, capture_index.read_captures(connection, changed)


def _select_extracted(results: Sequence[ExtractionResult]) -> list[Extracted]:
    return [
        Extracted(result.row["article_id"], result.row["capture_id"], result.extraction, result.fingerprint)
        for result in results
        if result.extraction
    ]
