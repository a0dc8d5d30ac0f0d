"""The sample outlets that the project ships, served over real HTTP on this machine.

In order: `pieces` reads the articles, `layout` the paths and deliberate faults of the outlets, `pages`
renders pages, feeds and sitemaps, and `server` serves them by host and path.
"""
