"""Flows, stages, crawling, analysis and the command line: all code with I/O, threads or network access."""
