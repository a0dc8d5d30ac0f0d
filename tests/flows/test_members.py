"""The register refreshed over real HTTP and from folders, kept, published, and asked about bylines."""

import csv
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from flows.cli.members import members
from flows.errors import BackbenchError, WrongUse
from flows.reference.members import match_byline, match_csv, read_register, refresh_register
from flows.settings import CHECKOUT, Settings
from transforms.affiliations.register_package import PACKAGE
from warehouse.store import database
from warehouse.store.publish import publish_corpus

SAMPLE = CHECKOUT / "seeds" / "sample" / "register"


class _Quiet(SimpleHTTPRequestHandler):
    answers: list[int] = []  # noqa: RUF012 - one list a server, set below

    def do_GET(self) -> None:
        if self.answers:
            self.send_error(self.answers.pop(0))
        else:
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def _served(folder: Path, answers: list[int] | None = None) -> Iterator[str]:
    handler = type("Handler", (_Quiet,), {"answers": answers or []})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    folder = tmp_path / "parquet"
    folder.mkdir()
    for name in PACKAGE:
        pl.read_csv(SAMPLE / f"{name}.csv", infer_schema=False).write_parquet(folder / f"{name}.parquet")
    return folder


def _stored(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(settings.corpus), read_only=True) as connection:
        names = ("persons", "person_names", "parties", "memberships")
        return {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in names}


def test_a_folder_of_csv_and_an_address_of_parquet_give_the_same_register(settings: Settings, parquet: Path) -> None:
    counts = refresh_register(settings, str(SAMPLE))
    from_folder = _stored(settings)
    assert counts == {name: len(rows) for name, rows in from_folder.items()}
    assert counts["persons"] > 0
    with _served(parquet) as address:
        refresh_register(settings, address)
    assert _stored(settings) == from_folder


def test_the_source_of_the_settings_is_used_where_none_is_given(tmp_path: Path, parquet: Path) -> None:
    with _served(parquet) as address:
        settings = Settings(home=tmp_path / "home", register_source=address + "/")
        assert refresh_register(settings)["persons"] == len(_stored(settings)["persons"])


def test_the_files_are_kept_with_their_digests_and_a_note_says_which_are_in_use(
    settings: Settings, parquet: Path
) -> None:
    refresh_register(settings, str(SAMPLE))
    refresh_register(settings, str(parquet))
    note = json.loads((settings.register / "register.json").read_text())
    assert note["source"] == str(parquet)
    assert set(note["sha256"]) == {f"{name}.parquet" for name in PACKAGE}
    for name in note["sha256"]:
        assert (settings.register / note["folder"] / name).read_bytes() == (parquet / name).read_bytes()
    assert len([path for path in settings.register.iterdir() if path.is_dir()]) == 2, "what was in use before is kept"


def test_a_busy_server_is_requested_again(settings: Settings, parquet: Path) -> None:
    with _served(parquet, answers=[503]) as address:
        assert refresh_register(settings, address)["persons"] > 0


def test_a_lost_database_is_taken_from_its_published_copy(settings: Settings) -> None:
    refresh_register(settings, str(SAMPLE))
    with database.open_writer(settings.warehouse) as connection:
        connection.execute("INSERT INTO outlets VALUES ('a-paper', 'A Paper', NULL, 'Europe/London', true)")
    publish_corpus(settings.warehouse, settings.corpus)
    settings.warehouse.unlink()
    refresh_register(settings, str(SAMPLE))
    with database.open_reader(settings.corpus) as connection:
        assert connection.execute("SELECT name FROM outlets").fetchall() == [("A Paper",)]


@pytest.mark.parametrize(("status", "says"), [(500, "answered 500"), (403, "answered 403")])
def test_a_refusal_is_reported_with_its_address_and_changes_nothing(
    settings: Settings, parquet: Path, status: int, says: str
) -> None:
    refresh_register(settings, str(SAMPLE))
    before = _stored(settings)
    with _served(parquet, answers=[status]) as address, pytest.raises(BackbenchError, match=says) as refused:
        refresh_register(settings, address)
    assert "persons.parquet" in str(refused.value)
    assert _stored(settings) == before
    assert json.loads((settings.register / "register.json").read_text())["source"] == str(SAMPLE)


def test_a_missing_register_package_is_reported_in_one_line(settings: Settings, tmp_path: Path) -> None:
    with (
        _served(tmp_path) as address,
        pytest.raises(BackbenchError, match=r"neither persons\.parquet nor persons\.csv"),
    ):
        refresh_register(settings, address)
    with pytest.raises(BackbenchError, match="cannot be fetched"):
        refresh_register(settings, "http://127.0.0.1:1/")
    assert not settings.corpus.exists()


