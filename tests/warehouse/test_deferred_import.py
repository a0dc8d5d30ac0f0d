"""A module whose import is deferred behaves like any other as soon as it is used."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest

from warehouse.deferred_import import defer_import

NAME = "deferred_sample"


@pytest.fixture(autouse=True)
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    package = tmp_path / NAME
    package.mkdir()
    (package / "__init__.py").write_text("import time\ntime.sleep(0.05)\n__version__ = '1.2'\nvalue = object()\n")
    (package / "part.py").write_text(f"from {NAME} import value\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
        del sys.modules[name]


def test_it_is_not_loaded_before_it_is_used() -> None:
    defer_import(NAME)
    module = import_module(NAME)
    assert not hasattr(module, "__file__")
    assert "value" not in vars(sys.modules[NAME])
    assert module.value is sys.modules[NAME].value
    assert "value" in vars(sys.modules[NAME])


def test_a_submodule_can_be_imported() -> None:
    defer_import(NAME)
    part = import_module(f"{NAME}.part")
    assert part.value is import_module(NAME).value
    assert import_module(NAME).part is part


def test_threads_load_it_once() -> None:
    defer_import(NAME)
    module = import_module(NAME)
    with ThreadPoolExecutor(8) as threads:
        values = set(threads.map(lambda _: module.value, range(8)))
    assert len(values) == 1


def test_its_version_can_be_read() -> None:
    defer_import(NAME)
    assert import_module(NAME).__version__ == "1.2"


def test_a_loaded_module_is_left_alone() -> None:
    module = import_module(NAME)
    defer_import(NAME)
    assert import_module(NAME) is module
