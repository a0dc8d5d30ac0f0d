"""The Prefect server of `backbench serve` and of single jobs: started, watched and ended together with its runs.

In order: `serve` starts everything through `process`: the web application (`app`: Prefect behind `guard`, which checks
host and origin, and `login` with the `login_secret`), and the run starter (`deployments`). `run_flow` runs one flow
under a server, without `serve`.
"""
