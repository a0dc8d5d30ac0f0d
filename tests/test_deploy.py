"""The files under deploy/: their paths, commands and settings exist; their own tools check them where installed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.settings import CHECKOUT, VARIABLES

DEPLOY = CHECKOUT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")


@pytest.fixture
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def test_the_image_has_every_package_and_does_not_run_as_root() -> None:
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
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.index("uv sync")


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


def find_tool(name: str) -> Path:
    """Return a tool that a package of the group dev brought; skip where there is none for this platform."""
    found = CHECKOUT / ".venv" / "bin" / name
    if not found.exists():
        pytest.skip(f"{name} is absent: uv sync")
    return found


def test_hadolint_finds_nothing() -> None:
    done = subprocess.run(
        [find_tool("hadolint"), "--no-color", DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_docker_compose_accepts_the_file_and_names_missing_variables() -> None:
    command = [find_tool("docker-compose"), "--file", DEPLOY / "compose.yaml", "config", "--format", "json"]
    given = {"BACKBENCH_LOGIN": "backbench:x", "POSTGRES_PASSWORD": "x", "BACKBENCH_CONTACT": "mailto:x@one.example"}
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    services = json.loads(done.stdout)["services"]
    assert services["worker"]["environment"]["BACKBENCH_CONTACT"] == given["BACKBENCH_CONTACT"]
    for name in given:
        rest = {key: value for key, value in given.items() if key != name}
        refused = subprocess.run(command, env=rest, capture_output=True, text=True, check=False)
        assert refused.returncode != 0
        assert f"required variable {name} is missing a value" in refused.stderr


def read_install_command() -> list[str]:
    (command,) = re.findall(r"^RUN (uv sync .+)$", DOCKERFILE, re.MULTILINE)
    return str(command).split()


def test_the_steps_of_the_image_work_in_a_clean_environment(tmp_path: Path) -> None:
    """The copied files alone, the install command, and what a worker does first: import each flow."""
    uv, cache = CHECKOUT / ".uv" / "bin" / "uv", Path(os.environ.get("UV_CACHE_DIR", CHECKOUT / ".uv" / "cache"))
    if not uv.exists() or not cache.exists():
        pytest.skip("uv or its cache is absent: make test")
    for line in re.findall(r"^COPY --chown=\S+ (.+) \S+$", DOCKERFILE, re.MULTILINE):
        for name in line.split():
            source = CHECKOUT / name
            if source.is_dir():
                shutil.copytree(source, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, tmp_path / name)
    # From the cache instead of the network, and without compiling, which takes a minute.
    words = [word for word in read_install_command()[1:] if word not in ("--no-cache", "--compile-bytecode")]
    environment = {"PATH": os.environ["PATH"], "UV_CACHE_DIR": str(cache), "HOME": str(tmp_path), "UV_OFFLINE": "1"}
    done = subprocess.run(
        [uv, *words, "--python", sys.executable],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "Network connectivity is disabled" in done.stderr:
        pytest.skip("uv's cache does not have every package: make demo")
    assert done.returncode == 0, done.stderr
    programs = tmp_path / ".venv" / "bin"
    own = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path), "BACKBENCH_HOME": str(tmp_path / "data")}
    for command in (["backbench", "--help"], ["prefect", "version"], ["backbench", "status", "--help"]):
        subprocess.run([programs / command[0], *command[1:]], env=own, cwd=tmp_path, check=True, capture_output=True)
    deployments = yaml.safe_load((tmp_path / "prefect.yaml").read_text("utf-8"))["deployments"]
    entrypoints = sorted({each["entrypoint"] for each in deployments})
    load = "import sys; from prefect.flows import load_flow_from_entrypoint as load; [load(a) for a in sys.argv[1:]]"
    subprocess.run([programs / "python", "-c", load, *entrypoints], env=own, cwd=tmp_path, check=True)


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
