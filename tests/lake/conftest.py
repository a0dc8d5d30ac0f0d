"""A lake of the test's own, and rows to load into it."""

import uuid
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flows.settings import Settings
from warehouse.store.database import open_writer
from warehouse.store.locations import Lake
from warehouse.store.publish import publish_corpus


@pytest.fixture(scope="session")
def catalog(postgres: Any) -> Any:
    """The maker of catalogs; skips where the extensions are absent."""
    for name in ("ducklake", "postgres_scanner", "httpfs"):
        if find_spec(f"duckdb_extension_{name}") is None:
            pytest.skip(f"DuckDB's extension {name} is absent: uv sync --extra lake")
    return lambda: postgres.create_database(f"lake_{uuid.uuid4().hex[:12]}")


@pytest.fixture
def lake(catalog: Any, tmp_path: Path) -> Lake:
    """An empty lake."""
    return Lake(catalog(), f"{tmp_path / 'lake'}/")


@pytest.fixture
def settings(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings over the lake, which commands of this process and its children read as well."""
    return _use(Settings(home=tmp_path / "home", lake=lake), monkeypatch)


@pytest.fixture(scope="session")
def three_nights(catalog: Any, rows: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A lake with three published runs, each of which added an article and a topic. Not to be changed."""
    folder = tmp_path_factory.mktemp("nights")
    settings = Settings(home=folder / "home", lake=Lake(catalog(), f"{folder / 'lake'}/"))
    for number in (1, 2, 3):
        with open_writer(settings.warehouse) as connection:
            page = rows.Page(f"page-{number}", text=f"Text {number} on Iran and Russia.")
            rows.Brought(f"r{number}", [page]).load(connection)
            connection.execute(f"insert into topics values ('topic-{number}', 1, 'T', 'T', '{{}}')")
        publish_corpus(settings.warehouse, settings.corpus)
    return settings


@pytest.fixture
def nights(three_nights: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The same, as the commands' settings."""
    return _use(three_nights, monkeypatch)


def _use(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    assert settings.lake
    monkeypatch.setenv("BACKBENCH_HOME", str(settings.home))
    monkeypatch.setenv("BACKBENCH_LAKE", settings.lake.catalog)
    monkeypatch.setenv("BACKBENCH_LAKE_DATA", settings.lake.data)
    return settings


def _load(path: Path) -> ModuleType:
    spec = spec_from_file_location(f"of_{path.parent.name}", path)
    assert spec and spec.loader
    import sys

    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def rows() -> ModuleType:
    """The makers of pages and runs of the loader's own tests."""
    return _load(Path(__file__).parents[1] / "warehouse" / "conftest.py")


@pytest.fixture(scope="session")
def whole_runs() -> ModuleType:
    """The makers of files and settings of the pipeline's tests."""
    return _load(Path(__file__).parents[1] / "flows" / "pipeline" / "conftest.py")
