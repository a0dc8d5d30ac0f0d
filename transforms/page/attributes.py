"""Tags with more attributes than any page means: the parser takes time in the square of their number."""

import re

# 200,000 attributes in one tag took 145 s, 20,000 took 1.4 s. Tags of 10,000 characters with fewer attributes are
# common: pictures and whole data sets stand in attributes (57 of the 482 real pages).
_LONG_TAG = re.compile(r"<[a-zA-Z][^<>]{10000,}>?")
_ATTRIBUTE = re.compile(r"""[^\s=/>"'<]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?""")
MOST = 2000  # attributes; minified scripts hold what looks like a tag of 1,300


def without_bombs(markup: str) -> tuple[str, list[str]]:
    """Return the markup with at most 2,000 attributes to a long tag, and a warning where that changed it."""
    dropped = 0

    def cut(match: re.Match[str]) -> str:
        nonlocal dropped
        attributes = _ATTRIBUTE.findall(match[0])
        if len(attributes) <= MOST:
            return match[0]
        dropped += len(attributes) - MOST
        return f"<{' '.join(attributes[:MOST])}>"

    cut_down = _LONG_TAG.sub(cut, markup)
    return cut_down, [f"attributes dropped: {dropped}, of tags that have more than {MOST}"] if dropped else []
