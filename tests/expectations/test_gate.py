"""The verdict of the gate: which captures are quarantined, with which reason, and what is written."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations.bundles import GateBroken
from expectations.evaluation import evaluate_rules
from expectations.gate import RULES, judge_frames
from expectations.rule import Between, Rule
from transforms.frames import build_schema
from transforms.urls import make_capture_id
from warehouse.schema.tables import OUTLETS, QUALITY_RESULTS, TABLES

AT = datetime(2024, 4, 21)
Make = Callable[[int], Any]


def test_a_valid_run_passes(batch: Make) -> None:
    verdict = judge_frames(batch(30).frames, AT)
    assert verdict.rejected.rows() == []
    assert verdict.run_failures == []
    assert verdict.results["rule"].to_list() == list(RULES)
    assert verdict.results.filter(pl.col("failed_count") > 0).height == 0
    assert verdict.judged_at == AT


def test_the_results_conform_to_their_table(batch: Make) -> None:
    results = judge_frames(batch(3).frames, AT).results
    wanted = {name: kind for name, kind in build_schema(QUALITY_RESULTS).items() if name != "run_id"}
    assert dict(results.schema) == wanted
    assert set(results["scope"]) <= set(QUALITY_RESULTS.column("scope").values)


def test_a_run_without_rows_passes() -> None:
    empty = {table.name: pl.DataFrame(schema=build_schema(table)) for table in TABLES}
    verdict = judge_frames(empty, AT)
    assert (verdict.rejected.height, verdict.run_failures) == (0, [])
    assert verdict.results["checked_count"].sum() == 0


def test_a_column_without_any_value_is_checked(batch: Make) -> None:
    frames = batch(3).frames
    articles = frames["articles"].with_columns(genre=pl.lit(None, pl.String), language=pl.lit(None, pl.String))
    verdict = judge_frames(frames | {"articles": articles}, AT)
    assert set(verdict.rejected["rule"]) == {"articles.genre.not_null"}
    assert verdict.rejected.height == 3


def test_a_detail_carries_the_value(batch: Make) -> None:
    run = batch(4)
    short = run.change("articles", 0, body="Sign in to read.")
    genre = run.change("articles", 1, genre="gossip")
    late = run.change("articles", 2, first_captured_at=datetime(2024, 4, 1, 8, 5))
    found = {row["capture_id"]: row["detail"] for row in judge_frames(run.frames, AT).rejected.iter_rows(named=True)}
    assert found == {
        short: "the body has 4 words: 'Sign in to read.'",
        genre: "genre is 'gossip', not one of opinion, news, interview, partner, other",
        late: "published_on is 2024-04-18, 17 days after the capture at 2024-04-01 08:05 UTC",
    }


def test_a_long_value_is_cut_in_the_detail(batch: Make) -> None:
    run = batch(1)
    run.change("articles", 0, title="headline " * 200)
    [detail] = judge_frames(run.frames, AT).rejected["detail"]
    assert len(detail) < 250
    assert detail.endswith("…'")


def test_a_broken_child_row_quarantines_its_capture_once(batch: Make) -> None:
    run = batch(3)
    capture = run.change("article_authors", 1, chamber="witenagemot")
    run.rows["article_authors"].append(run.rows["article_authors"][1] | {"position": 1, "chamber": "moot"})
    [row] = judge_frames(run.frames, AT).rejected.rows()
    assert row[:2] == (capture, "article_authors.chamber.in_set")
    assert row[2].startswith("chamber is 'witenagemot', not one of commons")
    assert row[2].endswith("(and 1 more)")


def test_two_rules_broken_are_two_rows(batch: Make) -> None:
    run = batch(2)
    capture = run.change("articles", 0, genre="gossip", title="")
    rows = judge_frames(run.frames, AT).rejected.select("capture_id", "rule").rows()
    assert sorted(rows) == [(capture, "articles.genre.in_set"), (capture, "articles.title.not_blank")]


def test_captures_of_one_article_are_judged_separately(batch: Make) -> None:
    run = batch(2)
    again = make_capture_id(str(run.rows["articles"][0]["url"]), "b" * 64)
    for rows in run.rows.values():
        rows.append(rows[0] | {"capture_id": again})
    assert judge_frames(run.frames, AT).rejected.rows() == []
    run.rows["articles"][-1]["body"] = "Gone."
    assert judge_frames(run.frames, AT).rejected.select("capture_id", "rule").rows() == [(again, "body_too_short")]


def test_the_outlets_name_is_known_from_its_table(batch: Make) -> None:
    run = batch(2)
    capture = run.change("articles", 0, title="Severnside Evening Gazette")
    assert judge_frames(run.frames, AT).rejected.rows() == []
    outlet = {"outlet_id": "gazette", "name": "The Severnside Evening Gazette", "timezone": "UTC", "is_declared": True}
    frames = run.frames | {"outlets": pl.DataFrame([outlet], schema=build_schema(OUTLETS))}
    assert judge_frames(frames, AT).rejected.select("capture_id", "rule").rows() == [(capture, "title_is_outlet")]


def test_words_are_counted_in_scripts_without_spaces(batch: Make) -> None:
    run = batch(2)
    run.change("articles", 0, body="議会は秋の潮に備えて河口の水門を閉じると大臣が述べた。" * 4)
    short = run.change("articles", 1, body="議会は秋の潮に備える。")
    assert judge_frames(run.frames, AT).rejected["capture_id"].to_list() == [short]


def test_the_same_frames_are_judged_the_same_on_any_day(batch: Make) -> None:
    run = batch(6)
    run.change("articles", 0, genre="gossip")
    early, late = judge_frames(run.frames, datetime(1999, 1, 1)), judge_frames(run.frames, datetime(2099, 1, 1))
    assert early.rejected.equals(late.rejected)
    assert early.results.equals(late.results)


def test_a_rule_that_cannot_be_computed_is_an_error_and_no_pass(batch: Make) -> None:
    wrong = Rule("wrong", "articles", "A title is at least 3.", pl.col("title"), Between(least=3), "it is {value}")
    with pytest.raises(GateBroken, match="rule wrong could not be evaluated"):
        evaluate_rules({"articles": batch(2).frames["articles"]}, [wrong])


WHOLE = """
import os, socket, sys
from datetime import datetime
import polars as pl
from expectations.gate import judge_frames, load_engine

