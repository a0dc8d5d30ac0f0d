"""Split a text into sentences, and decide whether an event that one mentions has happened or is only possible."""

import re
from collections.abc import Iterator

_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "‑": "-", "\u202f": " "})
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Sir|Rt|Hon|Prof|Gen|Sen|No|vs?|U\.S|U\.K|[A-Z])\.$")
_CLAUSE = re.compile(r"[;:()]|\s[–—-]\s|—")
MAX_ABBREVIATION = 12  # characters from the end of a part in which an abbreviation is looked for
MAX_BEFORE = 100  # characters of the clause before a mention in which a word can make it a possibility
MAX_AFTER = 45  # characters after it

# Words before a mention that mark it as possible, feared, wished for, denied or future.
_OPEN_BEFORE = re.compile(
    r"\b(?:if|unless|whether|lest|imagine|suppose|supposing|hypothe\w+|would|could|might|(?-i:may)|will|shall|won't|"
    r"were to|was to|is to|are to|to be|going to|threat\w*|risk\w*|prospects?|possib\w+|potential\w*|prevent\w*|"
    r"avert\w*|avoid\w*|deter\w*|stop\w*|fear\w*|worr\w+|plan|plans|planned|planning|plot\w*|propos\w+|upcoming|"
    r"forthcoming|looming|imminent|impending|ahead of|before|until|till|next|future|expect\w*|predict\w*|forecast\w*|"
    r"likely|unlikely|calls? for|called for|calling for|demand\w*|bids?|hop(?:e|es|ed|ing)|wish\w*|urg\w+|warn\w*|"
    r"in the event of|in case of|another|a second|repeat of|no(?! 10)|not|never|without|fictional|novel|film|drama|"
    r"rumou?r\w*|what if)\b",
    re.IGNORECASE,
)
_OPEN_AFTER = re.compile(
    r"^\W*(?:\w+\W+){0,5}?(?:would|could|might|(?-i:may)|will|shall|won't|is (?:due|expected|likely|set|planned|to)|"
    r"to be|looms?|becomes?|were to)\b",
    re.IGNORECASE,
)


def split_sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, with straight quotation marks and apostrophes; every line break ends a
    sentence.
    """
    for line in text.translate(_PLAIN).split("\n"):
        begun = list[str]()
        for part in map(str.strip, _END.split(line)):
            begun.append(part)
            # At the end of this part alone: a line of nothing but abbreviations would take time that grows with the
            # square of its length.
            if not _ABBREVIATION.search(part[-MAX_ABBREVIATION:]):
                yield " ".join(filter(None, begun))
                begun = []
        if begun:
            yield " ".join(filter(None, begun))


def is_open(sentence: str, start: int, end: int) -> bool:
    """Return whether the mention at these offsets may refer to something that has not happened.

    This is so if the clause before the mention has a question, condition, wish, plan or denial, or if "would" or
    "will" follows soon.
    """
    if sentence.rstrip("\"' )").endswith("?"):
        return True
    before = _CLAUSE.split(sentence[max(0, start - MAX_BEFORE) : start])[-1]
    after = _CLAUSE.split(sentence[end : end + MAX_AFTER])[0]
    return bool(_OPEN_BEFORE.search(before) or _OPEN_AFTER.search(after))
