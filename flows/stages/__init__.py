"""The stages of a run. `flows.pipeline` calls them in this order:

1. `discover` reads what outlets list (`outlet_discovery`, `sightings`), and `fetch` requests the
   candidates, within the time of an `outlet_timer`. A backfill has a plan first (`backfill_plan`).
   Other runs begin with `import_files` (`warc_input`, `saved_pages`, `manifests`), `read_archive` or `lookups`.
2. `extract` reads the captures of a batch in worker processes (`extractor`, which calls `checked_extraction`), or on a
   Dask cluster (`dask_extract`, `dask_worker`).
3. `clean` removes lines that recur at an outlet.
4. `normalise` turns extractions into rows.
5. `validate` checks the rows by the gate.
6. `load` loads the batch, and at the end publishes the corpus.

`run_request` has the options of a run, `job` the context that all its stages share.
"""
