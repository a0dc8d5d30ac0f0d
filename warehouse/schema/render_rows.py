"""Render the contract as Python types: `python -m warehouse.schema.render_rows` writes `warehouse/schema/rows.py`."""

from pathlib import Path

from warehouse.schema import tables
from warehouse.schema.contract import Column, Kind, Table

FILE = Path(__file__).parent / "rows.py"

TABLES = (
    *(tables.ARTICLES, tables.DATE_CANDIDATES, tables.AUTHOR_CANDIDATES, tables.ARTICLE_CATEGORIES),
    *(tables.ARTICLE_WARNINGS, tables.CAPTURES, tables.BOILERPLATE, tables.OUTLETS, tables.TOPICS),
    *(tables.CANDIDATES, tables.SIGHTINGS, tables.LISTINGS, tables.ARCHIVE_LOOKUPS, tables.RUNS, tables.QUARANTINE),
)
"""The tables whose rows Python code handles one by one; the rows of the others stay in frames and in SQL."""

TYPES: dict[Kind, str] = {
    Kind.TEXT: "str",
    Kind.INTEGER: "int",
    Kind.INTEGERS: "list[int]",
    Kind.REAL: "float",
    Kind.BOOLEAN: "bool",
    Kind.DAY: "date",
    Kind.INSTANT: "datetime",
}

OPENING = '''\
"""Row types of the tables whose rows Python code handles.

Written by `python -m warehouse.schema.render_rows`; change `warehouse/schema/tables/` or `TABLES` there.

Instants are naive UTC. A row may leave out a column that may be null; the column is then null in the database.
"""

from datetime import date, datetime
from typing import NotRequired, TypedDict
'''


def render() -> str:
    """Return the module's text: a TypedDict per table of `TABLES`, named by `row_name`."""
    return "\n\n".join([OPENING, *map(_row_type, TABLES)])


def row_name(table: Table) -> str:
    """Return the name of the table's row type: `CaptureRow` for `captures`, `PartyRow` for `parties`."""
    *words, last = table.name.split("_")
    singular = last[:-3] + "y" if last.endswith("ies") else last.removesuffix("s")
    return "".join(word.capitalize() for word in (*words, singular)) + "Row"


def _row_type(table: Table) -> str:
    fields = "\n".join(f"    {column.name}: {_type(column)}" for column in table.columns)
    return f'class {row_name(table)}(TypedDict):\n    """A row of `{table.name}`."""\n\n{fields}\n'


def _type(column: Column) -> str:
    kind = TYPES[column.kind]
    return f"NotRequired[{kind} | None]" if column.nullable else kind


if __name__ == "__main__":
    FILE.write_text(render(), encoding="utf-8")
    print(f"{FILE} is written.")
