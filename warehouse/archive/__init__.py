"""The archive: WARC files in and out."""
