"""Export the published corpus as files.

`corpus_export` writes them, and `datapackage` describes them.
"""
