"""Find whom a text capture credits: lines below the title, sentences of the standfirst, lines at the foot."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transforms.bylines.affiliation_lines import is_affiliation_form, read_signature
from transforms.bylines.byline_elements import has_letters
from transforms.bylines.byline_lines import read_names_alone
from transforms.bylines.credit_reader import read_credit
from transforms.bylines.first_person import is_first_person, is_view_of, mentions_person
from transforms.bylines.names import find_family_name
from transforms.bylines.sentence_credits import (
    read_guest,
    read_signed_foot,
    read_speakers,
    read_standfirst_credits,
    read_title_credits,
)
from transforms.page.title_text import fold_line
from transforms.records import Capture, Credit
from transforms.text_captures.date_lines import DATE
from transforms.text_captures.layout import Layout
from transforms.text_captures.lines import is_byline, read_author_line, read_name, without_echo

MAX_CREDIT = 160  # characters of a line that credits an author
MAX_SENTENCE = 330  # characters of a standfirst that names the author
MAX_FOOT = 12  # lines after the text in which the author's name is searched
_PHOTO_OF = re.compile(r"^(?:photo|picture|image|portrait|avatar) of (?P<name>.{4,60}?) (?P=name)\b", re.IGNORECASE)
_WRITES = re.compile(r"^(?P<name>[^,]{4,40}?)(?:,[^.]{2,60}?)?,? writes (?:his|her|their|a|the|for|in|about|on)\b")
_WRITTEN = re.compile(r"^\W*writes?\b|.{4,40}\bwrites$", re.IGNORECASE)
_WHO = re.compile(r"^\W*(?P<name>[^\W\d_a-z][^,.:;]{3,50}?),? (?:MP |MSP |MS )?(?:is|was) (?:an?|the|our)\b")
_SIGNED = re.compile(
    r"^\W*(?:published|written|posted|submitted) by\W*(?P<name>.{0,80}?)(?: (?:at|on)\b.*)?$", re.IGNORECASE
)
_POSTED_BY = re.compile(rf"^\W*(?:posted|published) (?:on )?{DATE.pattern},? by (?P<name>.{{4,60}})$", re.IGNORECASE)
_PERSON = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3}"
_TALKS = re.compile(
    rf"\b(?P<first>{_PERSON})(?: MP| MSP)? (?P<verb>tells?|told|talks? to|talked to|speaks? to|spoke to|"
    rf"sits down with|meets|opens up to) (?P<second>{_PERSON})"
)
_TALKS_TO = re.compile(
    rf"\b(?:talks? to|talked to|speaks? to|spoke to|sits down with|opens up to) "
    rf"(?P<name>{_PERSON})(?= about\b| on\b|[.,:]|$)"
)
# The end of a standfirst that names the author.
_ARGUES = re.compile(rf"[,–—-] (?:argues|writes|says|explains|asks|warns) {_PERSON}(?: MP| MSP)?\W*$")
# Who publishes a speech: "Department for Ports and The Rt Hon Jane Roe MP".
_DEPARTMENT = re.compile(
    r"^(?:the )?(?:[\w’']+ ){0,4}(?:department|ministry|office|treasury|government)\b.{0,100} and \S", re.IGNORECASE
)
_OF_PARTY = re.compile(
    r"^(?P<name>.{4,60}?),? (?:Labour(?:/Co-operative)?|Conservative|Liberal Democrat|Scottish National Party|SNP|"
    r"Plaid Cymru|Green|Reform UK|Democratic Unionist Party|DUP|Crossbench|Non-affiliated|Independent|Alliance|SDLP|"
    r"UUP)"
    r"(?:,? [\w,’' -]{2,60})?$"
)
_NOBODY = frozenset({"contributor", "contributors", "guest", "guest author", "guest contributor", "admin", "editor"})
"""What content systems print if no author is named."""
_BY = re.compile(r"^\W*by:? (?P<name>[^.]{4,60})$", re.IGNORECASE)
_HANDLE = re.compile(r"^@?[A-Za-z]\w{2,30}$")
_HANDLES = re.compile(r"(?<!\w)@\w+")
_ABOUT = re.compile(r"^\W*about the authors?\W*$", re.IGNORECASE)
_SEATED = re.compile(r"\b(?:MPs?|MSPs?|MS|MLA|MEP|peer|Baroness|Lord)\b")
_CONTINUE = re.compile(r"^\W*continue reading\W+(?P<title>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Authors:
    """The credits, the affiliation line, and which lines of the text are credits, affiliation or standfirst."""

    credits: tuple[Credit, ...] = ()
    affiliation: str | None = None
    taken: frozenset[int] = frozenset()
    standfirst: str | None = None


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
        _in_sentences(layout, standfirst, sites),
        _interviewer(layout, standfirst, sites),
        _above_title(layout, sites),
        _in_opening(layout, capture, sites),
        _at_foot(layout, sites),
        _signed(layout, sites),
        _speaker(layout, standfirst, title, sites),
        _introduced_below(layout),
        Authors(tuple(read_title_credits(title or ""))),
    ):
        if found.credits:
            return found
    return Authors()


def _below_title(layout: Layout, title: str | None, sites: frozenset[str]) -> Authors:
    seated = [line for line in layout.header if is_byline(line) and _SEATED.search(line)]
    for line in (*seated[:1], *layout.header):
        if len(line) > MAX_CREDIT:
            continue
        if photo := _PHOTO_OF.match(line):
            found = read_credit(photo["name"], sites)
        elif is_byline(line):
            found = read_credit(line, sites)
        elif is_affiliation_form(line) and (found := [*read_signature(line)]):
            if any(_is_subject(credit, layout, title) for credit in found):
                continue
            return Authors(tuple(found), line)
        else:
            found = _named(line, sites)
            found = [credit for credit in found if not _is_subject(credit, layout, title)]
        found = [credit for credit in found if fold_line(credit.name) not in _NOBODY]
        if persons := [credit for credit in found if credit.kind == "person"] or found:
            named = sum(len(credit.name.split()) for credit in persons)
            affiliation = line if len(line.split()) > named + 2 and not DATE.search(line) else None
            return Authors(tuple(replace(credit, source="a line below the title") for credit in persons), affiliation)
    return Authors()


def _named(line: str, sites: frozenset[str]) -> list[Credit]:
    """Return the person if a line is a name, alone or before a bar, an office or a date: "Jane Roe | The Lantern"."""
    line = _HANDLES.sub("", line).strip()
    around = [part.strip(" |•·,–—-").removeprefix("by ") for part in DATE.split(line)]
    if _DEPARTMENT.match(line) and (minister := read_name(line.rpartition(" and ")[2].removeprefix("The "), sites)):
        return [replace(minister, byline=line)]
    if (spoken := _OF_PARTY.match(line)) and (speaker := read_name(spoken["name"], sites)):
        return [replace(speaker, byline=line)]
    credit = read_author_line(line, sites) or next(filter(None, (read_name(part, sites) for part in around)), None)
    if credit:
        return [replace(credit, byline=line)]
    found = read_names_alone(line, sites) if line and line[-1] not in ".?!:…" else []
    are_known = len(found) > 1 and all(read_name(one.name, sites) for one in found)
    are_names = bool(found) and all(one.name[:1].isupper() for one in found)
    return found if are_names and (are_known or all(one.role or has_letters(one) for one in found)) else []


def _is_subject(credit: Credit, layout: Layout, title: str | None) -> bool:
    """Return whether the title or the text mentions a person: a name alone below the title may be a caption or a tag.

    A line that says who the person is does not count, because it may be the affiliation line.
    """
    text = [line for at, line in enumerate(layout.text) if at or not _ARGUES.search(line)]
    is_titled = find_family_name(credit.name) in fold_line(title or "").split()
    return is_titled or mentions_person("\n".join(text), credit.name)


def _in_sentences(layout: Layout, standfirst: str | None, sites: frozenset[str]) -> Authors:
    """Return the author that the standfirst or the first line of the text names: "…, writes Jane Roe", "Jane Roe MP
    writes".
    """
    opening = [(-1, standfirst)] if standfirst else []
    opening += [(layout.start, layout.lines[layout.start])] if layout.start < layout.end else []
    opening += [(-1, line) for line in layout.header]
    for index, line in opening:
        taken = frozenset({index} if index >= 0 and len(line) <= MAX_SENTENCE else ())
        if index < 0 or len(line) <= MAX_SENTENCE:
            if (match := _WRITES.match(line)) and (credit := read_name(match["name"], sites)):
                return Authors((replace(credit, byline=line, source="standfirst"),), line, taken)
            if index >= 0 and (guests := read_guest(line)):
                return Authors(tuple(guests), line, taken)
            spoken = read_standfirst_credits(line)
            is_written = spoken and _WRITTEN.match(spoken[0].byline)
            if spoken and (is_written or (index < 0 and not _is_subject(spoken[0], layout, None))):
                return Authors(tuple(spoken), None, taken, line if index >= 0 else None)
    return Authors()


def _interviewer(layout: Layout, standfirst: str | None, sites: frozenset[str]) -> Authors:
    """Return the journalist of "Jane Roe tells John Doe": the one of the two whom the rest of the text does not
    mention.
    """
    opening, rest = layout.text[:1], layout.text[1:]
    if standfirst:
        found = _read_interviewer(standfirst, layout.text, sites)
        return Authors((found,)) if found else Authors()
    if opening and len(opening[0]) <= MAX_SENTENCE and (found := _read_interviewer(opening[0], rest, sites)):
        return Authors((found,), None, frozenset({layout.start}), opening[0])
    return Authors()


def _read_interviewer(sentence: str, text: Sequence[str], sites: frozenset[str]) -> Credit | None:
    for match in _TALKS.finditer(sentence):
        first, second = (read_name(match[group], sites) for group in ("first", "second"))
        if first is None or second is None:
            continue
        folded = fold_line(" ".join(text))
        counts = [folded.count(fold_line(credit.name).split()[-1]) for credit in (first, second)]
        if max(counts) < 2 or min(counts) > 0:
            continue
        is_first = counts[0] == 0
        if not is_first or " " in match["verb"]:  # the person who tells is never the journalist
            return replace(first if is_first else second, byline=match[0], source="standfirst")
    talk = _TALKS_TO.search(sentence)
    asker = read_name(talk["name"], sites) if talk else None
    if talk and asker and not mentions_person("\n".join(text), asker.name):
        return replace(asker, byline=talk[0], source="standfirst")
    return None


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
    key, after = fold_line(credit.name), (*layout.header, *layout.below)
    again = any(key in fold_line(line) and len(line) <= MAX_CREDIT for line in after)
    is_echoed = without_echo(layout.above[-1]) != layout.above[-1]
    return Authors((replace(credit, source="a line above the title"),)) if again or is_echoed else Authors()


def _in_opening(layout: Layout, capture: Capture, sites: frozenset[str]) -> Authors:
    """Return the person whom the first line of the text introduces and whom the address, or a link to the rest,
    names too.
    """
    if layout.start >= layout.end:
        return Authors()
    line = layout.lines[layout.start]
    match = _WHO.match(line)
    credit = read_name(match["name"], sites) if match and len(line) <= 400 else None
    if credit is None:
        return Authors()
    key = fold_line(credit.name)
    elsewhere = [
        capture.url.replace("-", " "),
        *(match["title"] for line in layout.lines if (match := _CONTINUE.match(line))),
    ]
    if not any(key in fold_line(text) for text in elsewhere):
        return Authors()
    return Authors((replace(credit, byline=line, source="affiliation line"),), line, frozenset({layout.start}))


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
    found = read_signed_foot(layout.lines[max(layout.start - 1, 0) : layout.end])  # a greeting stands before the text
    found = [credit for credit in found if not _is_site(credit, sites)]
    if not found:
        return Authors()
    first = next((at for at in range(layout.start, layout.end) if found[0].name in layout.lines[at]), layout.end)
    count = layout.end - max(first, layout.end - 2)
    return Authors(tuple(found), None, frozenset(range(layout.end - count, layout.end)))


def _is_site(credit: Credit, sites: frozenset[str]) -> bool:
    return fold_line(credit.name).replace(" ", "") in sites


def _introduced_below(layout: Layout) -> Authors:
    """Return the author whom a line after the text introduces, below "About the author"."""
    for heading, line in itertools.pairwise(layout.below[:MAX_FOOT]):
        if _ABOUT.match(heading) and (found := read_signature(line)):
            return Authors(found, line)
    return Authors()


def _speaker(layout: Layout, standfirst: str | None, title: str | None, sites: frozenset[str]) -> Authors:
    """Return the person whose view standfirst or title gives, or whose name with letters is above the title.

    The text must be in the first person or, for members whom the standfirst names, long and without a quotation; and
    it must not speak about that person.
    """
    body = "\n".join(layout.text)
    is_own = is_first_person(body)
    for line in (standfirst, *layout.header, None):
        found = read_speakers(line, title or "" if line is None else "")
        is_theirs = is_own or is_view_of(body, found)
        if line is None:
            found = [credit for credit in found if read_name(credit.name, sites)]  # "Bus Services — a debate"
        if found and is_theirs and not any(mentions_person(body, credit.name) for credit in found):
            return Authors(tuple(found))
    above = read_name(layout.above[-1], sites) if layout.above else None
    if is_own and above and has_letters(above) and not mentions_person(body, above.name) and not _is_site(above, sites):
        return Authors((replace(above, source="a line above the title"),))
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
        if credit := read_name(written, sites):
            yield replace(credit, byline=line)
        elif persons := [
            credit for credit in read_credit(written, sites) if credit.kind == "person" and " " in credit.name
        ]:
            yield persons[0]
        elif match["name"] and _HANDLE.match(written):
            yield Credit(written, line, "staff")


def _affiliation_below(layout: Layout, credit: Credit) -> str | None:
    for line, after in zip(layout.below, layout.below[1:], strict=False):
        if credit.byline in (line, after) and re.match(
            r"^(?:[\w’'-]+ ){0,6}(?:MP|MSP|MS|MLA|peer|councillor)\b", after
        ):
            return after
    return None
