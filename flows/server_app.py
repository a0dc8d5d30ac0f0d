"""The web application that the server's process runs: Prefect's own, with our reports beside it."""

from typing import TYPE_CHECKING

from flows.server import end_with_parent
from flows.settings import read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI


def create() -> "FastAPI":
    """Return Prefect's application; /reports serves the quality pages, which a browser may not open as files."""
    from fastapi.staticfiles import StaticFiles
    from prefect.server.api.server import create_app
    from starlette.routing import Mount

    end_with_parent()
    reports = read_settings().reports
    reports.mkdir(parents=True, exist_ok=True)
    app = create_app(final=True)
    # Before the user interface, which answers every path that no route before it took.
    app.router.routes.insert(0, Mount("/reports", StaticFiles(directory=reports), name="reports"))
    return app
