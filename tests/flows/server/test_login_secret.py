"""The server's secret is private, created once, and sent only to our own server."""

import stat
from pathlib import Path

import pytest

from flows.errors import BackbenchError, WrongUse
from flows.server.login_secret import client_variables, load_or_create_secret, secret_file, server_variables
from flows.server.process import find_free_port, open_listener
from flows.server.serve import require_protection
from flows.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, public_url="https://corpus.example")


def test_the_secret_is_made_once_and_readable_only_by_its_owner(settings: Settings) -> None:
    secret = load_or_create_secret(settings)
    assert load_or_create_secret(settings) == secret
    assert len(secret) > 40
    assert stat.S_IMODE(secret_file(settings).stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.prefect.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_secret_that_others_can_read_is_refused(settings: Settings, mode: int) -> None:
    load_or_create_secret(settings)
    secret_file(settings).chmod(mode)
    with pytest.raises(BackbenchError, match="can read the server's secret"):
        load_or_create_secret(settings)


def test_an_empty_secret_or_a_link_is_refused(settings: Settings, tmp_path: Path) -> None:
    load_or_create_secret(settings)
    secret_file(settings).write_text("")
    with pytest.raises(BackbenchError, match="incomplete"):
        load_or_create_secret(settings)
    secret_file(settings).unlink()
    secret_file(settings).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        load_or_create_secret(settings)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4200/api", "http://localhost:4200/api", "https://corpus.example/api"]
)
def test_commands_read_the_secret_by_themselves(settings: Settings, url: str) -> None:
    secret = load_or_create_secret(settings)
    assert client_variables(settings, {"PREFECT_API_URL": url}) == {"PREFECT_API_AUTH_STRING": secret}
    assert server_variables(settings)["PREFECT_SERVER_API_AUTH_STRING"] == secret


@pytest.mark.parametrize(
    "environ",
    [
        {"PREFECT_API_URL": "https://api.prefect.example/api"},
        {"PREFECT_API_URL": "http://127.0.0.1.evil.example/api"},
        {"PREFECT_API_URL": "http://127.0.0.1:4200/api", "PREFECT_API_AUTH_STRING": "the user's own"},
        {},
    ],
)
def test_the_secret_is_sent_to_no_other_server(settings: Settings, environ: dict[str, str]) -> None:
    load_or_create_secret(settings)
    assert client_variables(settings, environ) == {}


def test_no_secret_is_made_for_a_client(settings: Settings) -> None:
    assert client_variables(settings, {"PREFECT_API_URL": "http://127.0.0.1:4200/api"}) == {}
    assert not settings.prefect.exists()


@pytest.mark.parametrize("host", ["localhost", "127.one", "::1", "corpus.example", ""])
def test_an_invalid_address_to_listen_at_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(WrongUse, match="is not an IPv4 address"):
        require_protection(Settings(home=tmp_path), host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "10.0.0.1"])
def test_beyond_loopback_only_behind_a_declared_proxy(tmp_path: Path, host: str) -> None:
    with pytest.raises(WrongUse, match="BACKBENCH_PUBLIC_URL"):
        require_protection(Settings(home=tmp_path), host)
    require_protection(Settings(home=tmp_path, public_url="https://corpus.example"), host)
    require_protection(Settings(home=tmp_path), "127.0.0.1")


def test_a_port_has_one_listener() -> None:
    port = find_free_port()
    with open_listener(port), pytest.raises(BackbenchError, match=f"Port {port} on 127.0.0.1 cannot be used"):
        open_listener(port)
