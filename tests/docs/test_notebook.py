"""The notebook runs on the sample, and its numbers equal those of the views."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.settings import CHECKOUT

NOTEBOOK = CHECKOUT / "docs" / "notebooks" / "explore.py"


def run_notebook() -> dict[str, Any]:
    spec = importlib.util.spec_from_file_location("explore", NOTEBOOK)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    _, defined = module.app.run()
    return dict(defined)


def test_the_notebooks_tables_equal_the_views(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(home))
    shown = run_notebook()
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as corpus:
        topic = shown["topic"].value
        asked = "select sum(article_count), sum(corpus_count) from topic_by_month where topic_id = ?"
        assert corpus.execute(asked, [topic]).fetchone() == (
            shown["months"]["article_count"].sum(),
            shown["months"]["corpus_count"].sum(),
        )
        by_party = "select sum(article_count) from topic_by_month_party where topic_id = ?"
        assert corpus.execute(by_party, [topic]).fetchone() == (shown["series"]["articles"].sum(),)
    assert shown["articles"].height == shown["months"]["article_count"].sum() > 10


def test_the_notebook_runs_as_a_script_and_passes_marimos_check(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(home))
    subprocess.run([sys.executable, str(NOTEBOOK)], check=True, cwd=CHECKOUT, timeout=600)
    checked = subprocess.run(
        [sys.executable, "-m", "marimo", "check", str(NOTEBOOK)],
        check=False,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
