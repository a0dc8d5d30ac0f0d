"""DuckDB: connections, load, publish, and what runs read back."""
