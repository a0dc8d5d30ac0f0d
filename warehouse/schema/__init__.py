"""Define the contract (every table and column), and render it for databases, types and documents.

`tables/` declares them in the words of `contract`. `ddl` renders DuckDB's statements, `dictionary` the data dictionary,
`render_rows` the types in `rows`; `run_rows` has types that are not exactly a table's row. `views` creates views and
macros. `migrations` upgrades older files (`rekey`: to today's `url_keys`). `seed_files` reads seeds.
"""
