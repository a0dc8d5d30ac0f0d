"""The request of a run: which outlets, days and routes; given in a form, on the command line, or by the schedule."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Literal, get_args

from flows.crawl.routes import declared_routes
from flows.errors import WrongUse
from transforms.records import Outlet
from warehouse.schema.tables import ROUTES

Mode = Literal["missing only", "fetch again", "extract again from the archive", "find earliest archived copies"]
Route = Literal["feed", "sitemap", "listing", "web-archive"]
MODES: tuple[Mode, ...] = get_args(Mode)
EARLIEST_COPIES: Mode = "find earliest archived copies"
FOUND_BY: tuple[Route, ...] = get_args(Route)
RefetchPolicy = Literal["never", "changed", "always"]


@dataclass(frozen=True, slots=True)
class BackfillRequest:
    """A backfill: outlets (default: all), days of publication, routes (default: those declared), mode and limit.

    `limit` is the maximum number of articles fetched per outlet. A dry run ends with its plan. In the mode
    EARLIEST_COPIES, outlets may be undeclared ones of imports, `with_imports` adds all undeclared ones to those named,
    and `ask_again` asks again about articles without a copy.
    """

    outlets: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    routes: tuple[str, ...] = ()
    mode: str = "missing only"
    limit: int | None = None
    is_dry_run: bool = False
    ask_again: bool = False
    with_imports: bool = False

    @property
    def as_text(self) -> str:
        """The request as text: two runs with the same text do the same job."""
        return json.dumps(asdict(self), default=str, sort_keys=True)

    def check(self, outlets: Sequence[Outlet]) -> list[Outlet]:
        """Return the requested outlets; raises WrongUse for an invalid request, before anything starts."""
        if self.since and self.until and self.since > self.until:
            raise WrongUse(f"The first day, {self.since}, is after the last, {self.until}.", "Swap them.")
        if self.mode not in MODES:
            raise WrongUse(f"There is no mode {self.mode!r}.", f"Known: {', '.join(MODES)}.")
        if wrong := [route for route in self.routes if route not in FOUND_BY]:
            raise WrongUse(f"There is no route {wrong[0]!r}.", f"Known: {', '.join(FOUND_BY)}.")
        if self.mode == EARLIEST_COPIES and self.routes:
            problem = f"The mode {EARLIEST_COPIES!r} finds no articles, so it has no routes."
            raise WrongUse(problem, "Leave the routes out.")
        if (self.ask_again or self.with_imports) and self.mode != EARLIEST_COPIES:
            problem = f"Only the mode {EARLIEST_COPIES!r} asks web archives about single articles."
            raise WrongUse(problem, "Name that mode.")
        chosen = [] if self.mode == EARLIEST_COPIES else select_outlets(outlets, self.outlets)
        for outlet in chosen if self.outlets else ():
            if self.routes and not set(self.routes) & set(declared_routes(outlet)):
                message = f"{outlet.outlet_id} declares no way to find articles by {' or '.join(self.routes)}."
                raise WrongUse(message, f"It declares: {', '.join(declared_routes(outlet)) or 'none'}.")
        return chosen


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a run's request that concerns one outlet.

    `refetch`: which articles with a capture are requested again: those that may have changed (by their listing), all,
    or none.
    """

    outlet: Outlet
    routes: tuple[str, ...]
    since: date | None
    until: date | None
    limit: int | None
    refetch: RefetchPolicy
    is_nightly: bool = False


def select_outlets(outlets: Sequence[Outlet], names: Sequence[str]) -> list[Outlet]:
    """Return the outlets with these names, all if none is given; raises WrongUse for an unknown name."""
    known = {outlet.outlet_id: outlet for outlet in outlets}
    for name in names:
        if name not in known:
            raise WrongUse(f"No outlet is called {name!r}.", f"Known: {', '.join(sorted(known))}.")
    return [known[name] for name in dict.fromkeys(names)] or list(outlets)


def select_routes(outlet: Outlet, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the outlet's requested routes (all if none is named), in the contract's order."""
    return tuple(route for route in ROUTES if route in declared_routes(outlet) and (route in wanted or not wanted))
