"""Read and write the archive's WARC files."""
