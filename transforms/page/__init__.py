"""Parse a capture once and read its metadata, headline and body text."""

from transforms.page.deferred_import import defer_import

# trafilatura imports it, and with it numpy, for an option that is not used here: a quarter of the time that a single
# page waits for.
defer_import("py3langid")