def refuse(*args, **kwargs):
    os.write(2, f"network: {args}".encode())
    os._exit(7)

assert "great_expectations" not in sys.modules and "pandas" not in sys.modules, "imported too early"
socket.socket.connect = socket.getaddrinfo = refuse
os.environ.pop("GX_ANALYTICS_ENABLED", None)
load_engine()
assert os.environ["GX_ANALYTICS_ENABLED"] == "false"
from transforms.frames import build_schema
from warehouse.schema.tables import TABLES
judge_frames({table.name: pl.DataFrame(schema=build_schema(table)) for table in TABLES}, datetime(2024, 1, 1))
"""


def test_the_gate_prints_writes_and_sends_nothing(tmp_path: Path) -> None:
    home, scratch = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    scratch.mkdir()
    root = str(Path(__file__).parents[2])
    env = os.environ | {"HOME": str(home), "TMPDIR": str(scratch), "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", WHOLE], cwd=home, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path for folder in (home, scratch) for path in folder.rglob("*")] == []


def test_the_engine_loads_no_plots_and_no_statistics_that_no_rule_needs() -> None:
    script = (
        "import sys; from expectations.gate import load_engine; load_engine(); import altair;"
        " print('altair.vegalite' in sys.modules, 'scipy.stats._stats_py' in sys.modules,"
        " altair.Chart.__module__.startswith('altair.'))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False", "True"]
