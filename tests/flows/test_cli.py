"""The command: help with an example everywhere, three exit codes, one line of complaint, a light start."""

import errno
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from flows.cli import main
from flows.settings import CHECKOUT
from warehouse.store.database import open_writer
from warehouse.store.publish import publish_corpus

HEAVY = ("prefect", "great_expectations", "pandas")
PROSE = "The member for Weir said the bill was good. " * 9
PAGE = f"<html lang=en><title>A bill</title><h1>A bill</h1><p>{PROSE}</p></html>"
LIGHT = f"""
import sys
from flows.cli.main import main
try:
    main()
finally:
    print(sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)
"""
Call = Callable[..., tuple[int, str, str]]


def every_command(group: click.Group = main.backbench, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, *path, name)
        else:
            yield (*path, name)


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Call the command in this process; return exit code, standard output and standard error."""
    for name in [name for name in os.environ if name.startswith(("BACKBENCH_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BACKBENCH_HOME", str(tmp_path / "home"))

    def run(*arguments: str, **settings: str) -> tuple[int, str, str]:
        for name, value in settings.items():
            monkeypatch.setenv(f"BACKBENCH_{name}", value)
        monkeypatch.setattr(sys, "argv", ["backbench", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit) as end:
            main.main()
        output, errors = capsys.readouterr()
        return int(end.value.code or 0), output, errors

    return run


@pytest.mark.parametrize("command", list(every_command()), ids=lambda command: " ".join(command) or "backbench")
def test_every_command_has_help_with_an_example(call: Call, command: tuple[str, ...]) -> None:
    code, output, _ = call(*command, "--help")
    assert code == 0
    assert f"backbench {' '.join(command)}" in output.partition("Usage:")[2].partition("\n")[2]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("nightly", "--nonsense"),
        ("import",),
        ("import", "nowhere.warc.gz"),
        ("import", "https://pages.example/a-piece"),
        ("backfill", "--from", "yesterday"),
        ("backfill", "--from", "2024-02-30"),
        ("backfill", "--from", "2024-05-02", "--to", "2024-05-01"),
        ("backfill", "--outlet", "the-moon"),
        ("backfill", "--limit", "0"),
        ("reprocess", "--outlet", "the-moon"),
        ("sql",),
        ("inspect", "nowhere.html"),
    ],
    ids=" ".join,
)
def test_a_wrong_call_ends_with_2_and_leaves_nothing_behind(
    call: Call, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    code, output, errors = call(*arguments)
    assert (code, output) == (2, "")
    assert errors.strip()
    assert not [*tmp_path.glob("home/runs/*.json")]


def test_an_address_to_import_leads_to_the_command_that_reads_one(call: Call) -> None:
    code, _, errors = call("import", "saved.html", "https://pages.example/a-piece")
    assert code == 2
    assert "https://pages.example/a-piece is an address. Look at this page with `backbench inspect`" in errors


def test_a_missing_argument_of_import_and_a_missing_corpus_are_distinguished(call: Call) -> None:
    assert call("import")[0] == 2
    code, output, errors = call("sql", "select 1")
    assert (code, output) == (1, "")
    (line,) = errors.splitlines()
    assert "There is no database" in line
    assert "BACKBENCH_HOME" in line


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"WORKERS": "many"}, "BACKBENCH_WORKERS='many' cannot be read"),
        ({"PAGE_SECONDS": "0"}, "BACKBENCH_PAGE_SECONDS='0' cannot be read: must be more than 0"),
        ({"WAYBACK_URL": "archive.example"}, "BACKBENCH_WAYBACK_URL='archive.example' cannot be read"),
        ({"OUTLETS": "/nowhere/outlets.toml"}, "/nowhere/outlets.toml"),
    ],
    ids=["no number", "nought", "no address", "no file"],
)
def test_a_wrong_setting_is_named(call: Call, setting: dict[str, str], message: str) -> None:
    code, output, errors = call("reprocess", **setting)
    assert (code > 0, output) == (True, "")
    (line,) = errors.splitlines()
    assert line.startswith("backbench: ")
    assert message in line


@pytest.mark.parametrize(
    ("command", "settings"),
    [
        ("status", {"ARCHIVE_STORE": "s3://AKIAEXAMPLE:hun/hunter2@bucket/prefix"}),
        ("status", {"LAKE": "dbname=corpus", "LAKE_DATA": "s3://AKIAEXAMPLE:hunter2@bucket"}),
        ("status", {"DASK": "tcp://user:hunter2@127.0.0.1:8786"}),
        ("status", {"WAYBACK_URL": "https://user:hunter2@archive.example"}),
        ("status", {"PUBLIC_URL": "https://user:hunter2@corpus.example"}),
        ("status", {"HOST_OVERRIDES": "one.example=user:hunter2@127.0.0.1:80"}),
        ("members refresh", {"REGISTER_SOURCE": "http://user:hunter2@127.0.0.1:9/"}),
        ("inspect https://user:hunter2@one.example/a", {}),
        ("inspect ftp://user:hunter2@one.example/a", {}),
        ("inspect --jsonl --url https://user:hunter2@one.example/a page.html", {}),
        ("import https://user:hunter2@one.example/a", {}),
        ("export s3://AKIAEXAMPLE:hunter2@bucket", {}),
        ("kwic https://user:hunter2@one.example/a", {}),
        ("https://user:hunter2@one.example/a", {}),
    ],
)
def test_no_message_repeats_a_password(call: Call, command: str, settings: dict[str, str]) -> None:
    code, output, errors = call(*command.split(), **settings)
    assert code > 0
    assert "hunter2" not in output + errors


def test_an_unknown_setting_is_a_warning_that_names_the_nearest_one(call: Call) -> None:
    code, _, errors = call("status", HOEM="x", WORKER="2", ZZZ="1")
    warnings = [line for line in errors.splitlines() if line.startswith("backbench: warning: ")]
    assert code == 1  # there is no corpus: the warning itself stops nothing
    assert "There is no database" in errors
    assert [line.rpartition("; ")[2] for line in warnings] == [
        "did you mean BACKBENCH_HOME?",
        "did you mean BACKBENCH_WORKERS?",
        "docs/operating.md lists the settings.",
    ]


def test_a_data_folder_that_cannot_be_one_is_one_line(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "page.html").write_text(PAGE)
    code, output, errors = call("import", str(tmp_path / "page.html"), HOME=str(tmp_path / "file"))
    assert (code, output) == (1, "")
    (line,) = errors.splitlines()
    assert str(tmp_path / "file") in line


def test_queries_and_inspection_load_no_heavy_module(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_writer(home / "warehouse.duckdb"):
        pass
    publish_corpus(home / "warehouse.duckdb", home / "corpus.duckdb")
    (tmp_path / "page.html").write_text(PAGE)
    calls = {
        "sql": ["select 1 as one", "--csv"],
        "inspect": [str(tmp_path / "page.html"), "--url", "https://a.example/a-bill"],
        "status": ["--json"],
    }
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("BACKBENCH_", "PREFECT_"))}
    for command, arguments in calls.items():
        done = subprocess.run(
            [sys.executable, "-c", LIGHT, command, *arguments],
            env=variables | {"BACKBENCH_HOME": str(home)},
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr.splitlines()[-1]) == (0, "[]"), f"{command}: {done.stderr}"


def test_the_help_lists_every_command_and_imports_none_of_them(tmp_path: Path) -> None:
    program = "import sys; from flows.cli.main import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    listed = done.stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed] == list(main.backbench.list_commands(click.Context(main.backbench)))
    loaded = set(done.stderr.split())
    assert "flows.cli.main" in loaded
    assert not loaded & {
        "flows.cli.jobs",
        "flows.cli.sql",
        "rich",
        "duckdb",
        "polars",
        "requests",
        "transforms.records",
    }


@pytest.mark.parametrize(("closed", "shown"), [(">&-", ""), ("2>&-", "iran-russia")])
def test_a_write_to_a_closed_stream_is_ignored(tmp_path: Path, closed: str, shown: str) -> None:
    page = tmp_path / "page.html"
    body = "<p>Iran and Russia met again, and ministers said of it in the House what they had said before.</p>" * 9
    page.write_text(f"<html><body><article><h1>On two states</h1>{body}</article></body></html>")
    command = f'"$0" -m flows.cli.main inspect "$1" --url https://one.example/a/two-states {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, str(page)],
        env={**os.environ, "BACKBENCH_HOME": str(tmp_path)},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert shown in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "--out"),
        ("kwic", "bridge", "--html"),
        ("sql", "select 1", "--parquet"),
        ("trends", "bridges", "--plot"),
    ],
)
def test_a_file_in_a_folder_that_does_not_exist_is_refused_before_any_work(
    call: Call, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    target = tmp_path / "mistyped" / "result.html"
    code, output, errors = call(*arguments, str(target))
    assert (code, output) == (2, "")
    assert f"There is no folder {target.parent} to write result.html to." in errors
    assert not target.parent.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "--out"),
        ("kwic", "bridge", "--html"),
        ("sql", "select 1", "--parquet"),
        ("trends", "bridges", "--plot"),
        ("export",),
        ("members", "refresh", "--from"),
        ("import",),
    ],
)
def test_an_empty_name_does_not_select_the_default(call: Call, arguments: tuple[str, ...]) -> None:
    code, output, errors = call(*arguments, "")
    assert (code, output) == (2, "")
    assert "is empty." in errors


@pytest.mark.parametrize("arguments", [("--help",), ("inspect", "{page}", "--json"), ("nonsense",), ("sql", "--list")])
def test_a_reader_that_closes_the_pipe_ends_the_command_without_a_word(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("On two states\n\nIran and Russia met again, and ministers said of it what they had said before.\n")
    command = [sys.executable, "-m", "flows.cli.main", *(each.format(page=page) for each in arguments)]
    reader, writer = os.pipe()
    os.close(reader)
    environ = {**os.environ, "BACKBENCH_HOME": str(tmp_path)}
    with os.fdopen(writer) as closed:
        done = subprocess.run(
            command, env=environ, cwd=CHECKOUT, stdout=closed, stderr=subprocess.PIPE, text=True, check=False
        )
    if arguments == ("nonsense",):  # it writes to standard errors alone
        assert done.returncode == 2
        return
    assert done.returncode == 141, done.stderr
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_a_connection_that_breaks_is_an_error_and_not_taken_for_the_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def status() -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(main._Lazy, "get_command", lambda *_: click.Command("status", callback=status))
    monkeypatch.setattr(sys, "argv", ["backbench", "status"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("backbench: The connection to another process or server broke off.")
