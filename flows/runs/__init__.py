"""A run: its identity, its result, the runner of its stages, and the batch passed from stage to stage."""
