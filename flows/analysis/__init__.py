"""Analyse the corpus: sandboxed SQL queries, trends and their plots, keyword in context, the report."""
