"""The published corpus as files for others."""
