"""The rooms behind the fetch, for one run: each page of captures goes through them and is loaded before the next."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from threading import Thread

from flows.runs.batch import Gathered
from flows.runs.captures import Row
from flows.runs.runs import Accounts
from flows.stages.clean import NOTHING_READ, Cleaned, Cleaning
from flows.stages.extract import Extractor, Outcome
from flows.stages.job import Job
from flows.stages.load import Load
from flows.stages.validate import judge
from transforms.normalise import normalise_batch
from transforms.records import Outlet

_CHUNK = 25  # captures handed to the pool at once: enough that no worker waits, few enough that progress moves


class Rooms:
    """Extract, clean, normalise, validate and load, for one run; its workers live from its first page to its end."""

    def __init__(self, job: Job) -> None:
        self._job, self._load = job, Load(job)
        self._outlets: dict[str, Outlet] = {}
        self._cleaning: Cleaning | None = None
        self._expected = 0
        self._stack = ExitStack()

    def through(self, pages: Iterable[Gathered]) -> Accounts:
        """Take every page through the rooms, publish, and return the accounts."""
        with self._stack:
            for page in pages:
                self._take(page)
        return self._load.finish()

    def _take(self, page: Gathered) -> None:
        self._outlets |= page.outlets
        outcomes = self._extract(page.captures)
        parts = self._clean(outcomes, page.is_last)
        part = next(parts, None)
        while part is not None:
            # The page itself goes with the first part; what more there is was only read again.
            following = next(parts, None)
            self._load_part(page, outcomes, part, page.is_last and following is None)
            page, outcomes, part = Gathered(outlets=page.outlets, is_last=page.is_last), [], following

    def _load_part(self, page: Gathered, outcomes: Sequence[Outcome], part: Cleaned, is_end: bool) -> None:
        job = self._job
        frames = job.runner.call(
            "normalise", lambda: normalise_batch(part.extracted, job.seeds.reference, job.run.run_id)
        )
        judged = job.runner.call(
            "validate",
            lambda: judge(job.run, page, outcomes, {**frames, **part.frames}, self._load.position),
        )
        self._load.add(page, judged, is_end)

    def _extract(self, rows: Sequence[Row]) -> list[Outcome]:
        if not rows:
            return []
        runner, settings = self._job.runner, self._job.settings
        self._expected += len(rows)
        runner.expect("extract", self._expected)
        extractor = self._begun().extractor

        def work(chunk: Sequence[Row]) -> list[Outcome]:
            outcomes = extractor.extract(chunk)
            runner.advance("extract", len(chunk))
            return outcomes

        chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
        return [outcome for chunk in runner.each("extract", work, chunks, settings.workers) for outcome in chunk]

    def _begun(self) -> Cleaning:
        """Return what the run cleans by, with its workers; Great Expectations, which takes seconds, loads meanwhile."""
        if self._cleaning is None:
            from expectations.gate import warm

            Thread(target=warm, daemon=True).start()
            extractor = self._stack.enter_context(Extractor(self._job.settings, self._outlets))
            self._job.runner.call("workers", extractor.warm)
            self._cleaning = Cleaning(self._job.settings, self._job.run, extractor)
        return self._cleaning

    def _clean(self, outcomes: Sequence[Outcome], is_last: bool) -> Iterator[Cleaned]:
        cleaning, runner = self._cleaning, self._job.runner
        if cleaning is None:
            yield NOTHING_READ
        elif not is_last:
            yield runner.call("clean", lambda: cleaning.page(outcomes))
        else:
            parts = cleaning.last(outcomes)
            while (part := runner.call("clean", lambda: next(parts, None))) is not None:
                yield part
