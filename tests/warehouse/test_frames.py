"""Tests of frames and values on their way to DuckDB and back."""

import subprocess
import sys
from datetime import UTC, date, datetime

import duckdb
import polars as pl
import pytest

from warehouse.store.frames import Value, bind_values, copy_frame, copy_ids, read_frame
from warehouse.store.transactions import insert_rows

ROWS = pl.DataFrame(
    {
        "text": ["it's", None, "naïve\n$text ?"],
        "number": [1, None, -(2**40)],
        "share": [0.5, None, 1e300],
        "is_so": [True, None, False],
        "day": [date(2026, 1, 31), None, date(1, 1, 1)],
        "at": [datetime(2026, 1, 31, 23, 59, 59, 999_999), None, datetime(1970, 1, 1)],
        "names": [["a", None, "b"], None, []],
        "nothing": pl.Series([None] * 3, dtype=pl.String()),
    }
)


@pytest.mark.parametrize("rows", [ROWS, ROWS.clear(), pl.concat([ROWS] * 3_000, rechunk=False)])
def test_a_frame_is_read_back_unchanged(rows: pl.DataFrame) -> None:
    with duckdb.connect() as connection:
        copy_frame(connection, "copied", rows)
        assert read_frame(connection, "FROM copied").equals(rows)
        assert read_frame(connection, "FROM copied").schema == rows.schema
        connection.execute("CREATE TABLE stored AS FROM copied LIMIT 0")
        insert_rows(connection, "stored", rows.select(reversed(rows.columns)))
        assert read_frame(connection, "FROM stored").equals(rows)


def test_a_copied_frame_can_be_read_again_and_replaced() -> None:
    with duckdb.connect() as connection:
        for identities in (["a", "b"], [], ["c"]):
            copy_ids(connection, "asked", identities)
            query = "FROM asked UNION ALL FROM asked ORDER BY 1"
            assert read_frame(connection, query)["article_id"].to_list() == sorted(identities * 2)


@pytest.mark.parametrize(
    "value",
    [
        *("plain", "", "it's '' -- $other ?", "\\' \n é 🙂", "'; DROP TABLE t; --"),
        *("a\0b", "\0", "it's\0\0'", "\0'; DROP TABLE t; --"),
        *(0, -1, 2**62, True, False, None),
        *(date(2026, 11, 28), date(1, 1, 1), date.max),
        *(datetime(2026, 11, 28, 1, 2, 3), datetime(2026, 11, 28, 1, 2, 3, 40)),
    ],
)
def test_a_value_in_a_query_is_what_a_parameter_would_be(value: Value) -> None:
    with duckdb.connect() as connection:
        query = "SELECT $value, $value IS NOT DISTINCT FROM $other"
        rendered = connection.execute(bind_values(query, {"value": value, "other": value})).fetchone()
        bound = connection.execute("SELECT $value, true", {"value": value}).fetchone()
    assert rendered == bound


@pytest.mark.parametrize("value", [[], ["a"], ["it's", "$value", "], ["], ["a\0b", "\0", "c"]])
def test_a_list_in_a_query_is_a_list_of_texts(value: list[str]) -> None:
    with duckdb.connect() as connection:
        assert connection.execute(bind_values("SELECT $value", {"value": value})).fetchone() == (value,)
        assert connection.execute(bind_values("SELECT unnest($value)", {"value": value})).fetchall() == [
            (each,) for each in value
        ]


def test_an_unsupported_parameter_type_is_refused() -> None:
    with pytest.raises(KeyError, match="other"):
        bind_values("SELECT $other", {"value": 1})
    with pytest.raises(ValueError, match="without one"):
        bind_values("SELECT $at", {"at": datetime(2026, 1, 1, tzinfo=UTC)})
    with duckdb.connect() as connection, pytest.raises(ValueError, match="surrogates not allowed"):
        connection.execute(bind_values("SELECT $text", {"text": "a\ud800b"}))


def test_neither_pyarrow_nor_pandas_is_loaded() -> None:
    script = """
import sys
import duckdb, polars as pl
from warehouse.store.frames import bind_values, copy_frame, read_frame
connection = duckdb.connect()
copy_frame(connection, "copied", pl.DataFrame({"name": ["a", "b"]}))
read_frame(connection, bind_values("FROM copied WHERE name = $name", {"name": "a"}))
print(sorted({"numpy", "pandas", "pyarrow"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
