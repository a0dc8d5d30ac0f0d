"""The parts of a run besides its stages.

- `runs`: its identity, its journal and its result; `recovery` after a kill.
- `runner`: how stages are called, directly or under Prefect; `progress`: how far it is.
- `batch`, `captures`, `hints`: what is passed from stage to stage.
- `workers` (`worker_start`), `forked_call`, `limits`: functions in other processes under limits of time and memory.
- `quality_page`: the page about a run's result.
"""
