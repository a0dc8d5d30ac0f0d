"""The views analysts ask: each a file of `warehouse/views`, created after the views that it reads.

A file is named for its view and holds one query, below a comment that opens with the grain and may say what the
columns mean:

    -- One row per topic per month.
    -- share: Articles on the topic among all articles of the month.
    with …
    select …
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from warehouse.schema.ddl import quote_literal

VIEWS = Path(__file__).parent.parent / "views"
_READ = re.compile(r"\b(?:from|join)\s+(\w+)", re.IGNORECASE)
_MEANING = re.compile(r"(\w+): (.+)")


@dataclass(frozen=True, slots=True)
class View:
    """One view: its grain, the meanings its file gives of columns, and its query."""

    name: str
    grain: str
    query: str
    meanings: dict[str, str] = field(default_factory=dict)


def read_views(folder: Path = VIEWS) -> tuple[View, ...]:
    """Return the folder's views, each after those it reads; graphlib.CycleError where they read each other."""
    views = {path.stem: read_view(path) for path in sorted(folder.glob("*.sql"))}
    reads = {name: [read for read in _READ.findall(view.query) if read in views] for name, view in views.items()}
    return tuple(views[name] for name in TopologicalSorter(reads).static_order())


def read_view(path: Path) -> View:
    """Return the view that the file declares; ValueError names a file that does not open with its grain."""
    lines = path.read_text(encoding="utf-8").splitlines()
    length = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    opening = [line.removeprefix("--").strip() for line in lines[:length]]
    meanings = {match[1]: match[2] for line in opening if (match := _MEANING.fullmatch(line))}
    grain = " ".join(line for line in opening if not _MEANING.fullmatch(line))
    if not grain.startswith("One row per"):
        raise ValueError(f'{path} does not open with its grain ("-- One row per …")')
    return View(path.stem, grain, "\n".join(lines[length:]).strip().removesuffix(";"), meanings)


def replace_views(connection: duckdb.DuckDBPyConnection, views: Sequence[View]) -> None:
    """Make the database's views exactly these, with their comments."""
    stored = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    for (name,) in stored:
        connection.execute(f'DROP VIEW "{name}"')
    for view in views:
        connection.execute(f"CREATE VIEW {view.name} AS {view.query}")
        connection.execute(f"COMMENT ON VIEW {view.name} IS {quote_literal(view.grain)}")
        for column, meaning in view.meanings.items():
            connection.execute(f"COMMENT ON COLUMN {view.name}.{column} IS {quote_literal(meaning)}")
