"""Asking the corpus: SQL that cannot touch the machine, and trends with their plots."""
