"""The files under deploy/: their paths, commands and settings exist; checked by their own tools where present."""

import re
import shutil
import subprocess
import tomllib
from typing import Any

import pytest
import yaml

from flows.settings import CHECKOUT, VARIABLES

DEPLOY = CHECKOUT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")


@pytest.fixture
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def test_the_image_holds_every_package_and_is_not_root() -> None:
    packages = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    copied = {
        name for line in re.findall(r"^COPY --chown=\S+ (.+) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    }
    assert copied >= {
        *packages["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"],
        "seeds",
        "uv.lock",
        "prefect.yaml",
    }
    assert all((CHECKOUT / name).exists() for name in copied)
    ignored = (CHECKOUT / ".dockerignore").read_text("utf-8").splitlines()
    assert {f"!{name}" for name in copied} <= set(ignored)
    assert DOCKERFILE.index("USER backbench") < DOCKERFILE.index("uv sync")


def test_image_and_makefile_install_with_the_same_uv() -> None:
    (pinned,) = re.findall(r"uv==([\d.]+)", DOCKERFILE)
    assert f"UV_VERSION := {pinned}" in (CHECKOUT / "Makefile").read_text("utf-8")


def test_compose_starts_server_scheduler_database_and_worker_with_a_login(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"postgres", "server", "scheduler", "deploy", "worker"}
    assert services["server"]["ports"] == ["127.0.0.1:4200:4200"]
    for name in ("server", "scheduler"):
        variables = services[name]["environment"]
        assert variables["PREFECT_SERVER_API_AUTH_STRING"].startswith("${BACKBENCH_LOGIN:?")
        assert variables["PREFECT_SERVER_DATABASE_CONNECTION_URL"].startswith("postgresql+asyncpg://")
    assert not re.search(r"(?i)(password|login): (?!\$\{)\S", (DEPLOY / "compose.yaml").read_text("utf-8"))


def test_every_setting_that_the_files_name_exists() -> None:
    for file in DEPLOY.iterdir():
        named = set(
            re.findall(r"^(?:\s+|Environment=|ENV )(BACKBENCH_[A-Z_]+)[:=]", file.read_text("utf-8"), re.MULTILINE)
        )
        assert named <= set(VARIABLES), file


def test_the_commands_of_compose_exist(compose: dict[str, Any]) -> None:

    for name in ("server", "scheduler", "worker"):
        command = [word for word in compose["services"][name]["command"] if not word.startswith("-")]
        assert command[0] == "prefect"
        words = {"server": 3, "scheduler": 4, "worker": 3}[name]
        done = subprocess.run(
            [CHECKOUT / ".venv/bin/prefect", *command[1:words], "--help"], capture_output=True, check=False
        )
        assert done.returncode == 0, name


def test_hadolint_finds_nothing() -> None:
    if not shutil.which("hadolint"):
        pytest.skip("hadolint is absent")
    subprocess.run(["hadolint", DEPLOY / "Dockerfile"], check=True)


def test_compose_accepts_its_file() -> None:
    command = ["docker", "compose", "--file", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    if (
        not shutil.which("docker")
        or subprocess.run([*command[:2], "version"], capture_output=True, check=False).returncode
    ):
        pytest.skip("docker compose is absent")
    given = {"BACKBENCH_LOGIN": "backbench:x", "POSTGRES_PASSWORD": "x", "BACKBENCH_CONTACT": "mailto:x@one.example"}
    subprocess.run(command, env=given | {"PATH": "/usr/bin:/usr/local/bin:/bin"}, check=True)


def test_systemd_accepts_the_unit(tmp_path: Any) -> None:
    analyse = shutil.which("systemd-analyze")
    if not analyse:
        pytest.skip("systemd-analyze is absent")
    unit = tmp_path / "backbench.service"
    text = (DEPLOY / "backbench.service").read_text("utf-8")
    unit.write_text(
        text.replace("/srv/backbench/.venv/bin/backbench serve", "/bin/true").replace("User=backbench", "User=root")
    )
    done = subprocess.run([analyse, "verify", unit], capture_output=True, text=True, check=False)
    wrong = [line for line in done.stderr.splitlines() if str(unit) in line or "backbench.service:" in line]
    assert wrong == []
