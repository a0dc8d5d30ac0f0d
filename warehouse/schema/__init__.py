"""The contract: every table and column, and what is rendered from it."""