def test_a_missing_folder_or_file_is_named(settings: Settings, tmp_path: Path, parquet: Path) -> None:
    with pytest.raises(WrongUse, match=r"no folder .*nowhere"):
        refresh_register(settings, str(tmp_path / "nowhere"))
    (parquet / "organizations.parquet").unlink()
    with pytest.raises(BackbenchError, match=r"neither organizations\.parquet nor organizations\.csv"):
        refresh_register(settings, str(parquet))


def test_a_file_without_a_column_or_of_another_kind_is_named(settings: Settings, parquet: Path) -> None:
    spells = pl.read_parquet(parquet / "simple_memberships.parquet")
    spells.drop("chamber").write_parquet(parquet / "simple_memberships.parquet")
    with pytest.raises(BackbenchError, match="file simple_memberships has no column chamber"):
        refresh_register(settings, str(parquet))
    (parquet / "persons.parquet").write_bytes(b"<html>moved</html>")
    with pytest.raises(BackbenchError, match=r"persons\.parquet cannot be read"):
        refresh_register(settings, str(parquet))
    assert not settings.corpus.exists()


def test_the_stored_register_has_the_samples_members(settings: Settings) -> None:
    assert read_register(settings).is_empty
    refresh_register(settings, str(SAMPLE))
    (row,) = match_byline(read_register(settings), "By Marian Tolliver MP", date(2023, 1, 17))
    assert (row["resolution"], row["person_id"], row["party_id"]) == ("resolved", "example/person/1", "provident")
    (gap,) = match_byline(read_register(settings), "By Marian Tolliver MP", date(2024, 6, 10))
    assert (gap["resolution"], gap["party_id"]) == ("not_serving", "provident")


def _run(settings: Settings, *arguments: str) -> tuple[int, str]:
    result = CliRunner(env={"BACKBENCH_HOME": str(settings.home)}).invoke(members, arguments)
    if isinstance(result.exception, BackbenchError):
        return result.exception.exit_code, str(result.exception)
    return result.exit_code, result.output


def test_the_command_says_who_a_byline_is(settings: Settings) -> None:
    assert _run(settings, "refresh", "--from", str(SAMPLE))[0] == 0
    code, output = _run(settings, "match", "By Marian Tolliver MP", "--on", "2023-01-17")
    assert code == 0
    assert output.startswith("Marian Tolliver: resolved - example/person/1; commons; Ravensholme; ")
    code, output = _run(settings, "match", "Marian Tolliver MP and Ann Other", "--on", "2023-01-17", "--json")
    assert [json.loads(line)["resolution"] for line in output.splitlines()] == ["resolved", "not_in_register"]


def test_without_a_register_the_command_says_what_to_run(settings: Settings) -> None:
    code, output = _run(settings, "match", "Marian Tolliver MP")
    assert code == 1
    assert "backbench members refresh" in output


def test_a_file_of_bylines_comes_back_in_order_with_several_authors_joined(settings: Settings, tmp_path: Path) -> None:
    refresh_register(settings, str(SAMPLE))
    asked = tmp_path / "asked.csv"
    asked.write_text(
        "note,byline,affiliation_text,title,outlet,published_on\n"
        "a,Marian Tolliver MP & Ann Other,,A title,the-chamber,2023-01-17\n"
        "b,,,,,\n",
        "utf-8",
    )
    code, output = _run(settings, "match", "--csv", str(asked))
    first, second = csv.DictReader(output.splitlines())
    assert code == 0
    assert (first["byline"], first["resolution"]) == ("Marian Tolliver MP & Ann Other", "resolved|not_in_register")
    assert (first["person_id"], first["chamber"], first["party_id"]) == ("example/person/1|", "commons|", "provident|")
    assert first["reason"].count("|") == 1
    assert (second["byline"], second["resolution"], second["person_id"]) == ("", "no_byline", "")


def test_a_file_of_bylines_that_cannot_be_read_is_wrong_use(settings: Settings, tmp_path: Path) -> None:
    refresh_register(settings, str(SAMPLE))
    register = read_register(settings)
    asked = tmp_path / "asked.csv"
    asked.write_text("byline,title\nX,Y\n", "utf-8")
    with pytest.raises(WrongUse, match="no column affiliation_text, outlet, published_on"):
        list(match_csv(register, asked))
    asked.write_text("byline,affiliation_text,title,outlet,published_on\nX,,,,1 May 2020\n", "utf-8")
    with pytest.raises(WrongUse, match="line 2: '1 May 2020' is not a day"):
        list(match_csv(register, asked))
    with pytest.raises(WrongUse, match="cannot be read"):
        list(match_csv(register, tmp_path / "nowhere.csv"))
    assert _run(settings, "match")[0] == 2
    result = CliRunner(env={"BACKBENCH_HOME": str(settings.home)}).invoke(
        members, ["match", "--csv", str(tmp_path / "nowhere.csv")]
    )
    assert result.stdout == ""  # no heading before the error
