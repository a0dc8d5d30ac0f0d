"""Read and check a run's reference data: the declared outlets, the seeds, and the register.

`outlets` reads the outlets' file (`checks` parses its values), `reference_data` topics, labels and register, `seeds`
both for a run. `members` refreshes the register (`register_files` fetches it) and matches bylines against it.
"""
