"""Recover from a server that was stopped or killed: runs without a process, and nightly runs that were missed."""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Cancelled, Crashed
from prefect.types._datetime import now

UNFINISHED_STATES = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]

CRASHED_MESSAGE = "Backbench stopped during this run. What it archived is kept; the next run continues with it."
MISSED_MESSAGE = "Missed while Backbench was not running; only the latest missed run is made up for."


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
