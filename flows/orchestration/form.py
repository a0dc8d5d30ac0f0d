"""Define the fields of the forms that start a flow: the accepted values, and how the interface draws them."""

import inspect
from datetime import date
from typing import Annotated, Any, TypeVar

from prefect import Flow
from pydantic import MISSING, AfterValidator, Field, WithJsonSchema

from flows.reference.outlets import read_outlets
from flows.settings import read_settings
from flows.stages.run_request import Route

AnyFlow = TypeVar("AnyFlow", bound=Flow[Any, Any])


def optional_fields(flow: AnyFlow) -> AnyFlow:
    """Make the form's fields with the default None optional; otherwise the form sends null and then rejects it.

    Changes only the signature that the form is made from; the function keeps its defaults.
    """
    signature = inspect.signature(flow.fn)
    fields = [one.replace(default=MISSING) if one.default is None else one for one in signature.parameters.values()]
    vars(flow)["__signature__"] = signature.replace(parameters=fields)
    return flow


def _outlet_ids() -> list[str]:
    return [outlet.outlet_id for outlet in read_outlets(read_settings().outlets_file)]


def _add_outlet_enum(schema: dict[str, Any]) -> None:
    # The interface draws a list of values as a multi-select; the server rejects others before it creates a run.
    schema["enum"] = _outlet_ids()


def _require_declared(outlet_id: str) -> str:
    if outlet_id not in (known := _outlet_ids()):
        raise ValueError(f"no outlet {outlet_id!r}; known: {', '.join(known)}")
    return outlet_id


Outlet = Annotated[str, AfterValidator(_require_declared), Field(json_schema_extra=_add_outlet_enum)]
Outlets = Annotated[list[Outlet], Field(min_length=1)]
AnyOutlets = list[Outlet]
Routes = list[Route]
# The interface draws `date | None` as a switch between the two, and a plain date as a calendar; the same applies to a
# number and a text. The server checks the pattern, not the format.
Day = Annotated[date | None, WithJsonSchema({"type": "string", "format": "date", "pattern": r"^\d{4}-\d\d-\d\d$"})]
Count = Annotated[int | None, Field(ge=1), WithJsonSchema({"type": "integer", "minimum": 1})]
Text = Annotated[str | None, WithJsonSchema({"type": "string"})]
