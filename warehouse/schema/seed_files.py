"""Read the seed files that rules of the schema and of `transforms` use.

These seeds are committed with the code, like the code's own constants: a value depends only on the archive, the
seeds and the code version. Seeds that an operator may replace (outlets, topics, categories) are passed in.
"""

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "seeds"


class SeedError(ValueError):
    """A seed file cannot be used; the message names the file, the line and the problem."""


@cache
def read_seed(name: str, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Return the rows of `seeds/<name>`, each a dictionary of its columns, white space stripped.

    SeedError if the columns are not exactly these, or a row has more or fewer values.
    """
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        found = tuple(next(reader, ()))
        if found != columns:
            raise SeedError(f"seeds/{name}: the columns are {', '.join(found)}, not {', '.join(columns)}")
        rows = []
        for values in reader:
            if len(values) != len(columns):
                raise SeedError(f"seeds/{name}, line {reader.line_num}: {len(values)} values, not {len(columns)}")
            rows.append({column: value.strip() for column, value in zip(columns, values, strict=True)})
    return tuple(rows)
