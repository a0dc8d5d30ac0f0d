"""An answer written out: a table to read, CSV, JSON, or a Parquet file."""

import csv
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from flows.analysis.sql import Answer
from flows.errors import BackbenchError

ROWS_SHOWN = 200
_CELL = 160
# What a spreadsheet takes for a formula, also in full width and behind white space (OWASP, CSV injection).
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
# Escape sequences in a scraped title would otherwise drive the reader's terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def write_table(answer: Answer, out: TextIO, width: int, in_colour: bool) -> None:
    """Write the first 200 rows for people; long cells are cut, and what is not shown is said."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = answer.rows()
    shown = list(islice(rows, ROWS_SHOWN))
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name, kind in zip(answer.columns, answer.types, strict=True):
        table.add_column(Text(_cell(name)), justify="right" if _is_number(kind) else "left", overflow="fold")
    for row in shown:
        table.add_row(*(Text("–", style="dim") if value is None else Text(_cell(value)) for value in row))
    console = Console(file=out, width=width, force_terminal=in_colour, color_system="auto" if in_colour else None)
    console.print(table)
    more = next(rows, None) is not None
    console.print(Text(f"The first {ROWS_SHOWN} rows; --csv, --json or --parquet give all." if more else _rows(shown)))


def write_csv(answer: Answer, out: TextIO) -> None:
    """Write RFC 4180 with a header; a text that a spreadsheet would run as a formula gets an apostrophe before it."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([safe(name) for name in answer.columns])
    for row in answer.rows():
        writer.writerow([safe(_plain(value)) for value in row])


def write_json(answer: Answer, out: TextIO) -> None:
    """Write an array of objects, one a line."""
    before = "[\n"
    for row in answer.rows():
        fields = {name: _jsonable(value) for name, value in zip(answer.columns, row, strict=True)}
        out.write(before + json.dumps(fields, ensure_ascii=False))
        before = ",\n"
    out.write("[]\n" if before == "[\n" else "\n]\n")


def write_parquet(answer: Answer, path: Path) -> int:
    """Write a Parquet file, whole or not at all; return how many rows it has."""
    import pyarrow.parquet as pq

    count = 0
    with _beside(path) as unfinished:
        batches: Iterator[Any] = answer.batches()
        first = next(batches)
        with pq.ParquetWriter(unfinished, first.schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
                count += batch.num_rows
    return count


class _beside:  # noqa: N801  # reads as a verb where it is used
    """A file beside the wanted one, moved onto it at the end, removed where something fails."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> str:
        try:
            handle, self.name = tempfile.mkstemp(dir=self.path.parent, prefix=f".{self.path.name}.")
        except OSError as error:
            raise BackbenchError(f"{self.path} cannot be written: {error.strerror}.", "Name another file.") from error
        os.close(handle)
        Path(self.name).chmod(0o644)
        return self.name

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            Path(self.name).replace(self.path)
        else:
            Path(self.name).unlink(missing_ok=True)


def _rows(shown: list[Any]) -> str:
    return "1 row" if len(shown) == 1 else f"{len(shown)} rows"


def _is_number(kind: str) -> bool:
    return bool(re.match(r"U?(TINY|SMALL|BIG|HUGE)?INT|DOUBLE|FLOAT|DECIMAL|NUMBER", kind))


def _cell(value: object) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(_plain(value))
    text = harmless(text)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"


def harmless(text: str) -> str:
    """Return the text on one line, without what would drive a terminal."""
    return tame(" ".join(text.split()))


def tame(text: str) -> str:
    """Return the text without what would drive a terminal."""
    return _CONTROL.sub("�", text)


def safe(value: object) -> object:
    """Return what may stand in a cell of CSV: a text that a spreadsheet would run gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    # A bare carriage return ends a row for some readers, and the csv module does not quote it.
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{value}" if _FORMULA.match(value) else value


def _plain(value: object) -> object:
    """Return numbers as they are and everything else as text; null as nothing."""
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
