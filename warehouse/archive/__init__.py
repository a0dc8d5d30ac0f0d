"""Read and write the archive's WARC files.

`archive_writer` writes one file per run and outlet, of the records that `warc_writer` builds. `files` lists and opens
the files, on disk or in the `object_store`, and `warc_reader` reads their records (`warc_record`,
and in it the `http_message`; `header_case` where the names of a header are in another case).
"""
