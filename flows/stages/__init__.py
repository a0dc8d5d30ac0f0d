"""Where a run's captures come from: what outlets list and hold, the archive, or files that it is given."""
