"""Open, load and publish the DuckDB database, and read what runs need from it."""
