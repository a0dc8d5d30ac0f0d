"""Captures stored as plain text, without markup: the piece is found between what the site printed around it."""
