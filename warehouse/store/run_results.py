"""Read the results of the quality gate for a run."""

import duckdb
import polars as pl


def read_quality_results(connection: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """Return a run's rows of `quality_results`, in the order of their rules."""
    return connection.execute("SELECT * EXCLUDE (run_id) FROM quality_results WHERE run_id = ?", [run_id]).pl()


def read_quarantine(connection: duckdb.DuckDBPyConnection, run_id: str) -> pl.DataFrame:
    """Return the rows of `quarantine` of a run."""
    return connection.execute("FROM quarantine WHERE run_id = ? ORDER BY rule, url", [run_id]).pl()
