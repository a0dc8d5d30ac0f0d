"""Load the language model and the stop words when this is imported: workers forked from the process share them.

The model has 74 MB, the words 20 MB. Python would write to each object, and so copy it, when it looks for garbage.
"""

import gc

import py3langid

from transforms.page.main_text import load_stop_words

py3langid.classify("A text in English.")
load_stop_words()
gc.collect()
gc.freeze()
