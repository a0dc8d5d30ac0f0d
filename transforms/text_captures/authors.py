"""Find whom a text capture credits: lines below the title, sentences of the standfirst, lines at the foot."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from transforms.bylines.affiliation_lines import is_affiliation_form, read_signature
from transforms.bylines.byline_elements import has_letters
from transforms.bylines.byline_lines import read_names_alone
from transforms.bylines.credit_bodies import is_persons_site
from transforms.bylines.credit_reader import read_credit
from transforms.bylines.sentence_credits import (
    read_signed_foot,
    read_title_credits,
)
from transforms.page.title_text import fold_line
from transforms.records import Capture, Credit
from transforms.text_captures.date_lines import DATE
from transforms.text_captures.layout import Layout
from transforms.text_captures.lines import is_byline
from transforms.text_captures.name_lines import read_author_line, read_name, without_echo
from transforms.text_captures.sentence_authors import (
    MAX_FOOT,
    Authors,
    find_in_opening,
    find_in_sentences,
    find_interviewer,
    find_speaker,
    find_titled,
    is_site,
    is_subject,
    take_opening,
)

MAX_CREDIT = 160  # characters of a line that credits an author
_PHOTO_OF = re.compile(r"^(?:photo|picture|image|portrait|avatar) of (?P<name>.{4,60}?) (?P=name)\b", re.IGNORECASE)
_SIGNED = re.compile(
    r"^\W*(?:published|written|posted|submitted) by\W*(?P<name>.{0,80}?)(?: (?:at|on)\b.*)?$", re.IGNORECASE
)
_POSTED_BY = re.compile(rf"^\W*(?:posted|published) (?:on )?{DATE.pattern},? by (?P<name>.{{4,60}})$", re.IGNORECASE)
MAX_ABOVE = 4  # lines above a title that a date and a byline are, at the head of a capture
# Who publishes a speech: "Department for Ports and The Rt Hon Jane Roe MP".
_DEPARTMENT = re.compile(
    r"^(?:the )?(?:[\w’']+ ){0,4}(?:department|ministry|office|treasury|government)\b.{0,100} and \S", re.IGNORECASE
)
_OF_PARTY = re.compile(
    r"^(?P<name>.{4,60}?),? (?:Labour(?:/Co-operative)?|Conservative|Liberal Democrat|Scottish National Party|SNP|"
    r"Plaid Cymru|Green|Reform UK|Democratic Unionist Party|DUP|Crossbench|Non-affiliated|Independent|Alliance|SDLP|"
    r"UUP)(?:,? [\w,’'() &-]{2,60})?$|"
    r"^(?P<minister>.{4,60}?),? (?:Shadow (?:Minister|Secretary|Chancellor|Leader)|"
    r"The (?:Parliamentary|Minister|Secretary)|Minister of State|"
    r"Parliamentary (?:Under-)?Secretary|Secretary of State)\b"
    r"[\w,’'() &-]{0,100}$"
)
_NOBODY = frozenset({"contributor", "contributors", "guest", "guest author", "guest contributor", "admin", "editor"})
"""What content systems print if no author is named."""
_BY = re.compile(r"^\W*by:? (?P<name>[^.]{4,60})$", re.IGNORECASE)
_HANDLE = re.compile(r"^@?[A-Za-z]\w{2,30}$")
_COUNTED = re.compile(r"\W*\b(?:\d+|no) (?:comments?|views?|min(?:ute)?s?(?: read)?)\W*$", re.IGNORECASE)
_INSTITUTION = re.compile(
    r"^\W*(?:(?:house of (?:commons|lords)|scottish parliament|senedd|stormont|westminster)(?:,? (?:westminster|"
    r"london|edinburgh|cardiff|belfast))?|london,?)(?:,? sw1a? ?\w{0,3})?\W*$",
    re.IGNORECASE,
)
_AS_TOLD = re.compile(r",? \(?(?:as told to|in conversation with) .{3,60}$", re.IGNORECASE)
_CLOCK_OR_DATE = re.compile(rf"\b\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\.?)?,?|{DATE.pattern}", re.IGNORECASE)
# "This column by Jane Roe was the worst of the year" is about her article.
_OF_ANOTHER = re.compile(
    r"^this \w+ by [^,]{4,60}? (?:is|was|has|that|which|made)\b"
    r"(?! (?:been |was |is )?(?:first|originally|also|published|appeared|printed|posted|reproduced|taken|written)\b)",
    re.IGNORECASE,
)
_SPONSOR = re.compile(r"^\W*(?:(?:primary|lead|main) sponsor|(?:tabled|moved|proposed) by)\s*:\s*", re.IGNORECASE)
_HANDLES = re.compile(r"(?<!\w)@\w+")
_ABOUT = re.compile(r"^\W*about the authors?\W*$", re.IGNORECASE)
_SEATED = re.compile(r"\b(?:MPs?|MSPs?|MS|MLA|MEP|peer|Baroness|Lord)\b")


def find_authors(
    layout: Layout, standfirst: str | None, title: str | None, capture: Capture, sites: frozenset[str]
) -> Authors:
    """Return whom the capture credits, from the most reliable place that names an author.

    Lines above the title belong to other articles, except a name just above it that the foot repeats, and "Posted on
    12 May 2016 by …". Names from a manifest or a feed come first.
    """
    hinted = [
        replace(credit, source=capture.hint.route)
        for name in capture.hint.authors
        for credit in read_credit(name, sites)
    ]
    if hinted:
        return Authors(tuple(hinted))
    for found in (
        _below_title(layout, title, sites),
        find_in_sentences(layout, standfirst, sites),
        find_interviewer(layout, standfirst, sites),
        _above_title(layout, sites),
        find_in_opening(layout, capture, sites),
        _at_foot(layout, sites),
        _signed(layout, sites),
        find_titled(layout, title, sites),
        find_speaker(layout, standfirst, title, sites),
        _introduced_below(layout),
        Authors(tuple(read_title_credits(title or ""))),
    ):
        if found.credits:
            return take_opening(found, layout)
    return Authors()


def _below_title(layout: Layout, title: str | None, sites: frozenset[str]) -> Authors:
    seated = [line for line in layout.header if is_byline(line) and _SEATED.search(line)]
    for line in (*seated[:1], *layout.header):
        if len(line) > MAX_CREDIT:
            continue
        if photo := _PHOTO_OF.match(line):
            found = read_credit(photo["name"], sites)
        elif is_byline(line) and not _OF_ANOTHER.match(line):
            found = read_credit(_SPONSOR.sub("", line), sites)
        elif is_affiliation_form(line) and (found := [*read_signature(line)]):
            if any(is_subject(credit, layout, title) for credit in found):
                continue
            return Authors(tuple(found), line)
        else:
            found = _named(line, sites)
            found = [credit for credit in found if not is_subject(credit, layout, title)]
        found = [credit for credit in found if fold_line(credit.name) not in _NOBODY]
        if persons := [credit for credit in found if credit.kind == "person"] or found:
            named = sum(len(credit.name.split()) for credit in persons)
            affiliation = line if len(line.split()) > named + 2 and not DATE.search(line) else None
            return Authors(tuple(replace(credit, source="a line below the title") for credit in persons), affiliation)
    return Authors()


def _named(line: str, sites: frozenset[str]) -> list[Credit]:
    """Return the person if a line is a name, alone or before a bar, an office or a date: "Jane Roe | The Lantern"."""
    line = _AS_TOLD.sub("", _COUNTED.sub("", _HANDLES.sub("", line))).strip()
    around = [part.strip(" |•·,–—-").removeprefix("by ") for part in DATE.split(line)]
    if _DEPARTMENT.match(line) and (minister := read_name(line.rpartition(" and ")[2].removeprefix("The "), sites)):
        return [replace(minister, byline=line)]
    undated = _CLOCK_OR_DATE.sub(" ", line).strip(" ,")
    if spoken := _OF_PARTY.match(" ".join(undated.split())):
        written = spoken["name"] or spoken["minister"]
        # With the hour it is a speaker's line, whose name need not be a known one.
        found = read_credit(written, sites) if undated != line else [*filter(None, [read_name(written, sites)])]
        if len(found) == 1 and found[0].kind == "person" and " " in found[0].name:
            return [replace(found[0], byline=line)]
    found = read_names_alone(line, sites) if line and line[-1] not in ".?!:…" else []
    are_known = len(found) > 1 and all(read_name(one.name, sites) for one in found)
    credit = read_author_line(line, sites) or next(filter(None, (read_name(part, sites) for part in around)), None)
    if credit and not are_known:
        return [replace(credit, byline=line)]
    if line.startswith(("- ", "– ", "— ")):  # "- Sir John Roe The Lantern Advisory Board Chair"
        signed = [one for one in read_credit(line, sites) if one.kind == "person" and read_name(one.name, sites)]
        if len(signed) == 1:
            return signed
    are_names = bool(found) and all(one.name[:1].isupper() for one in found)
    return found if are_names and (are_known or all(one.role or has_letters(one) for one in found)) else []


def _above_title(layout: Layout, sites: frozenset[str]) -> Authors:
    """Return the person named just above the title whom another line after the title names again."""
    if not layout.above:
        return Authors()
    if posted := _POSTED_BY.match(layout.above[-1]):
        own = read_name(posted["name"], sites)  # on a person's own site the name is also the site's
        found = [own] if own else read_credit(posted["name"], sites)
        return Authors(tuple(replace(one, byline=layout.above[-1], source="a line above the title") for one in found))
    credit = read_name(layout.above[-1], sites)
    if credit is None:
        return Authors()
    if len(layout.above) <= MAX_ABOVE and any(DATE.fullmatch(line) for line in layout.above[:-1]):
        return Authors((replace(credit, source="a line above the title"),))  # with its date at the head of the capture
    key, after = fold_line(credit.name), (*layout.header, *layout.below)
    again = any(key in fold_line(line) and len(line) <= MAX_CREDIT for line in after)
    is_echoed = without_echo(layout.above[-1]) != layout.above[-1]
    return Authors((replace(credit, source="a line above the title"),)) if again or is_echoed else Authors()


def _at_foot(layout: Layout, sites: frozenset[str]) -> Authors:
    line = layout.lines[layout.end - 1] if layout.end - layout.start > 1 else ""
    if (match := _BY.match(line)) and (own := read_name(match["name"], sites)):
        own = replace(own, byline=line, source="the last line of the text")
        return Authors((own,), None, frozenset({layout.end - 1}))
    for credit in _signers(layout.below[:MAX_FOOT], sites):
        return Authors((replace(credit, source="a line below the text"),), _affiliation_below(layout, credit))
    return Authors()


def _signed(layout: Layout, sites: frozenset[str]) -> Authors:
    """Return the persons of a signature that ends the text: "Jane Roe MP", or a name and an office below it."""
    start, end = max(layout.start - 1, 0), layout.end  # a greeting stands before the text
    while end > start + 1 and _INSTITUTION.match(layout.lines[end - 1]):
        end -= 1
    text = layout.lines[start:end]
    found = read_signed_foot(text)
    found = [credit for credit in found if not is_site(credit, sites)]
    if not found:
        return Authors()
    first = next((at for at in range(layout.start, layout.end) if found[0].name in layout.lines[at]), layout.end)
    count = layout.end - max(first, layout.end - 2)
    return Authors(tuple(found), None, frozenset(range(layout.end - count, layout.end)))


def _introduced_below(layout: Layout) -> Authors:
    """Return the author whom a line after the text introduces, below "About the author"."""
    for heading, line in itertools.pairwise(layout.below[:MAX_FOOT]):
        if _ABOUT.match(heading) and (found := read_signature(line)):
            return Authors(found, line)
    return Authors()


def _signers(below: Sequence[str], sites: frozenset[str]) -> Iterator[Credit]:
    """Yield the name in a line such as "Published by Jane Roe", or in the line after it; a handle is an
    organisation.
    """
    for line, after in zip(below, [*below[1:], ""], strict=False):
        match = _SIGNED.match(line)
        if match is None:
            continue
        written = match["name"].strip() or after
        if credit := read_name(written, sites) or _read_owner(written, sites):
            yield replace(credit, byline=line)
        elif persons := [
            credit for credit in read_credit(written, sites) if credit.kind == "person" and " " in credit.name
        ]:
            yield persons[0]
        elif match["name"] and _HANDLE.match(written):
            yield Credit(written, line, "staff")


def _read_owner(written: str, sites: frozenset[str]) -> Credit | None:
    """Return the person who signs on a site that bears the same name: "Jane Roe" on janeroe.example."""
    if not is_persons_site(written, sites):
        return None
    found = read_names_alone(written, sites - {"".join(fold_line(written).split())})
    return found[0] if len(found) == 1 else None


def _affiliation_below(layout: Layout, credit: Credit) -> str | None:
    for line, after in zip(layout.below, layout.below[1:], strict=False):
        if credit.byline in (line, after) and re.match(
            r"^(?:[\w’'-]+ ){0,6}(?:MP|MSP|MS|MLA|peer|councillor)\b", after
        ):
            return after
    return None
