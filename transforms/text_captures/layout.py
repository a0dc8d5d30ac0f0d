"""Split a text capture into its parts: lines above the title, below it, the text, and lines after the text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line
from transforms.text_captures.date_lines import is_date_line
from transforms.text_captures.lines import (
    PROSE,
    ends_sentence,
    is_byline,
    is_caption,
    is_furniture,
    is_heading,
    is_prose,
    names_authors,
    repeated_lines,
    word_count,
)

MAX_HEADER = 16  # lines between the title and the text
MAX_STANDFIRST = 330  # characters of the one paragraph above a date, byline or reading time
MAX_GAP = 3  # consecutive short lines in the text: more are a menu, followed by another block
MIN_STANDFIRST = 60  # characters of a standfirst that only its place and its open end show
MIN_ALIKE = 30  # characters with which a caption and the alternative text both begin
NEAR = 12  # lines after it in which the text begins
MIN_COPIED_WORDS = 5
MIN_SHORTENED_WORDS = 8  # of a pull quote that leaves words of its passage out
MAX_COPY = 1.6  # how much longer than the paragraph a pull quote with its speaker's name is
_OPENING_QUOTES = '“"‘„«'
AFTER = 0.35  # share of the prose that may follow a heading such as "Related": with more, the article continues there
LABEL_HEADS = frozenset({"categories", "category", "tags", "topics", "labels", "filed under", "kategorien", "themen"})
_READING_TIME = re.compile(r"^\W*\d{1,2}[ -]?min(?:ute)?s?\b.{0,12}$", re.IGNORECASE)
MAX_HEAD_CHARACTERS = 400  # of a line that heads what follows an article: the patterns below allow fewer
_WEEKDAY = re.compile(r"^\W*(?:mon|tues|wednes|thurs|fri|satur|sun)day\W*$", re.IGNORECASE)
_SIGNED = re.compile(
    r"^\W*(?:published|written|posted|submitted) by\b.{0,80}$|^\W*(?:written by|about (?:the )?authors?)\W*$",
    re.IGNORECASE,
)
_INSET = re.compile(
    r"^\W*(?:read (?:more|next|also|this)|related(?: (?:articles?|stor(?:y|ies)|posts?|reading|content))?|see also|"
    r"(?:suggested|further|recommended) reading|you (?:may|might) also like|more on this(?: story)?|don['’]t miss)\W*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"^\W*(?:read more (?:by|about|from)\b.{0,120}|this entry was (?:posted|filed)\b.{0,120}|filed under\b.{0,80}|"
    r"(?:[\w’']+ )?newsletters?|sign up\b.*|subscribe\b.*|related(?: \w+)?\W*|most read|read (?:more|next)|"
    r"more from .*|more in .{1,40}|share this.*|(?:\d+ )?comments?\W*\d*|no comments.{0,3}|post a comment|"
    r"get the inside track\b.*|"
    r"partner content|latest\b.{0,30}|already a subscriber\b.*|(?:keep|continue) reading\b.*|"
    r"leave a (?:reply|comment)\b.*|recent (?:posts?|articles?|news)|discussion about this post|"
    r"posted in [\w’'& ,-]{2,40}(?:\. .{0,80})?|"
    r"like this:?|you may also like.*|recommended\b.{0,30}|(?:older|newer|previous|next) (?:post|article)s?\b.{0,80}|"
    r"join the (?:conversation|discussion).*|promoted (?:by|and)\b.*|printed and promoted\b.*|"
    r"(?:tags?|labels?|categories|"
    r"topics|filed under|posted in)\s*:.{0,120}|copyright\b.{0,80}|©.{0,80}|all rights reserved.*|"
    r"content from our partners|topics in this article\b.{0,120}|read more about\W*|related topics\W*|"
    r"a message from .{2,40}|get involved with the news|submit a comment\b.{0,40}|story saved|further information|"
    r"similarly tagged content\W*|(?:enjoyed|liked?) this\?.{0,80}|discover more from .{2,60}|"
    r"forward this e-?mail\b.{0,60}|(?:you are|you['’]re) receiving this (?:e-?mail|newsletter|message)\b.{0,200}|"
    r"our mailing address is\b.{0,120}|write to us with your comments\b.{0,160}|comment(?:ing)? guidelines|"
    r"why are you making commenting\b.{0,120}|readers like you\b.{0,160}|disclosure statement|"
    r"do you have a story to tell\b.{0,160}|the post .{3,160} (?:first )?appeared (?:first )?on\b.{0,80}|"
    r"(?:had enough of|tired of) .{0,40}alternative facts.{0,4}|explore (?:the topic|more on these topics)|"
    r"is this page useful.{0,4}|more news on\W*|notes? (?:to|for) editors?\W*|what['’]s hot|popular reads|"
    r"most (?:viewed|popular|recent)|promoted (?:stories|content)|suggest a correction\b.{0,40}|"
    r"join our commenting forum|never miss (?:a|an) .{3,60}|the latest from .{3,40}|"
    r"posted by\b.{0,80}|follow (?:us|me|@?\w+)\b.{0,60}|unlock more articles|log ?in|register)$",
    re.IGNORECASE,
)

MAX_LAST_LABEL_WORDS = 4
_APPEALS = re.compile(r"^(?:SHARE|SUBSCRIBE|DONATE|PARTNER|ADVERTISE|JOIN|SUPPORT): \S")  # a list of calls to readers
# What a newspaper prints after its newsletter's form in the middle of a text.
_FORM_END = re.compile(r"^\W*(?:after|skip past) newsletter promotion\W*$", re.IGNORECASE)
MAX_FORM = 12  # lines
_NUMBER = re.compile(r"^\d+[.)]")
_LINKS = re.compile(r"^\d{1,3}\. (?:https?|mailto|file|javascript):\S*$")  # the list of addresses of `lynx -dump`


@dataclass(frozen=True, slots=True)
class Layout:
    """A capture's lines by part; the text is from `start` up to, not including, `end`."""

    lines: tuple[str, ...]
    title: int
    start: int
    end: int
    standfirst: tuple[int, ...] = ()

    @property
    def above(self) -> tuple[str, ...]:
        """The lines above the title; empty if no line is the title."""
        return self.lines[: max(self.title, 0)]

    @property
    def header(self) -> tuple[str, ...]:
        """The lines between the title and the text."""
        return self.lines[self.title + 1 : self.start]

    @property
    def text(self) -> tuple[str, ...]:
        """The lines of the text, with the lines between its paragraphs."""
        return self.lines[self.start : self.end]

    @property
    def below(self) -> tuple[str, ...]:
        """The lines after the text."""
        return self.lines[self.end :]


