"""A Prefect server of our own, its interface and what it runs: started, told of and ended together."""
