"""The order of the rooms, written once: gather, extract, clean, normalise, validate, load, publish."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Thread

import polars as pl

from flows import runs
from flows.archived import catch_up, from_archive, leftovers
from flows.captures import Row
from flows.cleaning import NOTHING_READ, Cleaned, clean
from flows.errors import WrongUse
from flows.extracting import Extractor, Outcome
from flows.gather import Window, from_outlets, from_paths
from flows.gathered import Gathered
from flows.imports import check
from flows.job import Job
from flows.judging import Judged, judge
from flows.loading import load_and_publish
from flows.reference import read_seeds
from flows.runner import Runner
from flows.runs import Accounts
from flows.settings import Settings
from transforms.normalise import normalise
from transforms.records import Outlet

Stop = Callable[[], bool]
_CHUNK = 25  # captures handed to the pool at once: enough that no worker waits, few enough that progress moves


def nightly(settings: Settings, runner: Runner, stop: Stop) -> Accounts:
    """Fetch what the outlets list now, and take it through the rooms."""
    job = _job("nightly", settings, runner, stop)
    return _through(job, partial(from_outlets, job, job.seeds.outlets, Window()))


def backfill(
    settings: Settings,
    runner: Runner,
    stop: Stop,
    outlets: Sequence[str],
    since: date | None,
    until: date | None,
    limit: int | None,
) -> Accounts:
    """Fetch what these outlets (all, where none is named) published between two days, by the routes they declare."""
    job = _job("backfill", settings, runner, stop)
    if since and until and since > until:
        raise WrongUse(f"The first day, {since}, is after the last, {until}.", "Swap them.")
    today = job.run.started_at.date() if since else None
    chosen = _named(job.seeds.outlets, outlets)
    # A backfill asks for the days it was given, or for everything; a nightly window would hide the hole.
    whole = [replace(outlet, window_days=None) for outlet in chosen]
    return _through(job, partial(from_outlets, job, whole, Window(since, until or today, limit)))


def import_paths(settings: Settings, runner: Runner, stop: Stop, paths: Sequence[Path]) -> Accounts:
    """Take WARC files and folders of saved pages through the rooms."""
    for path in paths:
        check(path)
    job = _job("import", settings, runner, stop)
    return _through(job, partial(from_paths, job, paths))


def reprocess(settings: Settings, runner: Runner, stop: Stop, outlets: Sequence[str]) -> Accounts:
    """Extract every capture of these outlets (all, where none is named) again, from the archive alone."""
    job = _job("reprocess", settings, runner, stop)
    return _through(job, partial(from_archive, settings, job.seeds.outlets, outlets))


def _job(flow: str, settings: Settings, runner: Runner, stop: Stop) -> Job:
    catch_up(settings)
    return Job(settings, runner, stop, runs.start(flow), read_seeds(settings))


def _named(outlets: Sequence[Outlet], names: Sequence[str]) -> list[Outlet]:
    known = {outlet.outlet_id: outlet for outlet in outlets}
    for name in names:
        if name not in known:
            raise WrongUse(f"No outlet is called {name!r}.", f"Known: {', '.join(sorted(known))}.")
    return [known[name] for name in dict.fromkeys(names)] or list(outlets)


def _through(job: Job, gather: Callable[[Gathered], Gathered]) -> Accounts:
    """Take what runs cut short have left, and what is gathered besides, through the rooms; return the accounts."""
    settings, runner = job.settings, job.runner
    with runs.taken_on(settings.home) as cut_short, runs.journal(settings.home, job.run):
        gathered = leftovers(settings, job.run, job.seeds.outlets, cut_short)
        gathered.add(gather(gathered))
        outcomes, cleaned = _extract(job, gathered)
        frames = runner.call("normalise", lambda: normalise(cleaned.extracted, job.seeds.reference, job.run.run_id))
        judged = runner.call("validate", lambda: judge(job.run, gathered, outcomes, {**frames, **cleaned.frames}))
        accounts = load_and_publish(job.settings, runner, job.run, job.seeds, gathered, judged)
    _leave_artifacts(runner, accounts, judged)
    return accounts


def _extract(job: Job, gathered: Gathered) -> tuple[list[Outcome], Cleaned]:
    """Extract in worker processes; Great Expectations, whose import takes seconds, is loaded meanwhile.

    Where the run shows more of what an outlet prints around its articles, captures of earlier runs are read again.
    """
    from expectations.gate import warm

    rows = gathered.captures
    job.runner.expect("extract", len(rows))
    if not rows:
        return [], NOTHING_READ
    Thread(target=warm, daemon=True).start()
    with Extractor(job.settings, gathered.outlets) as extractor:
        job.runner.call("workers", extractor.warm)

        def work(chunk: Sequence[Row]) -> list[Outcome]:
            outcomes = extractor.extract(chunk)
            job.runner.advance("extract", len(chunk))
            return outcomes

        chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
        done = job.runner.each("extract", work, chunks, job.settings.workers)
        outcomes = [outcome for chunk in done for outcome in chunk]
        return outcomes, job.runner.call("clean", lambda: clean(job.settings, job.run, outcomes, extractor))


def _leave_artifacts(runner: Runner, accounts: Accounts, judged: Judged) -> None:
    told = [{"place": name, "urls": number} for name, number in accounts.counts.items()]
    runner.table("accounts", f"Where the URLs of run {accounts.run_id} ended", told)
    runner.table("quarantined", "Kept back by this run, with the rule", _kept_back(judged))
    if accounts.quality_page:
        runner.link("quality", "The run's quality page", accounts.quality_page.as_uri())


def _kept_back(judged: Judged) -> list[Row]:
    kept: pl.DataFrame = judged.quarantine.select("url", "rule", "detail")
    return kept.head(500).to_dicts()
