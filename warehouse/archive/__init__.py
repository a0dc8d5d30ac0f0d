"""Read and write the archive's WARC files.

`files` has one file per run and outlet; `warc_writer` builds the records that go into it, and `warc_reader` reads them
back (`content_encoding`, `media_types`). `object_store` keeps complete files outside the disk.
"""
