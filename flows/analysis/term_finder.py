"""Find each occurrence of a term in a text: what the term's regular expression finds, with less work.

Python tries an expression that ignores capitals at every character of a text. Here the first words of the term are
looked for in the text in lower case, and the expression is tried only where one of them stands. That is the same for
words of ASCII letters, except in a text with one of the three other letters that Python takes for one of these.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from warehouse.store.text_words import AMBIGUOUS_LETTERS


@dataclass(frozen=True, slots=True)
class TermFinder:
    """A term's expression, and another one that finds where a match may begin (None: anywhere)."""

    pattern: re.Pattern[str]
    starts: re.Pattern[str] | None

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches that `pattern.finditer` would, in order."""
        is_exact = not self.pattern.flags & re.IGNORECASE
        if self.starts is None or (not is_exact and any(letter in text for letter in AMBIGUOUS_LETTERS)):
            yield from self.pattern.finditer(text)
            return
        searched, position = text if is_exact else text.lower(), 0
        while start := self.starts.search(searched, position):
            match = self.pattern.match(text, start.start())
            if match:
                yield match
            position = match.end() if match else start.start() + 1


def build_finder(forms: Sequence[Sequence[str]], is_exact: bool) -> TermFinder:
    """Return the finder of a term that is in one of these forms, each a list of words; `is_exact`: capitals count."""
    longest_first = sorted(forms, key=lambda words: -len(" ".join(words)))
    alternatives = "|".join(r"\W+".join(map(re.escape, words)) for words in longest_first)
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.NOFLAG if is_exact else re.IGNORECASE)
    first = dict.fromkeys(words[0] for words in forms)
    if not is_exact and not all(map(str.isascii, first)):
        return TermFinder(pattern, None)
    return TermFinder(pattern, re.compile("|".join(re.escape(word if is_exact else word.lower()) for word in first)))
