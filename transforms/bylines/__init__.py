"""Whom a page credits, name by name, and the line that says who they are."""