def find_layout(lines: Sequence[str], title: int, sites: frozenset[str], reader: DateReader) -> Layout:
    """Return where the parts of a capture begin and end; `title` is the index of the title's line, -1 if there is
    none.
    """
    start, standfirst = _start(lines, title, sites, reader)
    return Layout(tuple(lines), title, start, _end(lines, start), standfirst)


def _start(lines: Sequence[str], title: int, sites: frozenset[str], reader: DateReader) -> tuple[int, tuple[int, ...]]:
    """Return the index of the text's first line, and those of the standfirst.

    A sentence between the title and a date, a byline or a reading time is the standfirst. After the last of these
    lines, all lines before the prose are left out: captions, buttons, the outlet's name.
    """
    if title < 0:
        return _first_prose(lines), ()
    position, header_end, limit = title + 1, title + 1, min(len(lines), title + 1 + MAX_HEADER)
    while position < limit:
        if _is_header_item(lines[position], sites, reader) or _is_first_standfirst(lines, position, title):
            header_end = position + 1
        elif _is_opening(lines, position, header_end):
            break
        position += 1
    if _prose_mass(lines[title + 1 : header_end]) > _prose_mass(lines[header_end:]):
        header_end = title + 1  # the line is at the foot of a short text
    standfirst = tuple(
        index
        for index in range(title + 1, header_end)
        if not _is_header_item(lines[index], sites, reader) and _may_introduce(lines[index])
    )
    start = header_end
    while start < limit and start < len(lines) and not _opens_text(lines, start):
        start += 1
    if start >= len(lines) or not _opens_text(lines, start):
        return header_end, standfirst
    while start > header_end and _opens_prose(lines, start - 1):
        start -= 1
    return start, standfirst


