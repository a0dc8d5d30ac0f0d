"""Write the result of a query: a table to read, CSV, JSON, or a Parquet file."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TextIO

from flows.analysis.output_file import write_atomically
from flows.analysis.sql import QueryResult
from flows.safe_text import BYTE_ORDER_MARK, escape_csv_cell, one_line, to_json

MAX_TABLE_ROWS = 200
_MAX_CELL = 160  # characters
_MIN_TEXT = 16  # characters of a column of texts, which may be broken
_GAP = 3  # characters between two columns
_TIMES = ("DATE", "TIME", "BOOLEAN", "UUID")  # and TIMESTAMP


def write_table(result: QueryResult, out: TextIO, width: int, in_colour: bool) -> None:
    """Write the first 200 rows for people; long cells are cut, and a last line says how many rows there are.

    A number or a day is never broken: if `width` is too small, the lines are longer.
    """
    from rich.box import SIMPLE_HEAD
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = result.rows()
    shown = list(islice(rows, MAX_TABLE_ROWS))
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    needed = _GAP * (len(result.columns) - 1)
    for number, (name, kind) in enumerate(zip(result.columns, result.types, strict=True)):
        longest = max(cell_len(_cell(value)) for value in (name, *(row[number] for row in shown)))
        is_whole = _is_number(kind) or kind.startswith(_TIMES)
        needed += longest if is_whole else min(longest, _MIN_TEXT)
        justify: Literal["left", "right"] = "right" if _is_number(kind) else "left"
        table.add_column(Text(_cell(name)), justify=justify, overflow="fold", no_wrap=is_whole)
    for row in shown:
        table.add_row(*(Text("–", style="dim") if value is None else Text(_cell(value)) for value in row))
    width = max(width, needed)
    console = Console(file=out, width=width, force_terminal=in_colour, color_system="auto" if in_colour else None)
    console.print(table)
    has_more = next(rows, None) is not None
    count = f"The first {MAX_TABLE_ROWS} rows; --csv, --json or --parquet give all."
    console.print(Text(count if has_more else _row_count(shown)))


def write_csv(result: QueryResult, out: TextIO, for_excel: bool = False) -> None:
    """Write RFC 4180 with a header; formulas and control characters are made harmless.

    `for_excel` begins the file with a byte-order mark, by which Excel knows UTF-8.
    """
    if for_excel:
        out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([escape_csv_cell(name) for name in result.columns])
    for row in result.rows():
        writer.writerow([escape_csv_cell(_plain(value)) for value in row])


def write_json(result: QueryResult, out: TextIO) -> None:
    """Write an array of objects, one per line."""
    before = "[\n"
    for row in result.rows():
        fields = {name: _jsonable(value) for name, value in zip(result.columns, row, strict=True)}
        out.write(before + to_json(fields))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def write_parquet(result: QueryResult, path: Path) -> int:
    """Write a Parquet file, completely or not at all; return how many rows it has."""
    import pyarrow.parquet as pq

    count = 0
    with write_atomically(path) as part:
        batches: Iterator[Any] = result.batches()
        first = next(batches)
        with pq.ParquetWriter(part, first.schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
                count += batch.num_rows
    return count


def _row_count(shown: list[Any]) -> str:
    return "1 row" if len(shown) == 1 else f"{len(shown)} rows"


def _is_number(kind: str) -> bool:
    return bool(re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT|DECIMAL|NUMBER", kind))


def _cell(value: object) -> str:
    text = one_line(_round(value) if isinstance(value, float) else str(_plain(value)))
    return text if len(text) <= _MAX_CELL else text[: _MAX_CELL - 1] + "…"


def _round(value: float) -> str:
    """Return four significant digits, and all digits before the point, if there are not too many to read."""
    return f"{value:.4g}" if not 1e3 <= abs(value) < 1e15 else f"{value:.1f}".removesuffix(".0")


def _plain(value: object) -> object:
    """Return numbers as they are and everything else as text; null as the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, list | dict | tuple):
        return json.dumps(_jsonable(value), ensure_ascii=False)
    return str(_jsonable(value))


_AS_JSON: tuple[tuple[type | tuple[type, ...], Callable[[Any], object]], ...] = (
    ((bool, int, str, type(None)), lambda value: value),
    (float, lambda value: value if abs(value) < float("inf") else None),  # also false for NaN
    (Decimal, lambda value: int(value) if value == value.to_integral_value() else float(value)),
    ((date, datetime, time), lambda value: value.isoformat()),
    ((bytes, bytearray), lambda value: value.hex()),
    (dict, lambda value: {str(key): _jsonable(item) for key, item in value.items()}),
    ((list, tuple), lambda value: [_jsonable(item) for item in value]),
)


def _jsonable(value: object) -> object:
    for kinds, convert in _AS_JSON:
        if isinstance(value, kinds):
            return convert(value)
    return str(value)
