"""Check the normalised rows before they are loaded.

`rule` says what a rule is. `contract_rules` follow from the contract; `text_rules`, `date_rules` and `author_rules`
are written by hand; `run_rules` judge a run as a whole. `bundles` groups rules that expect the same, `evaluation`
checks them with Great Expectations, and `gate` collects all rules and decides which captures are loaded.
"""
