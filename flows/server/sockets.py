"""WebSockets log in by their first message, within seconds; only so many may be open without a login."""

import asyncio
import hmac
import json
import time

from flows.server.guard import App, Message, Receive, Scope, Send

LOGIN_SECONDS = 10.0
MAX_WAITING = 100
"""WebSockets without a login at one time: 500 of them stopped the server from answering for minutes."""
POLICY_VIOLATION = 1008
TRY_AGAIN_LATER = 1013


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
