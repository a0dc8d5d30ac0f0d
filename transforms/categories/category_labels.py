"""Read which category of ours each outlet's label means, from `seeds/categories.csv`. Needs no polars."""

import csv
from collections.abc import Iterable
from typing import NamedTuple

from transforms.fold_text import fold_text


class CategoryError(ValueError):
    """The categories file cannot be used; the message says why."""


class CategoryLabel(NamedTuple):
    """A line of the file: a label as outlets print it, and the category that it means.

    The categories are the 21 major topics of the Comparative Agendas Project's master codebook under British names;
    `cap_code` is the topic's number there.
    """

    label: str
    category_id: str
    name: str
    cap_code: int


class CategoryLabels:
    """The labels of the file, and the category of any label."""

    def __init__(self, lines: Iterable[CategoryLabel]) -> None:
        self.lines = tuple(lines)
        self._ids = {_fold_label(line.label): line.category_id for line in self.lines}

    def find(self, label: str) -> str | None:
        """Return the id of a label's category; case and punctuation do not count, and & is "and"."""
        return self._ids.get(_fold_label(label))


def read_category_labels(csv_text: str) -> CategoryLabels:
    """Read the file; raises CategoryError with the line if it is incomplete or contradicts itself."""
    rows = csv.reader(csv_text.splitlines(), strict=True)
    try:
        columns = next(rows, [])
        if tuple(columns) != CategoryLabel._fields:
            raise CategoryError(f"the columns are {', '.join(columns)}, not {', '.join(CategoryLabel._fields)}")
        numbered = [(rows.line_num, _read_line(row, rows.line_num)) for row in rows]
    except csv.Error as error:
        raise CategoryError(f"line {rows.line_num}: {error}") from error
    _refuse(
        ((number, _fold_label(line.label), line.category_id) for number, line in numbered),
        "is filed under two categories",
    )
    _refuse(
        ((number, line.category_id, f"{line.name}/{line.cap_code}") for number, line in numbered),
        "has two names or codes",
    )
    return CategoryLabels(line for _, line in numbered)


def _read_line(row: list[str], number: int) -> CategoryLabel:
    if len(row) != len(CategoryLabel._fields):
        raise CategoryError(f"line {number}: {len(row)} values, not {len(CategoryLabel._fields)}")
    for name, value in zip(CategoryLabel._fields, row, strict=True):
        if not value:
            raise CategoryError(f"line {number}: {name} is empty")
    if not row[3].isdecimal():
        raise CategoryError(f"line {number}: cap_code {row[3]!r} is not a number")
    return CategoryLabel(row[0], row[1], row[2], int(row[3]))


def _fold_label(label: str) -> str:
    return fold_text(label.replace("&", " and "))


def _refuse(lines: Iterable[tuple[int, str, str]], problem: str) -> None:
    """Raise CategoryError for the first line (number, key, value) whose key has another value in an earlier line."""
    known: dict[str, str] = {}
    for number, key, value in lines:
        if known.setdefault(key, value) != value:
            raise CategoryError(f"line {number}: {key.strip()!r} {problem}")
