"""Export the published corpus as files."""
