"""The subcommands of `backbench`, one module for each, which `main` imports when it is called.

`jobs` has the four that run the pipeline. `options` and `summary` are what several of them share.
"""
