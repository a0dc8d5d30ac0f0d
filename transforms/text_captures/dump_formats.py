"""Undo what programs do to a page that they write as text: links and headings in Markdown, link numbers, hard line
breaks.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

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
MIN_MAIL_FIELDS: Final = 3  # "From:", "Date:", "Subject:"
MAX_FIELDS: Final = 40  # lines
_FIELD = re.compile(r"^(?P<key>[A-Za-z][\w -]{1,30}?)\s*:\s*(?P<value>.*)$")
_MAIL = frozenset({"from", "to", "date", "sent", "subject", "cc", "bcc", "reply-to"})
_CONVERTED = frozenset({"url source", "markdown content"})  # of a page that Jina's reader wrote as Markdown
_TITLES = ("title", "subject")
_AUTHORS = ("author", "authors", "from", "by", "byline")
_DATES = ("date", "sent", "published time", "published", "pubdate", "created")
_ADDRESS = re.compile(r"\s*<[^>]*>|\s*\([^)]*@[^)]*\)|^\S+@\S+$")
_ISO = re.compile(r"^(\d{4}-\d\d-\d\d)T\S*$")
_CLOCK = re.compile(r"\s+\d{1,2}:\d\d(?::\d\d)?(?:\s*[+-]\d{4})?(?:\s*\([A-Z]+\))?$")


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


def unfold_fields(text: str) -> str:
    """Return a text whose first lines are named fields with these as the lines that a page prints: other fields, the
    title, "By" and the author, the date; other texts unchanged.
    """
    lines = text.lstrip("\ufeff\n\r ").splitlines()
    is_front = bool(lines) and lines[0].strip() == "---"
    end = _find_end(lines, is_front)
    if end == 0:
        return text
    fields, others = dict[str, str](), list[str]()
    for line in lines[int(is_front) : end]:
        match = _FIELD.match(line.strip())
        if match and match["key"].casefold() in (*_TITLES, *_AUTHORS, *_DATES):
            fields.setdefault(match["key"].casefold(), match["value"].strip().strip("\"'[]"))
        elif line.strip(" -"):
            others.append(line)
    title, author, day = (_take(fields, keys) for keys in (_TITLES, _AUTHORS, _DATES))
    name = _ADDRESS.sub("", author).strip(" \"'")
    head = [title, f"By {name}" if name else "", _CLOCK.sub("", _ISO.sub(r"\1", day))]
    return "\n".join([*others, *filter(None, head), "", *lines[end + is_front :]])


def _find_end(lines: list[str], is_front: bool) -> int:
    """Return the index after the last field, or 0 if the text does not begin with fields."""
    if is_front:
        closing = (at for at in range(1, min(len(lines), MAX_FIELDS)) if lines[at].strip() in ("---", "..."))
        end = next(closing, 0)
        return end if any(line.casefold().startswith("title:") for line in lines[1:end]) else 0
    keys, end = set[str](), 0
    for at, line in enumerate(lines[:MAX_FIELDS]):
        match = _FIELD.match(line)
        key = match["key"].casefold() if match else ""
        if key in _MAIL or key in _CONVERTED or key in ("title", "published time"):
            keys.add(key)
            end = at + 1
        elif line.strip():
            break
    is_mail = len(keys & _MAIL) >= MIN_MAIL_FIELDS and bool(keys & {"subject", "from"})
    return end if is_mail or ("title" in keys and keys & _CONVERTED) else 0


def _take(fields: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((fields[key] for key in keys if fields.get(key)), "")
