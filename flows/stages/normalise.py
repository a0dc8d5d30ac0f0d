"""Turn extractions into rows: look people up, map labels, count topics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from flows.runs.batch import Batch
from flows.stages.clean import CleanedBatch
from flows.stages.extractor import ExtractionResult
from flows.stages.job import Job
from transforms.normalise import normalise_batch


@dataclass(frozen=True, slots=True)
class NormalisedBatch:
    """A batch with the frames of its captures' rows, by table name."""

    batch: Batch
    results: Sequence[ExtractionResult]
    frames: Mapping[str, pl.DataFrame]


def normalise(job: Job, cleaned: CleanedBatch) -> NormalisedBatch:
    """Return the batch with its rows, before validation."""
    frames = job.runner.run_stage(
        "normalise", lambda: normalise_batch(cleaned.extracted, job.seeds.reference, job.run.run_id)
    )
    return NormalisedBatch(cleaned.batch, cleaned.results, {**frames, **cleaned.frames})
