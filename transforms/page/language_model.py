"""Load the language model when this is imported: workers forked from a process that has it share its 74 MB."""

import py3langid

py3langid.classify("A text in English.")
