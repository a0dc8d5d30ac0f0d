"""Define topics, parse their queries, and find the texts that they match.

In order: `definitions` reads the topics file, `query_parser` parses the query of each (`queries` are the parsed ones),
`terms` the words in it. `possible_topics` rules out most topics of a single text, `mentions` finds the words of the
others in texts, and `tagging` decides which topics a text matches.
"""
