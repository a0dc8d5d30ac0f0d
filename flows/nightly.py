"""The scheduled flow: runs all stages in order, without logic of its own."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows import pipeline
from flows.orchestration.run_in_flow import run_in_flow


@flow(name="nightly", persist_result=False)
def nightly() -> State[Any]:
    """Collect what the outlets published since the last run: discover, fetch, extract, check, load, publish."""
    return run_in_flow(pipeline.nightly)