def _opens_prose(lines: Sequence[str], index: int) -> bool:
    """Return whether a short line above the first paragraph belongs to the text: a sentence of few words ("Who,
    then?"), or the first of several days of a diary.
    """
    line = lines[index]
    if is_furniture(line) or is_caption(line) or len(line) > MIN_STANDFIRST:
        return False
    if _WEEKDAY.match(line):
        return sum(bool(_WEEKDAY.match(other)) for other in lines[index:]) > 1
    return word_count(line) > 0 and line.rstrip("\"'”’").endswith((".", "?", "!"))


def _is_first_standfirst(lines: Sequence[str], position: int, title: int) -> bool:
    """Return whether the line directly below the title is a sentence without a full stop, as standfirsts are written,
    and paragraphs of text follow.
    """
    line = lines[position]
    if (
        position != title + 1
        or position + 1 == len(lines)
        or not MIN_STANDFIRST <= len(line) <= MAX_STANDFIRST
        or not _may_introduce(line)
    ):
        return False
    if ends_sentence(line) or line.endswith((":", ",", ";")) or line[0].islower():
        return False
    if fold_line(lines[title]) in fold_line(line) or lines[position + 1].startswith(line[:MIN_ALIKE]):
        return False  # a picture's alternative text
    return sum(is_prose(other) and ends_sentence(other) for other in lines[position + 1 : position + 1 + NEAR]) > 1


def _prose_mass(lines: Sequence[str]) -> int:
    return sum(len(line) for line in lines if is_prose(line))


