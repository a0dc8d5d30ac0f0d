"""The rooms behind the fetch, for one run: each page of captures goes through them and is loaded before the next."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from threading import Thread

from flows.runs.batch import Batch
from flows.runs.captures import Row
from flows.runs.runs import Accounts
from flows.stages.clean import NOTHING_READ, CleanedBatch, Cleaner
from flows.stages.extract import ExtractionResult, Extractor
from flows.stages.job import Job
from flows.stages.load import Load
from flows.stages.validate import judge
from transforms.normalise import normalise_batch
from transforms.records import Outlet

CHUNK_SIZE = 25  # captures handed to the pool at once: enough that no worker waits, few enough that progress moves


class Rooms:
    """Extract, clean, normalise, validate and load, for one run; its workers live from its first page to its end."""

    def __init__(self, job: Job) -> None:
        self._job, self._load = job, Load(job)
        self._outlets: dict[str, Outlet] = {}
        self._cleaning: Cleaner | None = None
        self._expected = 0
        self._stack = ExitStack()

    def through(self, pages: Iterable[Batch]) -> Accounts:
        """Take every page through the rooms, publish, and return the accounts."""
        with self._stack:
            for page in pages:
                self._take(page)
        return self._load.finish()

    def _take(self, page: Batch) -> None:
        self._outlets |= page.outlets
        results = self._extract(page.captures)
        parts = self._clean(results, page.is_last)
        part = next(parts, None)
        while part is not None:
            # The page itself goes with the first part; what more there is was only read again.
            following = next(parts, None)
            self._load_part(page, results, part, page.is_last and following is None)
            page, results, part = Batch(outlets=page.outlets, is_last=page.is_last), [], following

    def _load_part(self, page: Batch, results: Sequence[ExtractionResult], part: CleanedBatch, is_end: bool) -> None:
        job = self._job
        frames = job.runner.run_stage(
            "normalise", lambda: normalise_batch(part.extracted, job.seeds.reference, job.run.run_id)
        )
        judged = job.runner.run_stage(
            "validate",
            lambda: judge(job.run, page, results, {**frames, **part.frames}, self._load.position),
        )
        self._load.add(page, judged, is_end)

    def _extract(self, rows: Sequence[Row]) -> list[ExtractionResult]:
        if not rows:
            return []
        runner, settings = self._job.runner, self._job.settings
        self._expected += len(rows)
        runner.set_total("extract", self._expected)
        extractor = self._begun().extractor

        def work(chunk: Sequence[Row]) -> list[ExtractionResult]:
            results = extractor.extract(chunk)
            runner.advance("extract", len(chunk))
            return results

        chunks = [rows[start : start + CHUNK_SIZE] for start in range(0, len(rows), CHUNK_SIZE)]
        return [result for chunk in runner.map_stage("extract", work, chunks, settings.workers) for result in chunk]

    def _begun(self) -> Cleaner:
        """Return what the run cleans by, with its workers; Great Expectations, which takes seconds, loads meanwhile."""
        if self._cleaning is None:
            from expectations.gate import warm

            Thread(target=warm, daemon=True).start()
            extractor = self._stack.enter_context(Extractor(self._job.settings, self._outlets))
            self._job.runner.run_stage("workers", extractor.warm)
            self._cleaning = Cleaner(self._job.settings, self._job.run, extractor)
        return self._cleaning

    def _clean(self, results: Sequence[ExtractionResult], is_last: bool) -> Iterator[CleanedBatch]:
        cleaning, runner = self._cleaning, self._job.runner
        if cleaning is None:
            yield NOTHING_READ
        elif not is_last:
            yield runner.run_stage("clean", lambda: cleaning.page(results))
        else:
            parts = cleaning.last(results)
            while (part := runner.run_stage("clean", lambda: next(parts, None))) is not None:
                yield part
