"""The web application that the server's process runs: Prefect's own, mended, with our reports beside it."""

from typing import TYPE_CHECKING

from flows.server.process import exit_with_parent, interface_folder
from flows.settings import Settings, read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI

# In Prefect 3.8.8 a click on a list's text counts twice, on the button and on the frame around it, so the list closes
# as it opens; only the arrows at its right end work. With this, the whole field is frame, but for the chips' crosses.
LIST_CLICK_STYLE = (
    "<style>.p-select-button__control{pointer-events:none}.p-select-button__control .p-tag{pointer-events:auto}"
)
LIST_CLICK_STYLE += "</style></head>"


def create_server_app() -> "FastAPI":
    """Return Prefect's application; /reports serves the quality pages, which a browser may not open as files."""
    import prefect
    from fastapi.staticfiles import StaticFiles
    from prefect.server.api.server import create_app
    from starlette.routing import Mount

    exit_with_parent()
    settings = read_settings()
    settings.reports.mkdir(parents=True, exist_ok=True)
    # The second interface, a click away in the first, calls an analytics host: it is not served at all.
    prefect.__ui_v2_static_path__ = settings.prefect / "no such interface"
    app = create_app(final=True)
    _fix_list_clicks(settings)
    # Before the user interface, which answers every path that no route before it took.
    app.router.routes.insert(0, Mount("/reports", StaticFiles(directory=settings.reports), name="reports"))
    return app


def _fix_list_clicks(settings: Settings) -> None:
    for page in interface_folder(settings).glob("*/index.html"):
        text = page.read_text("utf-8")
        if LIST_CLICK_STYLE not in text:
            page.write_text(text.replace("</head>", LIST_CLICK_STYLE, 1), "utf-8")
