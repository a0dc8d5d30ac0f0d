"""The server process, `python -m flows.server.app DESCRIPTOR`: Prefect's application behind our guard, and reports.

A WebSocket must log in by its first message, within seconds; the number of those without a login is limited.
"""

import asyncio
import hmac
import json
import os
import socket
import sys
import time
from typing import TYPE_CHECKING

from flows.server.guard import App, Guard, Message, Receive, Scope, Send
from flows.server.login import SESSION_SCRIPT
from flows.server.process import exit_with_parent, interface_folder
from flows.settings import Settings, read_settings

if TYPE_CHECKING:
    from fastapi import FastAPI


# In Prefect 3.8.8 a click on a list's text counts twice, on the button and on the frame around it, so the list closes
# as it opens; only the arrows at its right end work. With this, the whole field is frame, but for the chips' crosses.
LIST_CLICK_STYLE = (
    "<style>.p-select-button__control{pointer-events:none}.p-select-button__control .p-tag{pointer-events:auto}</style>"
)
ENTRYPOINTS = frozenset(
    ("flows.nightly.nightly", "flows.backfill.backfill", "flows.reprocess.reprocess", "flows.register.members")
)
LOGIN_SECONDS = 10.0
MAX_WAITING = 100
"""WebSockets without a login at one time: 500 of them stopped the server from answering for minutes."""
POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013


def create_server_app() -> App:
    """Return Prefect's application behind the guard; /reports serves the quality pages and reports."""
    settings = read_settings()
    origins = {os.environ["PREFECT_UI_URL"], os.environ["PREFECT_API_URL"].removesuffix("/api")}
    secret = os.environ["PREFECT_SERVER_API_AUTH_STRING"]
    app = SocketLogin(_create_prefect_app(settings), secret)
    return Guard(app, frozenset(origins), ENTRYPOINTS, secret)


def _create_prefect_app(settings: Settings) -> "FastAPI":
    import prefect
    from fastapi.staticfiles import StaticFiles
    from prefect.server.api.server import create_app
    from starlette.routing import Mount

    settings.reports.mkdir(parents=True, exist_ok=True)
    # The second interface, one click away in the first, calls an analytics host: it is not served at all.
    prefect.__ui_v2_static_path__ = settings.prefect / "no such interface"
    app = create_app(final=True)
    _patch_interface(settings)
    # Before the user interface, which answers every path that no earlier route matches.
    app.router.routes.insert(0, Mount("/reports", StaticFiles(directory=settings.reports), name="reports"))
    return app


def _patch_interface(settings: Settings) -> None:
    added = f"{LIST_CLICK_STYLE}{SESSION_SCRIPT}</head>"
    for page in interface_folder(settings).glob("*/index.html"):
        text = page.read_text("utf-8")
        if added not in text:
            page.write_text(text.replace("</head>", added, 1), "utf-8")


def main() -> None:
    """Serve at the listening socket whose descriptor the parent passed."""
    import uvicorn

    exit_with_parent()
    with socket.socket(fileno=int(sys.argv[1])) as listener:
        config = uvicorn.Config(
            create_server_app(), log_level="info", access_log=False, timeout_graceful_shutdown=3, server_header=False
        )
        uvicorn.Server(config).run(sockets=[listener])


class SocketLogin:
    """An ASGI application around `app` that closes WebSockets whose first message is not the login in time.

    `secret`: `user:password`. Prefect checks the same message, but waits for it without a limit of time.
    """

    def __init__(self, app: App, secret: str, login_seconds: float = LOGIN_SECONDS) -> None:
        self._app, self._secret, self._login_seconds = app, secret, login_seconds
        self._waiting_count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        if self._waiting_count >= MAX_WAITING:
            await receive()
            await send(_close("Too many WebSockets wait for their login.", TRY_AGAIN_LATER))
            return
        deadline = time.monotonic() + self._login_seconds
        is_waiting = True
        self._waiting_count += 1

        async def receive_after_login() -> Message:
            nonlocal is_waiting
            if not is_waiting:
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                message = {}
            if message.get("type") in ("websocket.connect", "websocket.disconnect"):
                return message
            if not self._is_login(message):
                await send(_close("Log in by the first message."))
                return {"type": "websocket.disconnect", "code": POLICY_VIOLATION}
            is_waiting = False
            self._waiting_count -= 1
            return message

        try:
            await self._app(scope, receive_after_login, send)
        finally:
            self._waiting_count -= is_waiting

    def _is_login(self, message: Message) -> bool:
        try:
            sent = json.loads(message.get("text") or message.get("bytes") or "")
            return sent["type"] == "auth" and hmac.compare_digest(sent["token"].encode(), self._secret.encode())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False


def _close(reason: str, code: int = POLICY_VIOLATION) -> Message:
    return {"type": "websocket.close", "code": code, "reason": reason}


if __name__ == "__main__":
    main()
