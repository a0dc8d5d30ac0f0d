"""Read the views and macros of `warehouse/views` and create them in a database, each after those it uses.

A file is named after its view and has one query below a comment that opens with the grain and may say what the
columns mean:

    -- One row per topic per month.
    -- share: Articles of the month on the topic / all articles of the month.
    with …
    select …

A file with a `create macro` statement declares a macro, which several views share. Its comment says what it
returns.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from warehouse.schema.ddl import is_lake, quote_literal

VIEWS = Path(__file__).parent.parent / "views"
_USED = re.compile(r"\b(?:from|join)\s+(\w+)|\b(\w+)\(", re.IGNORECASE)
_MEANING = re.compile(r"(\w+): (.+)")


@dataclass(frozen=True, slots=True)
class View:
    """A view with its grain, the meanings of its columns and its query; or a macro, whose query creates it."""

    name: str
    grain: str
    query: str
    meanings: dict[str, str] = field(default_factory=dict)

    @property
    def is_macro(self) -> bool:
        """Whether it is a macro."""
        return self.query.startswith("create macro")

    @property
    def statement(self) -> str:
        """The statement that creates it."""
        return self.query if self.is_macro else f"CREATE VIEW {self.name} AS {self.query}"


def read_views(folder: Path = VIEWS) -> tuple[View, ...]:
    """Return the folder's views and macros, each after those it uses; graphlib.CycleError if they use each other."""
    views = {path.stem: read_view(path) for path in sorted(folder.glob("*.sql"))}
    used = {name: [word for word in _words(view) if word in views and word != name] for name, view in views.items()}
    return tuple(views[name] for name in TopologicalSorter(used).static_order())


def _words(view: View) -> list[str]:
    return [relation or function for relation, function in _USED.findall(view.query)]


def read_view(path: Path) -> View:
    """Return the view or macro that the file declares; ValueError names a file that does not open with its grain."""
    lines = path.read_text(encoding="utf-8").splitlines()
    length = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    opening = [line.removeprefix("--").strip() for line in lines[:length]]
    query = "\n".join(lines[length:]).strip().removesuffix(";")
    meanings = {match[1]: match[2] for line in opening if (match := _MEANING.fullmatch(line))}
    grain = " ".join(line for line in opening if not _MEANING.fullmatch(line))
    view = View(path.stem, grain, query, meanings)
    if not view.is_macro and not grain.startswith("One row per"):
        raise ValueError(f'{path} does not open with its grain ("-- One row per …")')
    return view


def replace_views(connection: duckdb.DuckDBPyConnection, views: Sequence[View]) -> None:
    """Make the views and macros of the database exactly these, with their comments."""
    for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
        connection.execute(f'DROP VIEW "{name}"')
    macros = "SELECT DISTINCT function_type, function_name FROM duckdb_functions() WHERE NOT internal"
    for kind, name in connection.execute(macros).fetchall():
        connection.execute(f'DROP MACRO {"TABLE" if kind == "table_macro" else ""} "{name}"')
    has_column_comments = not is_lake(connection)
    for view in views:
        connection.execute(view.statement)
        if not view.is_macro:
            connection.execute(f"COMMENT ON VIEW {view.name} IS {quote_literal(view.grain)}")
        for column, meaning in view.meanings.items() if has_column_comments else ():
            connection.execute(f"COMMENT ON COLUMN {view.name}.{column} IS {quote_literal(meaning)}")
