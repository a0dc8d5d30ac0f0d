"""The fields of the forms in which a person starts a flow: what each accepts, and how it is drawn."""

import inspect
from datetime import date
from typing import Annotated, Any, TypeVar

from prefect import Flow
from pydantic import MISSING, AfterValidator, Field, WithJsonSchema

from flows.reference.outlets import read_outlets
from flows.settings import read_settings
from flows.stages.request import Route

AnyFlow = TypeVar("AnyFlow", bound=Flow[Any, Any])


def may_stay_empty(flow: AnyFlow) -> AnyFlow:
    """Let the form leave out what is None by default: it would send the None, and then refuse it as no date.

    Only what the form is drawn from changes; the function keeps its defaults.
    """
    signature = inspect.signature(flow.fn)
    fields = [one.replace(default=MISSING) if one.default is None else one for one in signature.parameters.values()]
    vars(flow)["__signature__"] = signature.replace(parameters=fields)
    return flow


def _known() -> list[str]:
    return [outlet.outlet_id for outlet in read_outlets(read_settings().outlets_file)]


def _offer(schema: dict[str, Any]) -> None:
    # A list of values is drawn as a multi-select; the server refuses any other before it makes a run.
    schema["enum"] = _known()


def _declared(outlet_id: str) -> str:
    if outlet_id not in (known := _known()):
        raise ValueError(f"no outlet {outlet_id!r}; known: {', '.join(known)}")
    return outlet_id


Outlet = Annotated[str, AfterValidator(_declared), Field(json_schema_extra=_offer)]
Outlets = Annotated[list[Outlet], Field(min_length=1)]
AnyOutlets = list[Outlet]
Routes = list[Route]
# Declared as `date | None`, a field is drawn as a switch between the two; as a date, as a calendar. The same goes for
# a number and a text.
# The server looks at the pattern, not at the format.
Day = Annotated[date | None, WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"})]
Count = Annotated[int | None, Field(ge=1), WithJsonSchema({"type": "integer", "minimum": 1})]
Text = Annotated[str | None, WithJsonSchema({"type": "string"})]
