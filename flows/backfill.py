"""The flow that fills a gap, started by a user: for chosen outlets, days of publication and routes."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows import pipeline
from flows.errors import WrongUse
from flows.orchestration.form import Count, Day, Outlets, Routes, optional_fields
from flows.orchestration.run_in_flow import run_in_flow
from flows.reference.outlets import read_outlets
from flows.settings import read_settings
from flows.stages.run_request import BackfillRequest, Mode


@optional_fields
@flow(name="backfill", persist_result=False)
def backfill(  # noqa: PLR0913, PLR0917  # one field of the form each
    outlets: Outlets,
    published_from: Day = None,
    published_to: Day = None,
    routes: Routes = [],  # noqa: B006  # the form shows it as an empty multi-select; never changed
    mode: Mode = "missing only",
    limit: Count = None,
    dry_run: bool = False,
    with_imports: bool = False,
    ask_again: bool = False,
) -> State[Any]:
    """Fill a gap: collect what the chosen outlets published between two days.

    Args:
        outlets: The outlets to collect from; several may be chosen.
        published_from: First day of publication. Empty: as far back as the outlet lists.
        published_to: Last day of publication, itself included. Empty: today.
        routes: How to find the articles. Empty: every route that the outlet declares.
        mode: Fetch only what is missing; fetch known articles again too; extract archived pages again; or ask a web
            archive for the earliest copy of articles without a date, which bounds their publication.
        limit: Fetch at most this many articles of each outlet. Empty: no limit.
        dry_run: Only write the plan: how much is missing, how many requests, how long they take.
        with_imports: With the mode "find earliest archived copies": also ask about imported articles of undeclared
            outlets.
        ask_again: With the same mode: query again for articles of which no copy was found before.
    """
    days = published_from, published_to
    request = BackfillRequest(tuple(outlets), *days, tuple(routes), mode, limit, dry_run, ask_again, with_imports)
    try:
        request.check(read_outlets(read_settings().outlets_file))
    except WrongUse as error:
        return Failed(message=f"{error} Nothing was started.")
    return run_in_flow(lambda settings, runner, stop: pipeline.backfill(settings, runner, stop, request))
