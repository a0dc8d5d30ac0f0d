"""Inspect one page without a database or a server: what is extracted, and why."""
