"""The archive: read and write WARC files."""
