"""Parse a capture once and read its metadata, headline and body text."""