def _is_header_item(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is of a kind that occurs between a title and its text, and never within the text."""
    if _READING_TIME.match(line) or is_date_line(line, reader, sites) or is_byline(line):
        return True
    return names_authors(line, sites)


def _is_opening(lines: Sequence[str], position: int, header_end: int) -> bool:
    """Return whether the text has begun at this line: the second paragraph since the last line of the header."""
    prose = [line for line in lines[header_end : position + 1] if is_prose(line)]
    return len(prose) > 1 or any(len(line) > MAX_STANDFIRST for line in prose)


def _may_introduce(line: str) -> bool:
    return len(line) > 40 and not is_furniture(line) and not is_caption(line)


def _opens_text(lines: Sequence[str], index: int) -> bool:
    """Return whether a line may be the first of the text: prose, or a greeting that ends in a comma."""
    line = lines[index]
    if line.startswith(("•", "*")) and is_furniture(line):
        return False
    return is_prose(line) or (line.endswith(",") and not is_furniture(line))


def _first_prose(lines: Sequence[str]) -> int:
    """Return where the longest block of prose begins in a capture that prints no title."""
    best, best_mass, begun, mass, gap = 0, 0, -1, 0, 0
    for index, line in enumerate(lines):
        if is_prose(line):
            begun = index if begun < 0 else begun
            mass, gap = mass + len(line), 0
        else:
            gap += 1
        if mass > best_mass:
            best, best_mass = begun, mass
        if gap > MAX_GAP:
            begun, mass = -1, 0
    return best


def _end(lines: Sequence[str], start: int) -> int:
    """Return the index after the text's last line: before the first line that begins the furniture after an article.

    Such a line in the middle of the text does not end it, if more prose follows than furniture can have.
    """
    prose = [len(line) if is_prose(line) and not is_furniture(line) else 0 for line in lines]
    total = sum(prose[start:]) or 1
    for index in range(start + 1, len(lines)):
        line = lines[index][:MAX_HEAD_CHARACTERS]
        heads = fold_line(line) in LABEL_HEADS or _APPEALS.match(line) or _TAIL.match(line) or _SIGNED.match(line) or _LINKS.match(line)
        if heads and not _is_inset(lines, index) and not _is_form(lines, index) and sum(prose[index:]) <= AFTER * total:
            return index
    return len(lines)


def _is_inset(lines: Sequence[str], index: int) -> bool:
    """Return whether a line is "Read more" with the one title that it leads to, between paragraphs of the text."""
    return _count_inset(lines, index) > 0


def _is_form(lines: Sequence[str], index: int) -> bool:
    """Return whether a line begins the form of a newsletter whose end the capture marks: text follows it."""
    return any(map(_FORM_END.match, lines[index : index + MAX_FORM]))


def _find_forms(layout: Layout) -> dict[int, str]:
    """Return the lines of forms of a newsletter within the text, up to the line that marks their end."""
    found: dict[int, str] = {}
    for end in range(layout.start, layout.end):
        if not _FORM_END.match(layout.lines[end]):
            continue
        nearest = range(max(layout.start, end - MAX_FORM), end)
        begin = next((index for index in nearest if _TAIL.match(layout.lines[index][:MAX_HEAD_CHARACTERS])), end)
        found |= dict.fromkeys(range(begin, end + 1), "newsletter")
    return found


def _count_inset(lines: Sequence[str], index: int) -> int:
    """Return how many lines after "Read more" are the one piece that it leads to, its title and perhaps its byline; 0
    if it is not between paragraphs of the text.
    """
    if not _INSET.match(lines[index]) or index + 2 >= len(lines) or not is_heading(lines[index + 1]):
        return 0
    count = 2 if is_byline(lines[index + 2]) else 1
    after = lines[index + 1 + count : index + 3 + count]
    return count if after and all(is_prose(line) and not line.endswith(("…", "...")) for line in after) else 0


def find_foreign_lines(layout: Layout) -> dict[int, str]:
    """Return the rule, by index, of each line within the text that is not part of the article: captions, repeated
    labels.
    """
    repeated = repeated_lines(layout.lines)
    found: dict[int, str] = {}
    inset_end = -1
    for index in range(layout.start, layout.end):
        line = layout.lines[index]
        if index > layout.start and (count := _count_inset(layout.lines, index - 1)):
            inset_end = index + count
        if index < inset_end:
            found[index] = "another piece's title"
        elif is_caption(line):
            found[index] = "caption"
        elif is_furniture(line) and len(line) <= PROSE:
            found[index] = "furniture"
        elif fold_line(line) in repeated and is_heading(line) and not ends_sentence(line):
            found[index] = "repeated within the capture"
    return found | _find_forms(layout) | _find_copies(layout) | _find_last_labels(layout)


def _find_last_labels(layout: Layout) -> dict[int, str]:
    """Return the short lines after the last sentence: labels and buttons; no text ends in a heading."""
    last = layout.end - 1
    while last > layout.start and _is_label(layout.lines[last]):
        last -= 1
    return dict.fromkeys(range(last + 1, layout.end), "label after the text") if last > layout.start else {}


def _is_label(line: str) -> bool:
    is_marked = line[0] in "-–—•*+“‘\"'" or bool(_NUMBER.match(line)) or line.endswith((":", ",", "…"))
    return len(line.split()) <= MAX_LAST_LABEL_WORDS and not is_marked and not ends_sentence(line)


def _find_copies(layout: Layout) -> dict[int, str]:
    """Return the pull quotes that are no shorter than the paragraph they copy; the paragraph itself stays.

    Of two equal lines, the one that does not end like a sentence is the copy, else the first. A line in quotation
    marks that consists of a whole paragraph and a name is a copy too.
    """
    found: dict[int, str] = {}
    first: dict[str, int] = {}
    text = range(layout.start, layout.end)
    for index in text:
        key = fold_line(layout.lines[index])
        if key.count(" ") < MIN_COPIED_WORDS - 1:
            continue
        if key in first:
            earlier = first[key]
            is_later = ends_sentence(layout.lines[earlier]) and not ends_sentence(layout.lines[index])
            found[index if is_later else earlier] = "pull quote"
        first[key] = index
    for index in text:
        line = layout.lines[index]
        is_quoted = line[0] in _OPENING_QUOTES and _is_copied(fold_line(line), set(first) - {fold_line(line)})
        if is_quoted or (not ends_sentence(line) and any(_is_shortened(fold_line(line), key) for key in first)):
            found[index] = "pull quote"
    return found


def _is_shortened(quote: str, paragraph: str) -> bool:
    """Return whether a quote is a passage of a paragraph from which a few words were left out."""
    words, passage = quote.split(), paragraph.split()
    if len(words) < MIN_SHORTENED_WORDS or len(passage) <= len(words):
        return False
    for start in (index for index, word in enumerate(passage) if word == words[0]):
        rest = iter(passage[start : start + int(MAX_COPY * len(words))])
        if all(word in rest for word in words):
            return True
    return False


def _is_copied(quote: str, paragraphs: set[str]) -> bool:
    return any(f" {key} " in f" {quote} " and len(quote) <= MAX_COPY * len(key) for key in paragraphs)
