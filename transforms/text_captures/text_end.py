"""Find where the text of a capture ends: before the first line that begins the furniture after an article."""

import re
from collections.abc import Sequence
from itertools import accumulate

from transforms.page.title_text import fold_line
from transforms.text_captures.lines import is_byline, is_heading, is_prose

AFTER = 0.35  # share of the prose that may follow a heading such as "Related": with more, the article continues there
LABEL_HEADS = frozenset({"categories", "category", "tags", "topics", "labels", "filed under", "kategorien", "themen"})
MAX_HEAD_CHARACTERS = 400  # of a line that heads what follows an article: the patterns below allow fewer
_SIGNED = re.compile(
    r"^\W*(?:published|written|posted|submitted) by\b.{0,80}$|^\W*(?:written by|about (?:the )?authors?)\W*$",
    re.IGNORECASE,
)
_INSET = re.compile(
    r"^\W*(?:read (?:more|next|also|this)|related(?: (?:articles?|stor(?:y|ies)|posts?|reading|content))?|see also|"
    r"(?:suggested|further|recommended) reading|you (?:may|might) also like|more on this(?: story)?|don['’]t miss)\W*$",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"sources? (?:\d+/ )?https?://\S+.*", re.IGNORECASE)
_TAIL = re.compile(
    r"^\W*(?:read more (?:by|about|from)\b.{0,120}|this entry was (?:posted|filed)\b.{0,120}|filed under\b.{0,80}|"
    r"(?:[\w’']+ )?newsletters?|sign up\b.*|subscribe\b.*|related(?: \w+)?\W*|most read|read (?:more|next)|"
    r"more from .*|more in .{1,40}|share this.*|(?:\d+ )?comments?\W*\d*|no comments.{0,3}|post a comment|"
    r"get the inside track\b.*|"
    r"partner content|latest\b[^.!?]{0,30}|already a subscriber\b.*|(?:keep|continue) reading\b.*|"
    r"leave a (?:reply|comment)\b.*|recent (?:posts?|articles?|news)|discussion about this post|"
    r"posted in [\w’'& ,-]{2,40}(?:\. .{0,80})?|"
    r"like this:?|you may also like.*|recommended\b[^.!?]{0,30}|"
    r"(?:older|newer|previous|next) (?:post|article)s?\b.{0,80}|"
    r"join the (?:conversation|discussion).*|promoted (?:by|and)\b.*|printed and promoted\b.*|"
    r"(?:tags?|labels?|categories|"
    r"topics|filed under|posted in)\s*:.{0,120}|copyright\b(?! (?:is|was|law|has|and|in)\b).{0,80}|"
    r"©.{0,80}|all rights reserved.*|"
    r"\d+ (?:comments?|thoughts?|responses?|replies) (?:on|to|for)\b.{0,160}|"
    rf"{_SOURCE.pattern}|"
    r"this (?:article|piece|post|story|column) was (?:amended|updated|corrected|edited|modified) on\b.{0,200}|"
    r"content from our partners|tags (?-i:[A-Z]).{2,120}|topics in this article\b.{0,120}|"
    r"a message from .{2,40}|get involved with the news\b.{0,40}|"
    r"submit a comment\b.{0,40}|story saved|further information|"
    r"similarly tagged content\W*|(?:enjoyed|liked?) this\?.{0,80}|discover more from .{2,60}|"
    r"forward this e-?mail\b.{0,60}|(?:you are|you['’]re) receiving this (?:e-?mail|newsletter|message)\b.{0,200}|"
    r"our mailing address is\b.{0,120}|write to us with your comments\b.{0,160}|comment(?:ing)? guidelines|"
    r"why are you making commenting\b.{0,120}|readers like you\b.{0,160}|disclosure statement|"
    r"do you have a story to tell\b.{0,160}|the post .{3,160} (?:first )?appeared (?:first )?on\b.{0,80}|"
    r"(?:had enough of|tired of) .{0,40}alternative facts.{0,4}|explore (?:the topic|more on these topics)|"
    r"is this page useful.{0,4}|more news on\W*|notes? (?:to|for) editors?\W*|what['’]s hot|popular reads|"
    r"most (?:viewed|popular|recent)|promoted (?:stories|content)|suggest a correction\b.{0,40}|"
    r"join our commenting forum|never miss (?:a|an) .{3,60}|the latest from .{3,40}|"
    r"posted by\b.{0,80}|posted by\b.{0,200}\bpermalink\W*|"
    r"bookmark the permalink\b.{0,20}|.{4,100}\| permalink\b.{0,60}|"
    r"publication (?:title|date|info)\s*:.{0,120}|load-?date\s*:.{0,60}|end of document|"
    r"follow (?:us|me|@\w+)\b.{0,60}|"
    r"follow [\w’'. -]{2,60} on (?:\w+|social media)\W*(?:@?[\w.]+\W*)?|unlock more articles|log ?in|register)$",
    re.IGNORECASE,
)

_APPEALS = re.compile(r"^(?:SHARE|SUBSCRIBE|DONATE|PARTNER|ADVERTISE|JOIN|SUPPORT): \S")  # a list of calls to readers
# What a newspaper prints after its newsletter's form in the middle of a text.
FORM_END = re.compile(r"^\W*(?:after|skip past) newsletter promotion\W*$", re.IGNORECASE)
MAX_FORM = 12  # lines
_LINKS = re.compile(r"^\d{1,3}\. (?:https?|mailto|file|javascript):\S*$")  # the list of addresses of `lynx -dump`


def find_end(lines: Sequence[str], start: int) -> int:
    """Return the index after the text's last line: before the first line that begins the furniture after an article.

    Such a line in the middle of the text does not end it, if more prose follows than furniture can have.
    """
    heads = [heads_furniture(line) for line in lines]
    prose = [len(line) if is_prose(line) and not is_head else 0 for line, is_head in zip(lines, heads, strict=True)]
    after = [*accumulate(reversed(prose))][::-1]  # the prose from each line on
    total = after[start] or 1 if start < len(after) else 1
    for index in range(start + 1, len(lines)):
        if (
            heads[index]
            and not count_inset(lines, index)
            and not _is_form(lines, index)
            and after[index] <= AFTER * total
        ):
            is_headed = index - 1 > start and _SOURCE.match(lines[index]) and is_heading(lines[index - 1])
            return index - 1 if is_headed else index  # an advertisement's heading above the link of an aggregator
    return len(lines)


def heads_furniture(line: str) -> bool:
    """Return whether a line begins what follows an article: related pieces, labels, calls to readers, comments."""
    line = line[:MAX_HEAD_CHARACTERS]
    patterns = (_APPEALS, _TAIL, _SIGNED, _LINKS)
    return fold_line(line) in LABEL_HEADS or any(pattern.match(line) for pattern in patterns)


def _is_form(lines: Sequence[str], index: int) -> bool:
    """Return whether a line begins the form of a newsletter whose end the capture marks: text follows it."""
    return any(map(FORM_END.match, lines[index : index + MAX_FORM]))


def count_inset(lines: Sequence[str], index: int) -> int:
    """Return how many lines after "Read more" are the one piece that it leads to, its title and perhaps its byline; 0
    if it is not between paragraphs of the text.
    """
    if not _INSET.match(lines[index]) or index + 2 >= len(lines) or not is_heading(lines[index + 1]):
        return 0
    count = 2 if is_byline(lines[index + 2]) else 1
    after = lines[index + 1 + count : index + 3 + count]
    return count if after and all(is_prose(line) and not line.endswith(("…", "...")) for line in after) else 0
