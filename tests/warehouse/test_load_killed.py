"""A process killed during a load leaves the database as before or as after it, and readable."""

import pickle
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from warehouse.store.database import open_writer

ROOT = Path(__file__).parents[2]

KILLED = """
import os, pickle, signal, sys
from pathlib import Path
import polars as pl
from warehouse.store.database import open_writer
from warehouse.store.load import load_batch, replace_tables

class Watched:
    left = int(sys.argv[3])
    def __init__(self, connection):
        self._connection = connection
    def __getattr__(self, name):
        return getattr(self._connection, name)
    def execute(self, *arguments):
        Watched.left -= 1
        if Watched.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._connection.execute(*arguments)

run, frames, fates = pickle.loads(Path(sys.argv[2]).read_bytes())
with open_writer(Path(sys.argv[1]), 1) as connection:
    load_batch(Watched(connection), run, frames, fates)
    replace_tables(Watched(connection), {"parties": pl.DataFrame([{"party_id": "a", "name": "A", "party_group": "A"}])})
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("is_new", [True, False], ids=["first run", "second run"])
def test_a_load_is_atomic(path: Path, tmp_path: Path, page: Any, brought: Any, all_of: Any, is_new: bool) -> None:
    if not is_new:
        with open_writer(path, 1) as connection:
            brought("r0", [page(), page("brook", hour=4)], kept_back=[page("mill")]).load(connection)
    before = state(path, all_of)
    second = brought("r1", [page(text="Other.", hour=1), page("brook", text="Other.", hour=2), page("mill")])
    report = tmp_path / "second.pickle"
    report.write_bytes(dumped(second))
    outcomes = []
    for statements in (5, 25, 45, 60, 10_000):
        copy = tmp_path / f"{statements}.duckdb"
        copy.write_bytes(path.read_bytes())
        command = [sys.executable, "-c", KILLED, str(copy), str(report), str(statements)]
        done = subprocess.run(command, check=False, cwd=ROOT)
        assert done.returncode == -signal.SIGKILL
        outcomes.append(state(copy, all_of))
    with open_writer(path, 1) as connection:
        second.load(connection)
    after = state(path, all_of)
    assert all(outcome in (before, after) for outcome in outcomes)
    assert outcomes[0] == before
    assert outcomes[-1] == after


def dumped(run: Any) -> bytes:
    return pickle.dumps((run.run, run.all_frames(), run.fates()))


def state(path: Path, all_of: Any) -> dict[str, Any]:
    with open_writer(path, 1) as connection:
        found: dict[str, Any] = all_of(connection)
    return {name: rows for name, rows in found.items() if name != "parties"}
