"""Prefect tasks, retries and artifacts around plain functions: the runner a flow hands to the stages."""

import json
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote
from uuid import UUID

import httpx
from prefect import get_client, get_run_logger, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.context import FlowRunContext
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.context import get_flow_run_id

from flows.errors import BackbenchError
from flows.runs.progress import ProgressBoard
from flows.runs.runner import Row
from flows.settings import Settings
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from prefect import Task
    from prefect.client.schemas.objects import State, TaskRun

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK = 100  # a task call costs 10–20 ms, so a page does not get one of its own
TASKS_PER_THREAD = 4  # few enough to read in the run's graph, enough to keep every thread at work to the end
# A load repeats safely (one transaction), and what it waits for, a database in use or a full disk, may pass.
WAITS_BEFORE_RETRY = {"load": (10, 60), "publish": (10, 60)}


class PrefectRunner:
    """Implements flows.runs.runner.Runner within a flow run: every method may be called from several threads.

    Made inside a flow. The work's inputs and results stay in this process: a task takes no parameter and returns
    nothing, so that no frame is ever hashed, walked or stored by Prefect.
    """

    def __init__(self, settings: Settings, weights: Mapping[str, int]) -> None:
        """`weights` names the stages to come, with their rough shares of the time."""
        self._settings = settings
        self._context = copy_context()
        self._log = get_run_logger()
        self._client = get_client(sync_client=True)
        self._flow_run_id = get_flow_run_id()
        self._progress_id: UUID | None = None
        self._board = ProgressBoard(self._show_progress, weights)

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        """Do one piece of work as one task."""
        box: list[Result] = []
        with self._stage(stage):
            self._inside().run(_task(stage, stage, lambda: box.append(work())))
        return box[0]

    def map_stage(
        self, stage: str, work: Callable[[Item], Result], items: Sequence[Item], at_once: int
    ) -> list[Result]:
        """Do the work for every item in tasks of up to `CHUNK`, `at_once` tasks at a time; results in order."""
        at_once = max(1, at_once)
        size = max(1, min(CHUNK, math.ceil(len(items) / (TASKS_PER_THREAD * at_once))))
        chunks = [items[start : start + size] for start in range(0, len(items), size)]
        boxes: list[list[Result]] = [[] for _ in chunks]

        def fill(box: list[Result], chunk: Sequence[Item]) -> Callable[[], None]:
            return lambda: box.extend(work(item) for item in chunk)

        tasks = [
            _task(stage, f"{stage} {number}/{len(chunks)}", fill(box, chunk))
            for number, (box, chunk) in enumerate(zip(boxes, chunks, strict=True), start=1)
        ]
        with self._stage(stage):
            self._inside().run(_run_tasks, tasks, at_once)
        return [result for box in boxes for result in box]

    def set_total(self, stage: str, total: int) -> None:
        """Say how many units of work a stage has before it."""
        self._board.set_total(stage, total)

    def advance(self, stage: str, by: int = 1) -> None:
        """Say that so many units of work are done."""
        self._board.advance(stage, by)

    def add_table(self, name: str, description: str, rows: Sequence[Row]) -> None:
        """Leave a table artifact; what JSON has no word for (days, instants, paths) is written as text."""
        plain: list[dict[str, Any]] = json.loads(json.dumps(list(rows), default=str))
        self._inside().run(create_table_artifact, table=plain, key=_key(name), description=description)

    def add_link(self, name: str, description: str, address: str) -> None:
        """Leave a link as markdown: to the page as it is served, where it is; the path is there to copy."""
        folder = self._settings.reports.as_uri()
        served = address.replace(folder, self._settings.reports_url or folder)
        text = f"[{description}]({served})\n\n`{unquote(address.removeprefix('file://'))}`"
        self._inside().run(create_markdown_artifact, markdown=text, key=_key(name), description=description)

    @contextmanager
    def _stage(self, stage: str) -> Iterator[None]:
        began = time.monotonic()
        self._board.show()
        yield
        self._log.info("%s: %s, %.1f s", stage, self._board.finish(stage), time.monotonic() - began)

    def _inside(self) -> Context:
        # A thread of the stages' own knows nothing of the flow run; a context cannot be entered twice at once.
        return copy_context() if FlowRunContext.get() else self._context.copy()

    def _show_progress(self, per_cent: float, text: str) -> None:
        try:
            if self._progress_id is None:
                made = ArtifactCreate(
                    type="progress", key="progress", description=text, data=per_cent, flow_run_id=self._flow_run_id
                )
                self._progress_id = self._client.create_artifact(made).id
            else:
                update = ArtifactUpdate(data=per_cent, description=text)
                self._client.update_artifact(self._progress_id, update)
        except httpx.HTTPError as error:
            # The figure is for the eye; the work goes on without it.
            self._log.warning("The progress shown stands still: %s", error)


def _run_tasks(tasks: "Sequence[Task[[], None]]", at_once: int) -> None:
    with ThreadPoolTaskRunner[None](max_workers=at_once) as threads:
        # `submit` of a task would take the flow's own pool, which knows no limit for one stage.
        for future in [threads.submit(one, parameters={}) for one in tasks]:
            future.result()


def _task(stage: str, name: str, work: Callable[[], None]) -> "Task[[], None]":
    waits = WAITS_BEFORE_RETRY.get(stage, ())
    decorate = task(
        name=stage,
        task_run_name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=len(waits),
        retry_delay_seconds=list(waits),
        retry_condition_fn=_may_pass,
    )
    return decorate(work)


def _may_pass(task: "Task[..., Any]", run: "TaskRun", state: "State[Any]") -> bool:
    """Whether what the task failed of may be gone at the next try."""
    return isinstance(state.result(raise_on_failure=False), BackbenchError | WarehouseError | OSError)


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
