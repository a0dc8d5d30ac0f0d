"""WebSockets without a login: closed after a time, and only so many at once."""

import asyncio
import json
from typing import Any

import pytest

from flows.server import app as server_app
from flows.server.app import SocketLogin

SECRET = "backbench:a secret: with colons"
LOGIN = json.dumps({"type": "auth", "token": SECRET})


class Client:
    """One WebSocket: `messages` are what it sends; `sent` is what it gets."""

    def __init__(self, *texts: str) -> None:
        self.messages: list[dict[str, Any]] = [{"type": "websocket.connect"}]
        self.messages += [{"type": "websocket.receive", "text": text} for text in texts]
        self.sent: list[dict[str, Any]] = []
        self.left = asyncio.Event()

    async def receive(self) -> Any:
        if self.messages:
            return self.messages.pop(0)
        await self.left.wait()
        return {"type": "websocket.disconnect", "code": 1000}

    async def send(self, message: Any) -> None:
        self.sent.append(message)


class App:
    """Accepts every WebSocket, and notes what arrives until it is closed."""

    def __init__(self) -> None:
        self.arrived: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            if message["type"] == "websocket.connect":
                await send({"type": "websocket.accept"})
            else:
                self.arrived.append(message.get("text"))


def connect(guarded: SocketLogin, client: Client) -> Any:
    return guarded({"type": "websocket", "path": "/api/events/out"}, client.receive, client.send)


@pytest.mark.parametrize(
    "first",
    ["", "{}", "[]", "null", "ü", "[" * 100_000, '{"type": "auth"}', '{"type": "auth", "token": null}',
     '{"type": "auth", "token": "backbench:other"}', json.dumps({"type": "filter", "token": SECRET})],
)  # fmt: skip
def test_a_first_message_that_is_not_the_login_closes_and_does_not_arrive(first: str) -> None:
    async def run() -> tuple[Client, App]:
        app, client = App(), Client(first, LOGIN)
        await connect(SocketLogin(app, SECRET), client)
        return client, app

    client, app = asyncio.run(run())
    assert [message["type"] for message in client.sent] == ["websocket.accept", "websocket.close"]
    assert client.sent[-1]["code"] == 1008
    assert not app.arrived


def test_a_silent_websocket_is_closed_and_no_longer_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_app, "MAX_WAITING", 2)

    async def run() -> list[Client]:
        guarded, clients = SocketLogin(App(), SECRET, login_seconds=0.05), [Client() for _ in range(4)]
        await asyncio.gather(*(connect(guarded, client) for client in clients[:3]))
        await connect(guarded, clients[3])
        return clients

    *waited, refused, later = asyncio.run(run())
    for client in (*waited, later):
        assert [message["type"] for message in client.sent] == ["websocket.accept", "websocket.close"]
    assert [(message["type"], message["code"]) for message in refused.sent] == [("websocket.close", 1013)]


def test_a_websocket_that_is_silent_after_its_login_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_app, "MAX_WAITING", 1)

    async def run() -> tuple[list[Client], App]:
        app = App()
        guarded, clients = SocketLogin(app, SECRET, login_seconds=0.05), [Client(LOGIN, "filter") for _ in range(3)]
        tasks = []
        for number, client in enumerate(clients, start=1):
            tasks.append(asyncio.create_task(connect(guarded, client)))
            async with asyncio.timeout(30):
                while len(app.arrived) < 2 * number:
                    await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        for client in clients:
            client.left.set()
        await asyncio.gather(*tasks)
        return clients, app

    clients, app = asyncio.run(run())
    assert all([message["type"] for message in client.sent] == ["websocket.accept"] for client in clients)
    assert sorted(app.arrived) == sorted([LOGIN, "filter"] * 3)


def test_other_requests_are_allowed() -> None:
    seen: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    async def run() -> None:
        for kind in ("http", "lifespan"):
            await SocketLogin(app, SECRET)({"type": kind}, Client().receive, Client().send)

    asyncio.run(run())
    assert seen == ["http", "lifespan"]
