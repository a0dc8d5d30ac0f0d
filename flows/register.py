"""The flow that refreshes the register of parliamentarians."""

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows.errors import BackbenchError
from flows.logs import forward_logging
from flows.orchestration.form import Text, optional_fields
from flows.orchestration.prefect_runner import PrefectRunner
from flows.reference.members import refresh_register
from flows.settings import read_settings


@optional_fields
@flow(name="members", persist_result=False)
def members(source: Text = None) -> State[Any]:
    """Fetch the register of parliamentarians, against which authors are matched, and publish it.

    Args:
        source: Address or folder of the package. Empty: the one in the settings.
    """
    settings = read_settings()
    runner = PrefectRunner(settings, {"members": 1})
    try:
        with forward_logging(settings, get_run_logger()):
            counts = runner.run_stage("members", lambda: refresh_register(settings, source))
    except BackbenchError as error:
        return Failed(message=str(error))
    runner.add_table(
        "register", "Rows in the register", [{"table": name, "rows": rows} for name, rows in counts.items()]
    )
    return Completed(message=", ".join(f"{rows} {name.replace('_', ' ')}" for name, rows in counts.items()))
