"""Flows, stages, crawling, analysis and the command line: all code with I/O, threads or network access.

`pipeline` runs the stages in order. `nightly`, `backfill`, `reprocess` and `register` are the Prefect flows that call
it. Every package here may use `settings`, `logs`, `errors`, `safe_text` and `html_pages`.
"""
