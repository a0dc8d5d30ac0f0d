"""Extract articles from captures stored as plain text without markup, from among the lines that the site printed."""
