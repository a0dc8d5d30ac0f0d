"""The flow that extracts archived pages again, without the network."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows import pipeline
from flows.orchestration.form import AnyOutlets
from flows.orchestration.run_in_flow import STAGE_WEIGHTS, run_in_flow


@flow(name="reprocess", persist_result=False)
def reprocess(outlets: AnyOutlets = []) -> State[Any]:  # noqa: B006  # the form shows it as an empty multi-select; never changed
    """Extract every archived page again with the present code and seeds; release from quarantine what now passes.

    Args:
        outlets: Only these outlets. Empty: all of them.
    """
    stages = {name: weight for name, weight in STAGE_WEIGHTS.items() if name not in ("discover", "fetch")}
    return run_in_flow(
        lambda settings, runner, stop: pipeline.reprocess(settings, runner, stop, tuple(outlets)), stages
    )
