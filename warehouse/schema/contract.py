"""Define the classes that declare a table; the types of every engine are derived from them."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The kind of value in a column, independent of any engine. Instants are UTC without an offset, to the
    microsecond.
    """

    TEXT = "text"
    INTEGER = "integer"
    INTEGERS = "list of integers"
    REAL = "real"
    BOOLEAN = "boolean"
    DAY = "day"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, kind, meaning, and the constraints on every value.

    `values` closes the set of values, `pattern` is a regular expression that the whole value matches, `least` is an
    inclusive lower bound. In a nullable column only the values that are present are checked.
    """

    name: str
    kind: Kind
    meaning: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    pattern: str | None = None
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain (a sentence that begins "One row per"), its key and its columns in order."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Return the column of that name; KeyError if the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in order."""
        return tuple(column.name for column in self.columns)
