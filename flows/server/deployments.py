"""What the server offers to run, and the process that runs it: `python -m flows.server.deployments`."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from typing import cast

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.backfill import backfill
from flows.nightly import nightly
from flows.register import members
from flows.reprocess import reprocess
from flows.server.process import exit_with_parent, ready_file
from flows.server.recovery import recover_runs
from flows.settings import Settings, read_settings

MAX_CONCURRENT_RUNS = 4  # runs, each in a process of its own; their loads wait for one another


def build_deployments(settings: Settings) -> list[RunnerDeployment]:
    """Return one deployment a flow, named after it; nightly has its schedule."""
    schedule = Cron(settings.nightly_cron, timezone=settings.nightly_timezone)
    # By module, so that a run finds its flow from whatever folder `serve` was called in.
    how = EntrypointType.MODULE_PATH
    scheduled = nightly.to_deployment(nightly.name, schedule=schedule, entrypoint_type=how)
    manual = [one.to_deployment(one.name, entrypoint_type=how) for one in (backfill, reprocess, members)]
    return [cast(RunnerDeployment, one) for one in (scheduled, *manual)]  # it is a coroutine only within a loop


async def run_deployments(offered: list[RunnerDeployment], ready: Callable[[], object]) -> None:
    """Run what is due until asked to stop (SIGTERM); then cancel the runs under way, each leaving what it did.

    `ready` is called once all is registered and what an earlier server left is settled.
    """
    runner = Runner(name="backbench", limit=MAX_CONCURRENT_RUNS, pause_on_shutdown=False)
    async with get_client() as client:
        for deployment in offered:
            await _keep_paused(client, deployment)
            await runner.aadd_deployment(deployment)
        await recover_runs(client)
    ready()
    running = asyncio.create_task(runner.start())
    await asyncio.sleep(0)  # by then Prefect has set a handler of its own, which exits and leaves its runs half said

    def stop() -> None:
        asyncio.ensure_future(runner.astop()) if runner.started else running.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _keep_paused(client: PrefectClient, deployment: RunnerDeployment) -> None:
    """Keep what a person paused in the interface: registering a deployment again would set it going."""
    with contextlib.suppress(ObjectNotFound):
        known = await client.read_deployment_by_name(f"{deployment.flow_name}/{deployment.name}")
        deployment.paused = known.paused
        if known.schedules and not any(schedule.active for schedule in known.schedules):
            for schedule in deployment.schedules or []:
                schedule.active = False


def main() -> None:
    """Serve the runs of the server at PREFECT_API_URL."""
    exit_with_parent()
    settings = read_settings()
    asyncio.run(run_deployments(build_deployments(settings), lambda: ready_file(settings).write_text(str(os.getpid()))))


if __name__ == "__main__":
    main()
