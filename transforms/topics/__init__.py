"""Define topics, parse their queries, and find the texts that they match."""
