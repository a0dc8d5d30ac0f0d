"""Store the corpus: the DuckDB databases, the archive of captures, and the views for analysts.

`errors` has their errors. `deferred_import` lets every package put off a slow import.
"""
