"""Write words with plain letters: ligatures apart, invisible characters inside words left out.

Apart from `transforms.fold_columns`, so that extraction does not load polars.
"""

import re

_RARE = re.compile("[\u00ad\u200b-\u200d\u2060\ufb00-\ufb06\ufeff]")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | dict.fromkeys("\u00ad\u2060\ufeff")  # soft hyphen, word joiner, byte-order mark
)
# Persian and Indic scripts need the joiners; between Latin letters they prevent that a search finds the word.
_JOINERS = re.compile(r"(?<=[A-Za-zÀ-ɏ])[\u200b-\u200d](?=[A-Za-zÀ-ɏ])")


def join_ligatures(text: str) -> str:
    """Return the text with ligatures as letters and without invisible characters inside words."""
    if text.isascii() or not _RARE.search(text):  # as most texts: the table takes ten times as long
        return text
    return _JOINERS.sub("", text.translate(_LIGATURES))
