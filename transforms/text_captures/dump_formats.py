"""Undo what programs do to a page that they write as text: links and headings in Markdown, link numbers, hard line
breaks.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from transforms.text_captures.leading_fields import unfold_fields

MIN_LINKS = 3  # of a text in Markdown, or with numbered links
MIN_WRAPS = 5  # lines that were broken because the next word did not fit
MIN_SHORT_WRAPS, MIN_BROKEN_PAIRS = 2, 0.8  # in a text with blank lines: of the lines with a line directly below
MAX_WIDTH = 100  # characters of a line of a text with hard line breaks
MIN_WIDTH = 60
# Of the lines that are long for the text; in a list of headlines few are as long as the longest.
LONG_LINE, MIN_WRAPPED_SHARE = 0.75, 0.5
MIN_WITHIN_SHARE = 0.4  # of broken lines: the next begins with a small letter, within a sentence
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\[\]]*)\]\((?:<[^>]*>|[^)\s]*)(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,400}?)(?<=[^\s*_])\1(?![\w*])")
_ESCAPED = re.compile(r"\\([-.#+*_!()\[\]>])")
_QUOTE = re.compile(r"^\s*>\s?", re.MULTILINE)
_NUMBERED = re.compile(r"\[\d{1,3}\](?=\S)")
_LISTED = re.compile(r"^\s*\d{1,3}\. (?:https?|mailto|file|javascript):\S*\s*$", re.MULTILINE)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
# "Jane Roe5 May 2024", "5 May 2024Jane Roe": elements without a space between them.
_GLUED = re.compile(
    rf"(?<=[a-z])(?=\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? \d{{4}})|"
    rf"(?<=[a-z])(?={_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}})|(?<= (?:19|20)\d\d)(?=[A-Z][a-z])"
)
_SETEXT = re.compile(r"^(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
# Pandoc's blocks and attributes: "::: {#content}", "# Title {#title .big}".
_FENCE = re.compile(r"^:{3,}.*$|[ \t]+\{[#.][^{}\n]{0,120}\}[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[*+•·–-]|\d{1,3}[.)]|#)\s")


def undo_dump(text: str) -> str:
    """Return a text without the notation of Markdown (html2text) and of numbered links (`lynx -dump`).

    Each paragraph is on one line, and a name and a date that touch get a space. Other texts are returned unchanged.
    """
    unfolded = unfold_fields(text)
    is_marked = bool(_FENCE.search(text)) or unfolded is not text or text.lstrip("\ufeff\n\r ").startswith("# ")
    text = unfolded
    if len(_LINK.findall(text)) + len(_HEADING.findall(text)) >= (1 if is_marked else MIN_LINKS):
        text = _read_markdown(text)
    elif len(_NUMBERED.findall(text)) >= MIN_LINKS and len(_LISTED.findall(text)) >= MIN_LINKS:
        text = _NUMBERED.sub("", text)
    return _GLUED.sub(" ", "\n".join(_join_lines(text)))


def _read_markdown(text: str) -> str:
    text = _SETEXT.sub("", _FENCE.sub("", text))
    plain = _QUOTE.sub("", _HEADING.sub("", _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))))
    plain = _STRONG.sub(r"\2", plain)
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub(r"\2", plain))


def _join_lines(text: str) -> Iterator[str]:
    """Yield the lines, with those joined that were broken at the width of the page."""
    lines = [line.rstrip() for line in text.splitlines()]
    width = max(map(len, lines), default=0)
    breaks = {at for at in range(len(lines) - 1) if _is_broken(lines[at], lines[at + 1], width)}
    long = sum(len(line) >= LONG_LINE * width for line in lines)
    within = sum(lines[at + 1].lstrip()[:1].islower() for at in breaks)
    pairs = sum(bool(line and after) for line, after in pairwise(lines))  # a short text has blank lines between
    is_short = len(breaks) >= max(MIN_SHORT_WRAPS, MIN_BROKEN_PAIRS * pairs)
    is_wrapped = (
        is_short or len(breaks) >= max(MIN_WRAPS, MIN_WRAPPED_SHARE * long)
    ) and within >= MIN_WITHIN_SHARE * len(breaks)
    if not MIN_WIDTH <= width <= MAX_WIDTH or not is_wrapped:
        yield from text.splitlines()
        return
    open_line = ""
    for at, line in enumerate(lines):
        open_line = f"{open_line} {line.strip()}" if open_line else line
        if at not in breaks:
            yield open_line
            open_line = ""


def _is_broken(line: str, after: str, width: int) -> bool:
    """Return whether the next line continues this one: its first word did not fit in the width."""
    if not line.strip() or not after.strip() or _ITEM.match(after):
        return False
    return len(line) + 1 + len(after.split(maxsplit=1)[0]) > width - 4
