"""DuckDB, the archive, and what analysts see."""
