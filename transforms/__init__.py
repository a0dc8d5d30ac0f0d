"""Pure steps from a capture to rows: no network, no clock, no disk.

In order: `extract` reads one capture; `normalise` turns a batch of extractions into rows, with the `reference` data of
the run. `records` has the types between the stages, `frames` builds polars frames by the contract. `urls` finds the
outlet of an address; `fingerprints` says which texts are the same or nearly; `fold_text` and
`fold_columns` reduce texts to words for searches.
"""
