"""The register of parliamentarians: refresh it from its package, read it for a run, match bylines against it."""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import BackbenchError, WrongUse
from flows.settings import Settings
from transforms.affiliations.register import HORIZON, Register
from transforms.affiliations.resolve import AuthorRow, resolve_credits
from transforms.records import Credit
from warehouse.errors import DatabaseMissing, WarehouseError
from warehouse.schema import tables

if TYPE_CHECKING:  # matching a byline loads neither
    import duckdb
    import polars as pl

INPUT_COLUMNS = ("byline", "affiliation_text", "title", "outlet", "published_on")
OUTPUT_COLUMNS = ("resolution", "person_id", "chamber", "party_id", "reason")
_REFRESH = "Run `backbench members refresh` first."


def refresh_register(settings: Settings, source: str | None = None) -> dict[str, int]:
    """Load the register from an address or a folder (default: the settings') into the database, and publish it.

    Returns the number of rows of each table. The files are kept under `settings.register`. BackbenchError says what is
    missing; nothing has changed then.
    """
    from flows.reference.register_files import find_files, keep_files, read_files  # imports requests
    from flows.runs.recovery import restore_published_copy
    from warehouse.store import database
    from warehouse.store.load import replace_tables
    from warehouse.store.publish import publish_corpus

    source = source or settings.register_source
    files = find_files(source, settings.contact)
    frames = _frames(settings, read_files(files), source)
    keep_files(files, source, settings.register, datetime.now(UTC))
    try:
        restore_published_copy(
            settings
        )  # if the writer's database is missing, restore it from the copy instead of starting an empty corpus
        with database.open_writer(settings.warehouse) as connection:
            replace_tables(connection, frames)
        publish_corpus(settings.warehouse, settings.corpus)
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
    return {name: frame.height for name, frame in frames.items()}


def _frames(settings: Settings, files: "Mapping[str, pl.DataFrame]", source: str) -> "dict[str, pl.DataFrame]":
    import polars as pl

    from transforms.affiliations.register_package import PackageIncomplete, build_register_frames

    parties = pl.read_csv(settings.seeds / "parties.csv", infer_schema=False)
    aliases = pl.read_csv(settings.seeds / "aliases.csv", infer_schema=False)
    try:
        return build_register_frames(files, parties, aliases)
    except PackageIncomplete as error:
        raise BackbenchError(
            f"{source} is not the register that Backbench knows: {error}.",
            "Nothing was changed; give another folder or address with --from.",
        ) from error


def read_register(settings: Settings) -> Register:
    """Return the register from the published database; an empty one if there is none.

    Reads only the persons that the matching uses, because every `inspect` of a page starts with it.
    """
    if not settings.is_published:
        return Register.empty()
    from warehouse.store import database

    try:
        with database.open_reader(settings.corpus) as connection:
            return Register.from_rows(_read_rows(connection))
    except DatabaseMissing:
        return Register.empty()
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error


def _read_rows(connection: "duckdb.DuckDBPyConnection") -> dict[str, list[tuple[Any, ...]]]:
    # The day as a literal: to bind a date as a parameter, DuckDB imports pandas, which takes longer than all of this.
    connection.execute(
        "CREATE TEMP TABLE recent AS SELECT person_id FROM memberships "  # noqa: S608
        f"GROUP BY person_id HAVING bool_or(end_on IS NULL) OR max(end_on) >= DATE '{HORIZON}'"
    )
    rows = {}
    for table in (tables.PERSONS, tables.PERSON_NAMES, tables.PARTIES, tables.MEMBERSHIPS):
        kept = "" if table is tables.PARTIES else " WHERE person_id IN (FROM recent)"
        # As rows, not through Arrow: importing pyarrow takes longer than all of this.
        query = f"SELECT {', '.join(table.names)} FROM {table.name}{kept}"  # noqa: S608
        rows[table.name] = connection.execute(query).fetchall()
    return rows


def match_byline(
    register: Register, byline: str, on: date | None, affiliation_text: str | None = None, title: str | None = None
) -> list[AuthorRow]:
    """Match a byline with the register on a day: one row of `article_authors` per author, without keys."""
    from transforms.bylines.credit_reader import read_credit  # imports trafilatura

    if register.is_empty:
        raise BackbenchError("There is no register to match against.", _REFRESH)
    word = byline.partition(" (")[0].strip()
    slug = [Credit(word, byline)] if word.isalpha() else []  # an author's page is often called "janeroe"
    return resolve_credits(read_credit(byline, alone=True) or slug, affiliation_text, title, on, register, None)


def match_csv(register: Register, path: Path) -> Iterator[dict[str, str]]:
    """Yield each line of a CSV file of bylines, in order, with its matches; several authors are joined by "|".

    WrongUse names the missing column, or the line whose day cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.DictReader(file)
            if missing := [name for name in INPUT_COLUMNS if name not in (lines.fieldnames or ())]:
                raise WrongUse(f"{path} has no column {', '.join(missing)}.", f"It needs {', '.join(INPUT_COLUMNS)}.")
            for line in lines:
                on = _day(line["published_on"], path, lines.line_num)
                rows = match_byline(
                    register, line["byline"], on, line["affiliation_text"] or None, line["title"] or None
                )
                yield {**{name: line[name] for name in INPUT_COLUMNS}, **_join_rows(rows)}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WrongUse(f"{path} cannot be read: {error}.", "Give a CSV file in UTF-8.") from error


def _day(text: str, path: Path, line: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise WrongUse(f"{path}, line {line}: {text!r} is not a day.", "Write published_on as YYYY-MM-DD.") from error


def _join_rows(rows: list[AuthorRow]) -> dict[str, str]:
    return {
        "resolution": "|".join(row["resolution"] for row in rows),
        "person_id": "|".join(row["person_id"] or "" for row in rows),
        "chamber": "|".join(row["chamber"] or "" for row in rows),
        "party_id": "|".join(row["party_id"] or "" for row in rows),
        "reason": "|".join(row["reason"] for row in rows),
    }
