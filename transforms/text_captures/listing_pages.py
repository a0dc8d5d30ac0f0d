"""Refuse captures that are a list of articles instead of one article."""

import re
from collections.abc import Sequence

from transforms.records import Discard
from transforms.text_captures.date_lines import DATE
from transforms.urls import split_address

MIN_TEASERS = 3
_LIST_PATH = re.compile(r"/(?:tags?|categor(?:y|ies)|search|page/\d+|archives?|feed)(?:/|$|\.)|/tag/", re.IGNORECASE)
_LIST_QUERY = re.compile(r"(?:^|&)(?:page|paged|news_pg|pg|offset|filter|s|q|search)=", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\bread more\W*|\bcontinue reading\b.{0,80})$", re.IGNORECASE)
_PERSON = r"(?:Sir |Dame |Lord |Lady |Baroness |Dr |[A-Z][\w-]+ (?:Minister|Secretary) )?[A-Z][\w’'-]+ [A-Z][\w’'-]+"
_CREDITED = re.compile(
    rf"\b(?:writes|warns|says|argues|asks|finds|explains|reports) {_PERSON}(?: MP| MSP)?(?:,.{{0,80}})?\W*$|"
    rf"\b{_PERSON}(?: MP)? (?:writes|argues|warns)\W*$"
)
MIN_PARAGRAPH = 250  # characters: an article has paragraphs of several sentences; a teaser is one or two


def refuse_listing(lines: Sequence[str], url: str, has_title: bool) -> None:
    """Raise Discard if a capture is a list of articles: its address shows it, or its lines are teasers."""
    address = split_address(url)
    is_listed = bool(_LIST_PATH.search(address.path) or _LIST_QUERY.search(address.query))
    dated = sum(
        bool((match := DATE.search(line)) and line[match.end() :].count(" ") <= 4 and match.start() > 60)
        for line in lines
    )
    cut = sum(len(line) > 60 and bool(_CUT.search(line)) for line in lines)
    credited = sum(len(line) <= MIN_PARAGRAPH and bool(_CREDITED.search(line)) for line in lines)
    long = sum(len(line) >= MIN_PARAGRAPH for line in lines)
    for count, what in ((dated, "end in a date"), (cut, "break off"), (credited, "are teasers with their author")):
        if count >= MIN_TEASERS and count * 2 > long:
            raise Discard("listing", f"{count} of its lines {what}")
    if is_listed and not has_title:
        raise Discard("listing", "its address is that of a list, and no line is the title of a piece")
