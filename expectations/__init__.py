"""The gate between what was normalised and what is loaded."""
