"""The flow a person starts: outlets and the days they were published on."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows import pipeline
from flows.conduct import conduct
from flows.form import Count, Day, Outlets, may_stay_empty


@may_stay_empty
@flow(name="backfill", persist_result=False)
def backfill(outlets: Outlets, published_from: Day = None, published_to: Day = None, limit: Count = None) -> State[Any]:
    """Fill a hole: take in what some outlets published between two days.

    Args:
        outlets: The outlets to look at; several may be chosen.
        published_from: First day of publication. Empty: as far back as the outlet lists.
        published_to: Last day of publication, itself included. Empty: today.
        limit: Fetch at most this many articles of each outlet. Empty: no limit but the setting's.
    """
    if published_from and published_to and published_from > published_to:
        said = f"published_from ({published_from}) lies after published_to ({published_to}): nothing was started."
        return Failed(message=f"{said} Exchange the two days.")
    return conduct(
        lambda settings, runner, stop: pipeline.backfill(
            settings, runner, stop, tuple(outlets), published_from, published_to, limit
        )
    )
