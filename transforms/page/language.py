"""Determine the language of a text: the declared one if it is plausible, else the detected one."""

import re
from collections import Counter

MAX_CHARACTERS = 2000  # characters
MIN_CHARACTERS = 200  # characters; in shorter texts detection is not reliable
# Words that are frequent in one language and rare in the others: enough to detect a wrong declaration.
_MARKS = {
    "en": frozenset({"the", "and", "that", "with", "was", "this"}),
    "de": frozenset({"der", "und", "die", "nicht", "ist", "das"}),
    "fr": frozenset({"les", "des", "une", "est", "dans", "pour"}),
    "es": frozenset({"los", "una", "del", "las", "por", "con"}),
}


def detect_language(body: str, declared: str | None) -> str | None:
    """Return the ISO 639 code of a body's language, or None if it is too short and nothing is declared.

    Page templates often declare English whatever the text is, so the declaration is checked against the most common
    words; if those of another language prevail, detection decides.
    """
    words = re.findall(r"[a-zäöüßéèàñ]+", body[:MAX_CHARACTERS].lower())
    found = Counter(words)
    counts = {code: sum(found[word] for word in marks) for code, marks in _MARKS.items()}
    best = max(counts, key=lambda code: counts[code])
    if (
        declared
        and (counts[best] < 5 or counts.get(declared, 0) * 2 >= counts[best])
        and (declared in counts or counts[best] < len(words) / 20)
    ):
        return declared
    if len(body) < MIN_CHARACTERS:
        return declared
    if counts[best] * 20 >= len(words) and counts[best] >= 2 * max(n for code, n in counts.items() if code != best):
        return best
    return _classify(body)


def _classify(body: str) -> str:
    import py3langid  # loads numpy and a model: 0.3 s that most pages never need

    code: str = py3langid.classify(body[:MAX_CHARACTERS])[0]
    return code
