"""The language of a text: as the page declares it where that is believable, else as detected."""

import re

LOOKED_AT = 2000  # characters
SHORTEST = 200  # characters; shorter texts are not told apart reliably
# Words that are frequent in one language and rare in the others: enough to see that a declaration is a lie.
_MARKS = {
    "en": frozenset({"the", "and", "that", "with", "was", "this"}),
    "de": frozenset({"der", "und", "die", "nicht", "ist", "das"}),
    "fr": frozenset({"les", "des", "une", "est", "dans", "pour"}),
    "es": frozenset({"los", "una", "del", "las", "por", "con"}),
}


def language_of(body: str, declared: str | None) -> str | None:
    """Return the ISO 639 code of a body's language, or None where it is too short and nothing is declared.

    A page template often says English whatever it holds, so a declaration is checked against the commonest words and
    overruled by detection where those of another language prevail.
    """
    words = re.findall(r"[a-zäöüßéèàñ]+", body[:LOOKED_AT].lower())
    counts = {code: sum(word in marks for word in words) for code, marks in _MARKS.items()}
    best = max(counts, key=lambda code: counts[code])
    if (
        declared
        and (counts[best] < 5 or counts.get(declared, 0) * 2 >= counts[best])
        and (declared in counts or counts[best] < len(words) / 20)
    ):
        return declared
    if len(body) < SHORTEST:
        return declared
    if counts[best] * 20 >= len(words) and counts[best] >= 2 * max(n for code, n in counts.items() if code != best):
        return best
    return _detected(body)


def _detected(body: str) -> str:
    import py3langid  # loads numpy and a model: 0.3 s that most pages never need

    code: str = py3langid.classify(body[:LOOKED_AT])[0]
    return code
