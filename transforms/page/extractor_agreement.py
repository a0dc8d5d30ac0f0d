"""Measure how far a second extractor finds the same text, if the length of the body is doubtful."""

import re

from resiliparse.extract.html2text import extract_plain_text

from transforms.page.parse import Page

# Characters of the body per character in the page's paragraphs. 86 of the 482 real pages lie outside; comparing these
# costs 2.5 % of an extraction's time. Comparing all costs 11 %, for warnings that are right half as often.
MIN_LENGTH_RATIO, MAX_LENGTH_RATIO = 0.6, 1.6
MIN_OTHER_SHARE = 1 / 3  # of the body's length: an extractor that finds less has missed the article
# Of the 343 real texts that were judged, 13 are bad (F1 against gold below 0.8): 2 of the 13 below it, 11 of the other
# 330. Too many are good to hold them back, so this is a warning; the gate's limit is 0.4 (docs/decisions/0028).
MIN_AGREEMENT = 0.8
# resiliparse takes time in the square of depth: 8,000 nested elements took 11 s. No real page has 8,000 tags.
MAX_CHARACTERS, MAX_TAGS = 2_000_000, 10_000
# Thai, Japanese and Chinese put no spaces between words: there each character counts as one.
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]+")
Run = tuple[str, str, str, str]


def measure_agreement(page: Page, body: str) -> float | None:
    """Return the F1 score, from 0 to 1, between the four-word sequences of `body` and of resiliparse's main content.

    None if the body is about as long as the page's paragraphs, if resiliparse finds almost nothing, or if the page is
    too large for it.
    """
    if MIN_LENGTH_RATIO <= len(body) / max(page.prose, 1) <= MAX_LENGTH_RATIO or not _is_safe(page.markup):
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
    return None if len(other) < MIN_OTHER_SHARE * len(body) else _compute_f1(_list_runs(body), _list_runs(other))


def warn_of_disagreement(agreed: float | None) -> list[str]:
    """Return a warning if the agreement is low."""
    low = agreed is not None and agreed < MIN_AGREEMENT
    return [f"extractors disagree: F1 {agreed:.2f} between the body and resiliparse's text"] if low else []


def _is_safe(markup: str) -> bool:
    return len(markup) <= MAX_CHARACTERS and markup.count("<") <= MAX_TAGS


def _list_runs(text: str) -> set[Run]:
    words = _WORD.findall(text)
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))


def _compute_f1(ours: set[Run], others: set[Run]) -> float | None:
    return 2 * len(ours & others) / (len(ours) + len(others)) if ours and others else None
