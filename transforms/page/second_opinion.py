"""How far a second, independent extractor finds the same text; asked where the length of the body is doubtful."""

import re

from resiliparse.extract.html2text import extract_plain_text

from transforms.page.parse import Page

# Characters of the body for each in the page's paragraphs. Of the 482 real pages 86 lie outside, and asking about these
# costs 2.5 % of an extraction's time; asking about all, 11 %, for warnings that are right half as often.
LEAST, MOST = 0.6, 1.6
QUIET = 1 / 3  # of the body's length: an extractor that finds less has missed the piece, and says nothing about ours
# Of the 343 real texts that were judged, 13 are bad (F1 against gold below 0.8): 2 of the 13 below it, 11 of the other
# 330. Too many are good to hold them back: a warning; the gate's rule stands at 0.4 (docs/decisions/0028).
DOUBTFUL = 0.8
# The other library takes time in the square of depth: 8,000 nested elements 11 s. No real page has 8,000 tags.
LARGEST, MOST_TAGS = 2_000_000, 10_000
# Thai, Japanese and Chinese put no spaces between words: there each character counts as one.
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
Run = tuple[str, str, str, str]


def agreement(page: Page, body: str) -> float | None:
    """Return the F1, from 0 to 1, of the four-word runs of `body` and of resiliparse's main content.

    None where there is nothing to ask: the body is about as long as the page's paragraphs, the other extractor finds
    next to nothing, or the page is too large for it.
    """
    if LEAST <= len(body) / max(page.prose, 1) <= MOST or not _is_safe(page.markup):
        return None
    other = extract_plain_text(
        page.markup,
        preserve_formatting=False,
        main_content=True,
        list_bullets=False,
        alt_texts=False,
        comments=False,
        post_meta=False,
    )
    return None if len(other) < QUIET * len(body) else _f1(_runs(body), _runs(other))


def doubts(agreed: float | None) -> list[str]:
    """Return the warning that goes with an agreement, if it is low."""
    low = agreed is not None and agreed < DOUBTFUL
    return [f"extractors disagree: F1 {agreed:.2f} between the body and resiliparse's text"] if low else []


def _is_safe(markup: str) -> bool:
    return len(markup) <= LARGEST and markup.count("<") <= MOST_TAGS


def _runs(text: str) -> set[Run]:
    words = _WORD.findall(text)
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _f1(ours: set[Run], others: set[Run]) -> float | None:
    return 2 * len(ours & others) / (len(ours) + len(others)) if ours and others else None
