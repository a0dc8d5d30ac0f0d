"""The deployments of `serve`, and the process that starts their runs: `python -m flows.server.deployments`.

At its start it recovers what an earlier server left: runs without a process, and nightly runs that were missed.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar, cast

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Cancelled, Crashed
from prefect.types._datetime import now
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.nightly import nightly
from flows.register import members
from flows.reprocess import reprocess
from flows.server.process import exit_with_parent, ready_file
from flows.settings import Settings, read_settings

if TYPE_CHECKING:
    from prefect.client.schemas.responses import DeploymentResponse


Item = TypeVar("Item")
PAGE_SIZE = 200
logger = logging.getLogger(__name__)

POLL_SECONDS = 2  # a run from the form starts that soon; Prefect's default is 10 s
MAX_CONCURRENT_RUNS = 4  # each run has a process of its own; their loads wait for one another
UNFINISHED_STATES = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]

CRASHED_MESSAGE = "Backbench stopped during this run. What it archived is kept; the next run continues with it."
MISSED_MESSAGE = "Missed while Backbench was not running; only the latest missed run is made up for."


def build_deployments(settings: Settings) -> list[RunnerDeployment]:
    """Return one deployment per flow, with the flow's name; nightly has its schedule."""
    schedule = Cron(settings.nightly_cron, timezone=settings.nightly_timezone)
    # By module, so that a run finds its flow in whatever folder `serve` was started.
    how = EntrypointType.MODULE_PATH
    scheduled = nightly.to_deployment(nightly.name, schedule=schedule, entrypoint_type=how)
    manual = [one.to_deployment(one.name, entrypoint_type=how) for one in (backfill, reprocess, members)]
    return [cast(RunnerDeployment, one) for one in (scheduled, *manual)]  # it is a coroutine only within a loop


async def run_deployments(offered: list[RunnerDeployment], ready: Callable[[], object]) -> None:
    """Start due runs until asked to stop (SIGTERM); then cancel the active runs, which keep what they have done.

    `ready` is called once the deployments are registered and the runs of an earlier server are recovered.
    """
    runner = Runner(name="backbench", limit=MAX_CONCURRENT_RUNS, query_seconds=POLL_SECONDS, pause_on_shutdown=False)
    async with get_client() as client:
        await delete_foreign_deployments(client, offered)
        for deployment in offered:
            await _keep_paused(client, deployment)
            await runner.aadd_deployment(deployment)
        await recover_runs(client)
    ready()
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # now Prefect has set its own handler, which would exit without recording its runs' states

    def stop() -> None:
        asyncio.ensure_future(runner.astop()) if runner.started else running.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def delete_foreign_deployments(client: PrefectClient, offered: list[RunnerDeployment]) -> None:
    """Delete deployments that are not ours, and those of ours whose code or infrastructure was changed.

    Ours are registered again afterwards; registering alone would keep, for example, a pull step that was added.
    """
    entrypoints = {f"{deployment.flow_name}/{deployment.name}": deployment.entrypoint for deployment in offered}
    flows = {flow.id: flow.name for flow in await _read_all(client.read_flows)}
    for found in await _read_all(client.read_deployments):
        name = f"{flows.get(found.flow_id)}/{found.name}"
        if name not in entrypoints or _is_altered(found, entrypoints[name]):
            reason = "altered" if name in entrypoints else "not one of Backbench's"
            logger.warning("Deployment %s is %s and was deleted.", ascii(name), reason)
            await client.delete_deployment(found.id)


def _is_altered(found: "DeploymentResponse", entrypoint: str | None) -> bool:
    extras = (found.pull_steps, found.job_variables, found.work_pool_name, found.path, found.storage_document_id)
    return found.entrypoint != entrypoint or any(extras)


async def _read_all(read: Callable[..., Awaitable[list[Item]]]) -> list[Item]:
    """Return all objects of a paged endpoint."""
    found: list[Item] = []
    while page := await read(limit=PAGE_SIZE, offset=len(found)):
        found += page
    return found


async def _keep_paused(client: PrefectClient, deployment: RunnerDeployment) -> None:
    """Keep a pause that a person set in the interface: registering a deployment again would end it."""
    with contextlib.suppress(ObjectNotFound):
        known = await client.read_deployment_by_name(f"{deployment.flow_name}/{deployment.name}")
        deployment.paused = known.paused
        if known.schedules and not any(schedule.active for schedule in known.schedules):
            for schedule in deployment.schedules or []:
                schedule.active = False


def main() -> None:
    """Start the due runs of the server at PREFECT_API_URL."""
    exit_with_parent()
    settings = read_settings()
    try:
        offered = build_deployments(settings)
    except (ValueError, KeyError):  # Prefect reads it
        sys.exit(
            f"backbench: BACKBENCH_NIGHTLY_CRON={settings.nightly_cron!r} in "
            f"BACKBENCH_NIGHTLY_TIMEZONE={settings.nightly_timezone!r} is not a schedule. "
            "Write them as '15 2 * * *' and Europe/London."
        )
    asyncio.run(run_deployments(offered, lambda: ready_file(settings).write_text(str(os.getpid()))))


async def recover_runs(client: PrefectClient) -> None:
    """Set the final states of runs that an earlier server left unfinished. Call it before any run starts.

    A run that had begun becomes Crashed, because its process ended with its server. Of several missed nightly runs only
    the last is run, because it collects the articles of all of them.
    """
    for run in await _runs(client, UNFINISHED_STATES):
        await client.set_flow_run_state(run.id, Crashed(message=CRASHED_MESSAGE), force=True)
    for run in _superseded_runs(await _runs(client, [StateType.SCHEDULED])):
        await client.set_flow_run_state(run.id, Cancelled(message=MISSED_MESSAGE), force=True)


async def _runs(client: PrefectClient, states: list[StateType]) -> list[FlowRun]:
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)),
            # A run without a deployment was started from a prompt and may still be alive.
            deployment_id=FlowRunFilterDeploymentId(is_null_=False),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=now("UTC")),  # type: ignore[arg-type]  # its alias of datetime
        )
    )


def _superseded_runs(late: Sequence[FlowRun]) -> list[FlowRun]:
    """Return the overdue scheduled runs, except the latest of each deployment."""
    by_schedule = [run for run in late if run.auto_scheduled and run.expected_start_time]
    by_schedule.sort(key=lambda run: (str(run.deployment_id), run.expected_start_time))
    return [run for _, runs in groupby(by_schedule, key=attrgetter("deployment_id")) for run in list(runs)[:-1]]


if __name__ == "__main__":
    main()
