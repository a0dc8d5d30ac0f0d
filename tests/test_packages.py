"""The packages are those of this repository, and import one another in one direction only."""

import ast
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from flows.settings import CHECKOUT

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_is_in_the_repository(package: str) -> None:
    file = import_module(package).__file__
    assert file
    assert Path(file).resolve() == (CHECKOUT / package / "__init__.py").resolve()


def test_imports_point_one_way() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "init",
    [
        init
        for package in PACKAGES
        for init in sorted((CHECKOUT / package).rglob("__init__.py"))
        if init.parent.name not in ("cli", "tables")  # one module for each command, or for each subject
    ],
    ids=lambda init: init.parent.relative_to(CHECKOUT).as_posix(),
)
def test_the_docstring_of_a_package_names_its_modules(init: Path) -> None:
    docstring = ast.get_docstring(ast.parse(init.read_text("utf-8"))) or ""
    modules = {path.stem for path in init.parent.glob("*.py")} - {"__init__"}
    assert sorted(name for name in modules if f"`{name}`" not in docstring) == []
