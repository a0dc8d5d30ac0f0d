"""The Prefect server of `backbench serve` and of single jobs: started, watched and ended together with its runs."""
