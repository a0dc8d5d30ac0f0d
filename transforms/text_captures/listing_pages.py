"""Refuse captures that are a list of articles instead of one article."""

import re
from collections.abc import Sequence
from itertools import groupby

from transforms.dates.date_reader import DateReader
from transforms.records import Discard
from transforms.text_captures.date_lines import DATE, is_date_line
from transforms.text_captures.lines import is_heading, is_prose, word_count
from transforms.text_captures.name_lines import read_author_line
from transforms.urls import split_address

MIN_TEASERS = 3
MIN_TITLE_WORDS = 3  # of a post
_LIST_PATH = re.compile(r"/(?:tags?|categor(?:y|ies)|search|page/\d+|archives?|feed)(?:/|$|\.)|/tag/", re.IGNORECASE)
_LIST_QUERY = re.compile(r"(?:^|&)(?:page|paged|news_pg|pg|offset|filter|s|q|search)=", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\bread more\W*|\bcontinue reading\b.{0,80})$", re.IGNORECASE)
_PERSON = (
    r"(?:Sir |Dame |Lord |Lady |Baroness |Dr |[A-Z][\w-]+ (?:Minister|Secretary) )?[A-Z][\w’'-]+(?: [A-Z]\.)?"
    r"(?: [A-Z][\w’'-]+){1,2}"
)
_CREDITED = re.compile(
    rf"\b(?:writes|warns|says|argues|asks|finds|explains|reports) {_PERSON}(?: MP| MSP)?(?:,.{{0,80}})?\W*$|"
    rf"\b{_PERSON}(?: MP)? (?:writes|argues|warns)\W*$"
)
_MORE = re.compile(
    r"^\W*(?:read (?:more|on|full (?:story|article|post))|continue reading|more details|find out more)\W*$",
    re.IGNORECASE,
)
MIN_RUN = 3  # paragraphs of an article that follow each other
MIN_SHORT_RUN = 2  # of a short article with its day and those of related ones
MIN_PARAGRAPH = 250  # characters: an article has paragraphs of several sentences; a teaser is one or two
MIN_POSTS = 3  # below one article may be the next one, in full
MIN_POSTS_OF_ARCHIVE = 2  # where the address is that of a month, a day or a blog's archive
MIN_POST = 300  # characters of prose in two paragraphs or more: a teaser has one
_ARCHIVE = re.compile(r"^/?$|/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?$|_archive\.html$|/(?:author|archive)s?/", re.IGNORECASE)
_COMMENTS = re.compile(
    r"^\W*(?:\d+|no) (?:comments?|responses?|replies|thoughts?)\b.{0,120}$|^\W*comments?\W*\d*\W*$", re.IGNORECASE
)
_ARCHIVE_QUERY = re.compile(r"(?:^|&)(?:m=\d{4}|cat=|author=|tag=)", re.IGNORECASE)


def refuse_listing(lines: Sequence[str], url: str, has_title: bool, sites: frozenset[str], reader: DateReader) -> None:
    """Raise Discard if a capture is a list of articles: its address shows it, its lines are teasers, or it has several
    posts in full, each with title, date and text.
    """
    address = split_address(url)
    is_listed = bool(_LIST_PATH.search(address.path) or _LIST_QUERY.search(address.query))
    dated = sum(
        bool((match := DATE.search(line)) and line[match.end() :].count(" ") <= 4 and match.start() > 60)
        for line in lines
    )
    cut = sum(len(line) > 60 and bool(_CUT.search(line)) for line in lines)
    credited = sum(len(line) <= MIN_PARAGRAPH and bool(_CREDITED.search(line)) for line in lines)
    long = sum(len(line) >= MIN_PARAGRAPH for line in lines)
    days = {day for line in lines if is_date_line(line, reader, sites) and (day := DATE.search(line)[0])}  # type: ignore[index]
    if len(days) >= MIN_TEASERS and long == 0 and not _has_long_run(lines, MIN_SHORT_RUN):
        raise Discard("listing", f"it has {len(days)} days, and no text between them")
    if not _has_long_run(lines, MIN_RUN) and sum(bool(_MORE.match(line)) for line in lines) >= MIN_TEASERS:
        raise Discard("listing", "it has several links to read more, and no text")
    for count, what in ((dated, "end in a date"), (cut, "break off"), (credited, "are teasers with their author")):
        if count >= MIN_TEASERS and count * 2 > long:
            raise Discard("listing", f"{count} of its lines {what}")
    if is_listed and not has_title:
        raise Discard("listing", "its address is that of a list, and no line is the title of an article")
    is_archive = is_listed or bool(_ARCHIVE.search(address.path) or _ARCHIVE_QUERY.search(address.query))
    posts = _count_posts(lines, sites, reader)
    if posts >= (MIN_POSTS_OF_ARCHIVE if is_archive and address.hostname else MIN_POSTS):
        raise Discard("listing", f"it has {posts} posts, each with a title, a date and a text")


def _has_long_run(lines: Sequence[str], length: int) -> bool:
    """Return whether several paragraphs follow each other, as in an article; between teasers there are headings."""
    runs = (sum(1 for _ in run) for is_text, run in groupby(lines, is_prose) if is_text)
    return any(count >= length for count in runs)


def _count_posts(lines: Sequence[str], sites: frozenset[str], reader: DateReader) -> int:
    """Return how many headings with a date below, or else above, begin a text of several paragraphs."""
    counts = [index for index, line in enumerate(lines) if _COMMENTS.match(line)]
    if len(counts) == 1:
        lines = lines[: counts[0]]  # what follows are the comments; a list of posts has a count below each
    dates = [index for index, line in enumerate(lines) if is_date_line(line, reader, sites)]
    below = [index - 1 for index in dates if index and _is_post_title(lines[index - 1], sites)]
    above = [index + 1 for index in dates if index + 1 < len(lines) and _is_post_title(lines[index + 1], sites)]
    heads = max(below, above, key=len)
    ends = [*heads[1:], len(lines)][: len(heads)]
    return sum(_is_post(lines[start + 1 : end]) for start, end in zip(heads, ends, strict=True))


def _is_post_title(line: str, sites: frozenset[str]) -> bool:
    """Return whether a line is a heading; the one or two words above the date of a comment are its author."""
    return is_heading(line) and word_count(line) >= MIN_TITLE_WORDS and read_author_line(line, sites) is None


def _is_post(lines: Sequence[str]) -> bool:
    prose = [len(line) for line in lines if is_prose(line) and not _CUT.search(line)]
    return len(prose) > 1 and sum(prose) >= MIN_POST
