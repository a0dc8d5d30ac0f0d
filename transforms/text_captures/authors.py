"""Whom a text capture credits: lines below the title, sentences of the standfirst, lines at the foot."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.bylines.sentence_credits import spoken_credits, title_credits
from transforms.bylines.written import read_credit
from transforms.page.title_text import fold
from transforms.records import Capture, Credit
from transforms.text_captures.date_lines import DATE
from transforms.text_captures.layout import Layout
from transforms.text_captures.lines import is_byline, read_name, without_echo

MAX_CREDIT = 160  # characters of a line that credits somebody
MAX_FOOT = 12  # lines after the text among which the author's name stands
_PHOTO_OF = re.compile(r"^(?:photo|picture|image|portrait|avatar) of (?P<name>.{4,60}?) (?P=name)\b", re.IGNORECASE)
_WRITES = re.compile(r"^(?P<name>[^,]{4,40}?)(?:,[^.]{2,60}?)?,? writes (?:his|her|their|a|the|for|in|about|on)\b")
_WHO = re.compile(r"^\W*(?P<name>[^\W\d_a-z][^,.:;]{3,50}?),? (?:MP |MSP |MS )?(?:is|was) (?:an?|the|our)\b")
_SIGNED = re.compile(r"^\W*(?:published|written|posted|submitted) by\W*(?P<name>.{0,80}?)(?: (?:at|on)\b.*)?$", re.IGNORECASE)
_HANDLE = re.compile(r"^@?[A-Za-z]\w{2,30}$")
_CONTINUE = re.compile(r"^\W*continue reading\W+(?P<title>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Authors:
    """The credits, the line that says who the author is, and the lines of the text that are one or the other."""

    credits: tuple[Credit, ...] = ()
    affiliation: str | None = None
    taken: frozenset[int] = frozenset()


def find_authors(layout: Layout, standfirst: str | None, title: str | None, capture: Capture, sites: frozenset[str]) -> Authors:
    """Return whom the capture credits, by the most certain place that names somebody.

    What stands above the title belongs to other pieces, but for a name just above it that the foot repeats. Names that
    a manifest or a feed states come first.
    """
    hinted = [
        replace(credit, source=capture.hint.route)
        for name in capture.hint.authors
        for credit in read_credit(name, sites)
    ]
    if hinted:
        return Authors(tuple(hinted))
    for found in (
        _below_title(layout, sites),
        _in_sentences(layout, standfirst, sites),
        _above_title(layout, sites),
        _in_opening(layout, capture, sites),
        _at_foot(layout, sites),
        Authors(tuple(title_credits(title or ""))),
    ):
        if found.credits:
            return found
    return Authors()


def _below_title(layout: Layout, sites: frozenset[str]) -> Authors:
    for line in layout.header:
        if len(line) > MAX_CREDIT:
            continue
        if photo := _PHOTO_OF.match(line):
            found = read_credit(photo["name"], sites)
        elif is_byline(line):
            found = read_credit(line, sites)
        else:
            found = _named(line, sites)
        if persons := [credit for credit in found if credit.kind == "person"] or found:
            told = line if len(line.split()) > sum(len(credit.name.split()) for credit in persons) + 2 else None
            return Authors(tuple(replace(credit, source="a line below the title") for credit in persons), told)
    return Authors()


def _named(line: str, sites: frozenset[str]) -> list[Credit]:
    """Return the person that a line is, alone or before a bar, a comma or a date: "Jane Roe | The Lantern"."""
    for head in (line, line.partition("|")[0], line.partition(",")[0] if len(line) <= 80 else "", DATE.split(line)[0]):
        if credit := read_name(head, sites):
            return [replace(credit, byline=line)]
    return []


def _in_sentences(layout: Layout, standfirst: str | None, sites: frozenset[str]) -> Authors:
    """Return whom the standfirst or the first line of the text names: "…, writes Jane Roe", "Jane Roe MP writes"."""
    opening = [(-1, standfirst)] if standfirst else []
    opening += [(layout.start, layout.lines[layout.start])] if layout.start < layout.end else []
    opening += [(-1, line) for line in layout.header]
    for index, line in opening:
        taken = frozenset({index} if index >= 0 and len(line) <= 300 else ())
        if index < 0 or len(line) <= 330:
            if (match := _WRITES.match(line)) and (credit := read_name(match["name"], sites)):
                return Authors((replace(credit, byline=line, source="standfirst"),), line, taken)
            if spoken := spoken_credits(line):
                return Authors(tuple(spoken), None, taken)
    return Authors()


def _above_title(layout: Layout, sites: frozenset[str]) -> Authors:
    """Return the person named just above the title whom another line after the title names again."""
    if not layout.above:
        return Authors()
    credit = read_name(layout.above[-1], sites)
    if credit is None:
        return Authors()
    key, after = fold(credit.name), (*layout.header, *layout.below)
    again = any(key in fold(line) and len(line) <= MAX_CREDIT for line in after)
    is_echoed = without_echo(layout.above[-1]) != layout.above[-1]
    return Authors((replace(credit, source="a line above the title"),)) if again or is_echoed else Authors()


def _in_opening(layout: Layout, capture: Capture, sites: frozenset[str]) -> Authors:
    """Return the person whom the first line of the text presents, where the address or a link to the rest names them too."""
    if layout.start >= layout.end:
        return Authors()
    line = layout.lines[layout.start]
    match = _WHO.match(line)
    credit = read_name(match["name"], sites) if match and len(line) <= 400 else None
    if credit is None:
        return Authors()
    key = fold(credit.name)
    elsewhere = [capture.url.replace("-", " "), *(match["title"] for line in layout.lines if (match := _CONTINUE.match(line)))]
    if not any(key in fold(text) for text in elsewhere):
        return Authors()
    return Authors((replace(credit, byline=line, source="affiliation line"),), line, frozenset({layout.start}))


def _at_foot(layout: Layout, sites: frozenset[str]) -> Authors:
    for credit in _signers(layout.below[:MAX_FOOT], sites):
        return Authors((replace(credit, source="a line below the text"),), _affiliation_below(layout, credit))
    return Authors()


def _signers(below: Sequence[str], sites: frozenset[str]) -> Iterator[Credit]:
    """Yield whom a line such as "Published by Jane Roe" names, or the line after it; a handle is an organisation's."""
    for line, after in zip(below, [*below[1:], ""], strict=True):
        match = _SIGNED.match(line)
        if match is None:
            continue
        written = match["name"].strip() or after
        if credit := read_name(written, sites):
            yield replace(credit, byline=line)
        elif persons := [credit for credit in read_credit(written, sites) if credit.kind == "person" and " " in credit.name]:
            yield persons[0]
        elif match["name"] and _HANDLE.match(written):
            yield Credit(written, line, "staff")


def _affiliation_below(layout: Layout, credit: Credit) -> str | None:
    for line, after in zip(layout.below, layout.below[1:], strict=False):
        if credit.byline in (line, after) and re.match(r"^(?:[\w’'-]+ ){0,6}(?:MP|MSP|MS|MLA|peer|councillor)\b", after):
            return after
    return None
