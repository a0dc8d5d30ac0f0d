"""The sample outlets that the project ships, served over real HTTP on this machine.

In order: `pieces` reads the articles, `layout` how the outlets are laid out and what is wrong with them, `pages`
renders pages, feeds and sitemaps, and `server` serves them by host and path.
"""
