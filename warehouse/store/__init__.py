"""Open, load and publish the DuckDB database, and read what runs need from it.

In order:

1. `database` opens a file or a `lake` (`locations`); `transactions` has the building blocks of every change, `frames`
   passes polars frames in and out.
2. Before and during a run: `candidates`, `candidate_selection`, `capture_index`, `archive_lookups`,
   `boilerplate_lines`, `topic_versions`.
3. `load` writes a batch by the SQL in `load_steps/`; `unaddressed` finds the article of a text without an address.
4. `publish` brings `tallies` and `word_index` up to date and replaces the published copy (`database_copy`,
   `atomic_file`; `lake_publication` for a lake), and `history` keeps the state before.
5. Questions read `index_lookup` and `article_texts`.
"""
