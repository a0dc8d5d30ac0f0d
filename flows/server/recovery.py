"""What a server that was stopped or killed left behind: runs that nobody runs, and nights that were missed."""

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

BEGUN = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]

CUT_SHORT = "Backbench was stopped while this run was under way. What it archived is kept; the next run takes it on."
MISSED = "Missed while Backbench was not running; the latest one missed runs in its place."


async def settle(client: PrefectClient) -> None:
    """Bring what an earlier server left to an end. To be called before anything is run.

    A run that had begun is Crashed: its process ended with its server. Of several nights missed, only the last is
    made up for: one run takes in what all of them would have.
    """
    for run in await _runs(client, BEGUN):
        await client.set_flow_run_state(run.id, Crashed(message=CUT_SHORT), force=True)
    for run in _missed(await _runs(client, [StateType.SCHEDULED])):
        await client.set_flow_run_state(run.id, Cancelled(message=MISSED), force=True)


async def _runs(client: PrefectClient, states: list[StateType]) -> list[FlowRun]:
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)),
            # A run without a deployment was typed at a prompt, and may well be alive.
            deployment_id=FlowRunFilterDeploymentId(is_null_=False),
            expected_start_time=FlowRunFilterExpectedStartTime(before_=now("UTC")),  # type: ignore[arg-type]  # its alias of datetime
        )
    )


def _missed(late: Sequence[FlowRun]) -> list[FlowRun]:
    """Return the runs by schedule that are too late, but for the latest of each deployment."""
    by_schedule = [run for run in late if run.auto_scheduled and run.expected_start_time]
    by_schedule.sort(key=lambda run: (str(run.deployment_id), run.expected_start_time))
    return [run for _, runs in groupby(by_schedule, key=attrgetter("deployment_id")) for run in list(runs)[:-1]]
