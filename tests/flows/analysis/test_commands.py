"""`backbench sql` and `backbench trends` on the command line."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from flows.cli.sql import sql
from flows.cli.trends import trends
from flows.errors import WrongUse


def run(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the whole command in a process of its own, as a person does."""
    environment = {"PATH": "/usr/bin:/bin", "BACKBENCH_HOME": str(home)} if home else {}
    command = [sys.executable, "-m", "flows.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=False)


def call(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("trends", "nope"), 2, "There is no topic 'nope'. There are: "),
        (("trends", "iran-russia", "--from", "soon"), 2, "--from 'soon' is not a day"),
        (("trends", "iran-russia", "--by", "week"), 2, "'week' is not one of"),
        (("trends", "iran-russia", "--plot", "x.gif"), 2, "End the name in .png, .svg or .html."),
        (("sql", "selec"), 2, "syntax error"),
        (("sql", "attach 'x'"), 2, "ATTACH is not allowed"),
        (("sql",), 2, "One query is needed."),
        (("sql", "--named", "nope"), 2, "There is no saved query 'nope'"),
        (("sql", "--named", "topic-by-party", "topic=nope"), 2, "There is no topic 'nope'. There are: "),
        (("sql", "--named", "undated", "x=1"), 2, "'x=1' is not a parameter of undated"),
        (("sql", "select 1", "--csv", "--json"), 2, "--csv and --json exclude each other"),
        (("sql", "select error('boom')"), 1, "boom"),
        (("sql", "select 1 as one", "--csv"), 0, "one\n1\n"),
        (("sql", "--named", "topic-by-party", "topic=iran-russia", "--csv"), 0, "Heath Alliance,48,109,"),
        (("trends", "iran-russia", "--by", "party", "--to", "2022-01"), 0, "Heath Alliance"),
        (("trends", "iran-russia", "--by", "party", "--csv"), 0, "iran-russia,1,party,month,1,"),
        (("trends", "iran-russia", "--csv", "--json"), 2, "--csv and --json exclude each other"),
        (("trends", "iran-russia", "--excel"), 2, "--excel is an option of CSV"),
    ],
)
def test_a_call_ends_with_its_exit_code_and_one_clear_line(
    home: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    ended = run(*arguments, home=home)
    assert ended.returncode == code
    assert message in (ended.stderr if code else ended.stdout)
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("arguments", [("trends", "iran-russia"), ("sql", "select 1")])
def test_without_a_corpus_it_says_how_to_get_one(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments, home=tmp_path)
    assert ended.returncode == 1
    assert "backbench demo, import or nightly" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_plot_next_to_json_keeps_standard_output_clean(home: Path, tmp_path: Path) -> None:
    plot = tmp_path / "trend.svg"
    ended = run("trends", "iran-russia", "--json", "--plot", str(plot), home=home)
    assert json.loads(ended.stdout)["topic_id"] == "iran-russia"
    assert plot.exists()
    assert str(plot) in ended.stderr


def test_saved_queries_are_listed_with_their_parameters(corpus: Path) -> None:
    listed = call(sql, "--list").output
    assert "topic-by-party\n" in listed
    assert "topic=iran-russia" in listed
    assert {"name", "answers", "parameters"} <= set(json.loads(call(sql, "--list", "--json").output)[0])


def test_a_module_in_the_current_folder_is_not_imported(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "duckdb.py").write_text("raise SystemExit('taken in')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert call(sql, "select 1 as one", "--csv").output == "one\n1\n"


@pytest.mark.parametrize("command", [sql, trends], ids=["sql", "trends"])
def test_help_shows_an_example(command: object) -> None:
    assert "\n    backbench " in call(command, "--help").output.partition("Examples:")[2]


def test_wrong_use_is_raised_for_the_command_line_to_end_with() -> None:
    assert isinstance(call(sql, "a", "b").exception, WrongUse)


def test_queries_load_no_heavy_module(home: Path) -> None:
    heavy = ("altair", "pandas", "pyarrow", "polars", "prefect", "great_expectations", "trafilatura", "numpy")
    code = (
        "import sys; from flows.cli.main import backbench\n"
        "backbench.main(['trends', 'iran-russia'], standalone_mode=False)\n"
        f"print('heavy:', sorted(set({heavy}) & set(sys.modules)))"
    )
    environment = {"PATH": "/usr/bin:/bin", "BACKBENCH_HOME": str(home)}
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert ended.stdout.splitlines()[-1] == "heavy: []"
