"""Give trafilatura justext's stop words as a set that is read fast.

trafilatura decodes each word by itself, and keeps a tuple of 154,000 words, whose hash justext computes for each page
that it reads: 3.4 ms. Pages that trafilatura's own extractor does not read well need them, 3 of 100.
"""

from importlib.resources import files

from trafilatura import external


def load_stop_words() -> frozenset[str]:
    """Return the stop words of all languages, and keep them where trafilatura looks for them."""
    lists = [one.read_bytes() for one in (files("justext") / "stoplists").iterdir() if one.name.endswith(".txt")]
    words = frozenset(b"\n".join(b"\n".join(one.splitlines()) for one in lists).decode().lower().split("\n")) - {""}
    external.JT_STOPLIST = words  # type: ignore[assignment]  # a tuple, which nothing needs
    return words
