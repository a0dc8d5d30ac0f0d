"""A lake and a bucket of the test's own, and rows to load."""

import hashlib
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

from flows.server.process import find_free_port
from flows.settings import Settings
from warehouse.archive import object_store
from warehouse.store.database import open_writer
from warehouse.store.locations import Lake
from warehouse.store.publish import publish_corpus

MAX_WAIT_SECONDS = 600


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
    return _use(Settings(home=tmp_path / "home", lake_catalog=lake.catalog, lake_data=lake.data), monkeypatch)


@pytest.fixture(scope="session")
def three_nights(catalog: Any, rows: Any, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A lake with three published runs, each of which added an article and a topic. Not to be changed."""
    folder = tmp_path_factory.mktemp("nights")
    settings = Settings(home=folder / "home", lake_catalog=catalog(), lake_data=f"{folder / 'lake'}/")
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


@pytest.fixture(scope="session")
def object_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that speaks S3, in a process of its own; skips where moto or s3fs is absent."""
    pytest.importorskip("s3fs", reason="s3fs is absent: uv sync --extra s3")
    pytest.importorskip("moto.server", reason="moto is absent: uv sync")
    port, log = find_free_port(), tmp_path_factory.mktemp("s3") / "log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "moto.server", "-p", str(port)]
        process = subprocess.Popen(command, stdout=output, stderr=output)
    address, deadline = f"http://127.0.0.1:{port}", time.monotonic() + MAX_WAIT_SECONDS
    try:
        while True:
            assert process.poll() is None and time.monotonic() < deadline, log.read_text()
            try:
                requests.get(address, timeout=60)
                break
            except requests.ConnectionError:
                time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def bucket(object_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty bucket; the variables of AWS lead to it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "tests",
        "AWS_SECRET_ACCESS_KEY": "a-secret-of-the-tests",
        "AWS_REGION": "eu-west-2",
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_ENDPOINT_URL": object_server,
    }.items():
        monkeypatch.setenv(name, value)
    import s3fs

    s3fs.S3FileSystem.clear_instance_cache()
    object_store._connect.cache_clear()
    name = f"b{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]}"
    requests.put(f"{object_server}/{name}", timeout=60).raise_for_status()
    yield f"s3://{name}/corpus"
    object_store._connect.cache_clear()
    s3fs.S3FileSystem.clear_instance_cache()
