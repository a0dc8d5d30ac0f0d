"""The flow that extracts again from the archive, without the network."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows import pipeline
from flows.orchestration.form import AnyOutlets
from flows.orchestration.run_in_flow import STAGE_WEIGHTS, conduct


@flow(name="reprocess", persist_result=False)
def reprocess(outlets: AnyOutlets = []) -> State[Any]:  # noqa: B006  # drawn as an empty multi-select; never changed
    """Read every archived page again with today's extraction and seeds; release what now passes the gate.

    Args:
        outlets: Only these outlets. Empty: all of them.
    """
    rooms = {name: weight for name, weight in STAGE_WEIGHTS.items() if name not in ("discover", "fetch")}
    return conduct(lambda settings, runner, stop: pipeline.reprocess(settings, runner, stop, tuple(outlets)), rooms)
