"""Run the stages' functions as Prefect tasks, with retries, progress and artifacts: the runner of a flow run."""

import logging
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
from prefect import get_client, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.actions import ArtifactCreate, ArtifactUpdate
from prefect.context import FlowRunContext
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.context import get_flow_run_id

from flows.errors import BackbenchError
from flows.logs import keep_log_context, log_context
from flows.runs.progress import ProgressBoard
from flows.safe_text import escape_markdown
from flows.settings import Settings
from warehouse.errors import WarehouseError

if TYPE_CHECKING:
    from prefect import Task
    from prefect.client.schemas.objects import State, TaskRun

Item = TypeVar("Item")
Result = TypeVar("Result")

logger = logging.getLogger(__name__)
MAX_CHUNK = 100  # items per task: a task call costs 10–20 ms, too much for a single capture
TASKS_PER_THREAD = 4  # few enough to read in the run's graph, enough to keep every thread at work to the end
# A load is one transaction, so it can be repeated; a database in use or a full disk may be gone at the next try.
RETRY_DELAYS = {"load": (10, 60), "publish": (10, 60), "store": (10, 60)}


class PrefectRunner:
    """Implements flows.runs.runner.Runner within a flow run: every method may be called from several threads.

    Must be created inside a flow. Inputs and results stay in this process: a task takes no parameter and returns
    nothing, so that Prefect never hashes, traverses or stores a frame.
    """

    def __init__(self, settings: Settings, weights: Mapping[str, int]) -> None:
        """`weights`: the stages to come and their rough shares of the run time."""
        self._settings = settings
        self._context = copy_context()
        self._client = get_client(sync_client=True)
        self._flow_run_id = get_flow_run_id()
        self._progress_id: UUID | None = None
        self._board = ProgressBoard(self._show_progress, weights)

    def run_stage(self, stage: str, work: Callable[[], Result]) -> Result:
        """Run one function as one task and return its result."""
        box: list[Result] = []
        with self._timed_stage(stage):
            inside = keep_log_context(lambda: box.append(work()))
            self._flow_context().run(_task(stage, stage, inside))
        return box[0]

    def map_stage(
        self, stage: str, work: Callable[[Item], Result], items: Sequence[Item], at_once: int
    ) -> list[Result]:
        """Run `work` for every item, in tasks of up to `MAX_CHUNK`, `at_once` tasks at a time; results in order."""
        at_once = max(1, at_once)
        size = max(1, min(MAX_CHUNK, math.ceil(len(items) / (TASKS_PER_THREAD * at_once))))
        chunks = [items[start : start + size] for start in range(0, len(items), size)]
        boxes: list[list[Result]] = [[] for _ in chunks]

        def fill(box: list[Result], chunk: Sequence[Item]) -> Callable[[], None]:
            return keep_log_context(lambda: box.extend(work(item) for item in chunk), stage=stage)

        tasks = [
            _task(stage, f"{stage} {number}/{len(chunks)}", fill(box, chunk))
            for number, (box, chunk) in enumerate(zip(boxes, chunks, strict=True), start=1)
        ]
        with self._timed_stage(stage):
            self._flow_context().run(_run_tasks, tasks, at_once)
        return [result for box in boxes for result in box]

    def set_total(self, stage: str, total: int) -> None:
        """Set the total of a stage's progress."""
        self._board.set_total(stage, total)

    def advance(self, stage: str, by: int = 1) -> None:
        """Advance a stage's progress by `by` items."""
        self._board.advance(stage, by)

    def add_table(self, name: str, description: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Create a table artifact; values without a JSON type (days, instants, paths) are written as text.

        The interface renders each cell as Markdown: a page's text must not bring an image or a link of its own.
        """
        plain = [{key: _make_cell(value) for key, value in row.items()} for row in rows]
        self._flow_context().run(create_table_artifact, table=plain, key=_artifact_key(name), description=description)

    def add_link(self, name: str, description: str, address: str) -> None:
        """Create a markdown artifact that links to a page: to its served address if there is one; with its path."""
        folder = self._settings.reports.as_uri()
        served = address.replace(folder, self._settings.reports_url or folder)
        text = f"[{description}]({served})\n\n`{unquote(address.removeprefix('file://'))}`"
        self._flow_context().run(
            create_markdown_artifact, markdown=text, key=_artifact_key(name), description=description
        )

    @contextmanager
    def _timed_stage(self, stage: str) -> Iterator[None]:
        began = time.monotonic()
        self._board.show()
        with log_context(stage=stage):
            yield
            logger.info("%s, %.1f s", self._board.finish(stage), time.monotonic() - began)

    def _flow_context(self) -> Context:
        # A thread that a stage started has no flow run in its context, and a context cannot be entered twice at once.
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
            # Progress is only shown; the run continues without it.
            logger.warning("The progress in the interface could not be updated: %s", error)


def _run_tasks(tasks: "Sequence[Task[[], None]]", at_once: int) -> None:
    with ThreadPoolTaskRunner[None](max_workers=at_once) as threads:
        # `submit` of a task would use the flow's own pool, which has no limit per stage.
        for future in [threads.submit(one, parameters={}) for one in tasks]:
            future.result()


def _task(stage: str, name: str, work: Callable[[], None]) -> "Task[[], None]":
    waits = RETRY_DELAYS.get(stage, ())
    decorate = task(
        name=stage,
        task_run_name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=len(waits),
        retry_delay_seconds=list(waits),
        retry_condition_fn=_is_transient,
    )
    return decorate(work)


def _is_transient(task: "Task[..., Any]", run: "TaskRun", state: "State[Any]") -> bool:
    """Return whether the cause of the failure may be gone at the next try."""
    return isinstance(state.result(raise_on_failure=False), BackbenchError | WarehouseError | OSError)


def _make_cell(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | float) else escape_markdown(str(value))


def _artifact_key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
