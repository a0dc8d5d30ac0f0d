"""Run the stages from a Prefect flow: read the settings, return the result, and stop on cancellation without loss."""

import logging
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Event
from typing import Any, TypeAlias

from prefect import get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.errors import BackbenchError
from flows.logs import forward_logging
from flows.orchestration.prefect_runner import PrefectRunner
from flows.runs.runner import Runner
from flows.runs.runs import Accounts
from flows.safe_text import one_line
from flows.settings import Settings, read_settings

PipelineCall: TypeAlias = Callable[[Settings, Runner, Callable[[], bool]], Accounts]

# Rough shares of the time, so that the shown progress moves evenly: fetching, with its pauses, takes longest by far.
STAGE_WEIGHTS = {"discover": 1, "fetch": 8, "workers": 1, "extract": 3}
STAGE_WEIGHTS |= dict.fromkeys(("clean", "normalise", "validate", "load", "publish", "report"), 1)


def run_in_flow(job: PipelineCall, stages: Mapping[str, int] = STAGE_WEIGHTS) -> State[Any]:
    """Run the stages in the active flow run; return its final state, with the run's result as its data.

    The stages run in a thread, because Prefect raises a cancellation in the main thread, at any line. There it only
    sets `stop`: the stages end within seconds and load what they have, and then the cancellation continues.
    """
    stop = Event()
    with ThreadPoolExecutor(1, thread_name_prefix="stages") as thread:
        try:
            work = thread.submit(copy_context().run, _run_stages, job, stages, stop)
            accounts = work.result()
        except BackbenchError as error:
            return Failed(message=one_line(str(error)))
        except BaseException:
            stop.set()
            raise
    if accounts.state != "completed":
        return Failed(message=one_line(accounts.message or "The run failed."), data=accounts)
    return Completed(message=format_counts(accounts), data=accounts)


def _run_stages(job: PipelineCall, stages: Mapping[str, int], stop: Event) -> Accounts:
    # It logs each temporary folder it creates.
    logging.getLogger("great_expectations").propagate = False
    settings = read_settings()
    _detach_main_module()
    with forward_logging(settings, get_run_logger()):
        return job(settings, PrefectRunner(settings, stages), stop.is_set)


def _detach_main_module() -> None:
    """Let worker processes start without Prefect.

    multiprocessing imports the main module in each new process. In a flow run that is prefect.engine: 1.9 s of
    processor time and 50 MB for each worker, which does not need it.
    """
    main = sys.modules["__main__"]
    if main.__spec__ is not None and main.__spec__.name.startswith("prefect."):
        main.__spec__ = None
        vars(main).pop("__file__", None)


def format_counts(accounts: Accounts) -> str:
    """Return the counts that are not zero, in one line."""
    parts = [f"{count} {name.replace('_', ' ')}" for name, count in accounts.counts.items() if count]
    return ", ".join(parts) or "nothing to do"
