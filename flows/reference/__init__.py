"""Read and check a run's reference data: the declared outlets, the seeds, and the register's files."""
