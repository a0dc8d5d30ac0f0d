"""Render docs/data-dictionary.md from the contract: `python -m warehouse.schema.dictionary`."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse.schema import ddl
from warehouse.schema.contract import Column, Table
from warehouse.schema.migrations import MIGRATIONS, migrate
from warehouse.schema.tables import TABLES
from warehouse.schema.views import View, read_views

FILE = Path(__file__).parents[2] / "docs" / "data-dictionary.md"

OPENING = f"""\
# Data dictionary

Tables and views of the published database, `corpus.duckdb`, schema version {MIGRATIONS[-1].version}. Written by
`python -m warehouse.schema.dictionary` from `warehouse/schema/tables/` and `warehouse/views/`; the same grain and
meanings are in the database itself: `SELECT table_name, comment FROM duckdb_tables()`,
`SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'articles'`.

Days are the outlet's own; instants are UTC without an offset. "may be null" says which columns can be empty; all
others always have a value. Keys are unique.
"""  # noqa: S608 - text for people


def render() -> str:
    """Return the dictionary as Markdown."""
    views = tuple(view for view in read_views() if not view.is_macro)
    macros = [view for view in read_views() if view.is_macro]
    macro_lines = [f"- `{_signature(macro)}`: {macro.grain}" for macro in macros]
    table_links = [f"- [{table.name}](#{table.name}): {table.grain}" for table in TABLES]
    view_links = [f"- [{view.name}](#{view.name}): {view.grain}" for view in views]
    sections = [*map(_table, TABLES), *_views(views)]
    return "\n".join(
        [OPENING, *table_links, "", "Views:", "", *view_links, "", "Macros:", "", *macro_lines, "", *sections]
    )


def _signature(macro: View) -> str:
    return macro.query.removeprefix("create macro ").partition(" as")[0]


def _table(table: Table) -> str:
    rows = [
        f"| {column.name} | {ddl.TYPES[column.kind]} | {_cell(ddl.full_meaning(column))} | {_cell(_values(column))} |"
        for column in table.columns
    ]
    head = [f"## {table.name}", "", table.grain, "", f"Key: {', '.join(table.key)}.", ""]
    return "\n".join([*head, "| column | type | meaning | values |", "| --- | --- | --- | --- |", *rows, ""])


def _values(column: Column) -> str:
    bounds = ["may be null"] if column.nullable else []
    bounds += [", ".join(column.values)] if column.values else []
    bounds += [f"`{column.pattern}`"] if column.pattern is not None else []
    bounds += [f"at least {column.least}"] if column.least is not None else []
    return "; ".join(bounds)


def _views(views: tuple[View, ...]) -> Iterator[str]:
    """Yield a section per view; the columns and types come from DuckDB."""
    with duckdb.connect() as connection:
        migrate(connection)
        for view in views:
            columns = connection.execute(f"DESCRIBE {view.name}").fetchall()
            rows = [f"| {name} | {kind} | {_cell(view.meanings.get(name, ''))} |" for name, kind, *_ in columns]
            head = [f"## {view.name}", "", f"A view. {view.grain}", ""]
            yield "\n".join([*head, "| column | type | meaning |", "| --- | --- | --- |", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")
    print(f"{FILE} is written.")
