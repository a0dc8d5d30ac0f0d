"""Inspect pages without a database or a server: what is extracted, and why.

In order: `inspect_page` extracts one page in a forked process, `inspect_files` those of a WARC file or a folder in
workers, both with what `page_reference` reads. `page_object` builds the object to print (`page_frames` does the part
that needs polars), and `explain_page` prints it for a reader.
"""
