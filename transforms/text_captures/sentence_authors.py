"""Find the author of a text capture in its sentences: "…, writes Jane Roe", an interviewer, a guest, a speaker."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from transforms.bylines.affiliation_lines import is_affiliation, is_affiliation_form
from transforms.bylines.byline_elements import has_letters
from transforms.bylines.credit_reader import read_credit
from transforms.bylines.first_person import is_first_person, is_view_of, mentions_person
from transforms.bylines.names import find_family_name
from transforms.bylines.sentence_credits import read_guest, read_speakers, read_standfirst_credits
from transforms.page.title_text import fold_line
from transforms.records import Capture, Credit
from transforms.text_captures.layout import Layout
from transforms.text_captures.name_lines import read_name

WRITTEN = "the writer that the standfirst names"
MAX_SENTENCE = 330  # characters of a standfirst that names the author
MAX_FOOT = 12  # lines after the text in which the author's name is searched
_WRITES = re.compile(r"^(?P<name>[^,]{4,40}?)(?:,[^.]{2,60}?)?,? writes (?:his|her|their|a|the|for|in|about|on)\b")
_WRITTEN = re.compile(r"^\W*writes?\b|.{4,40}\bwrites$", re.IGNORECASE)
_WHO = re.compile(r"^\W*(?P<name>[^\W\d_a-z][^,.:;]{3,50}?),? (?:MP |MSP |MS )?(?:is|was) (?:an?|the|our)\b")
_PERSON = r"[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){1,3}"
_TALKS = re.compile(
    rf"\b(?P<first>{_PERSON})(?: MP| MSP)? (?P<verb>tells?|told|talks? to|talked to|speaks? to|spoke to|"
    rf"sits down with|meets|opens up to) (?P<second>{_PERSON})"
)
_TALKS_TO = re.compile(
    rf"\b(?:talks? to|talked to|speaks? to|spoke to|sits down with|opens up to|(?<=[a-z] )(?:tells?|told)|"
    rf"(?<=MPs )tell|(?:He|She|They) tells?) (?P<name>{_PERSON})"
    r"(?= (?:about|on|of|what|how|why|where|that|he|she|they|it|there)\b|[.,:]|$)"
)
MAX_CLOSING = 3  # lines at the end of the text in which the line that says who the author is may be
_TITLE_NAME = re.compile(r"^(?P<name>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,4}): \S")
_GUEST = re.compile(
    rf"^\W*(?:in (?:this|our latest|today['’]s) )?guest (?:post|blog|article|column|piece)(?:,|:| by| from)? "
    rf"(?-i:(?P<name>{_PERSON}))(?: MP| MSP| MS)?\b",
    re.IGNORECASE,
)
# The end of a standfirst that names the author.
_ARGUES = re.compile(rf"[,–—-] (?:argues|writes|says|explains|asks|warns) {_PERSON}(?: MP| MSP)?\W*$")
# A sentence before a piece that was published elsewhere: "Our chair Jane Roe MP has written the below article for …".
_KIND = r"(?:article|piece|op-?ed|column|blog(?: ?post)?|comment piece)\b"
_PREFACE = re.compile(
    rf"^\W*(?:[A-Z][A-Z., ]{{3,30}} [–—-] )?(?P<name>[A-Z].{{3,80}}?) (?:today |yesterday )?(?:has )?"
    rf"(?:(?:written|wrote|writes|published|penned|authored) (?:the|an?) (?:below|following)|written this) {_KIND}|"
    rf"^\W*(?:[Tt]he following|[Tt]his|[Bb]elow is an?|[Tt]he below) {_KIND} by (?P<by>[A-Z].{{3,80}}?) "
    r"(?:that )?(?:(?:first|originally|also) )?(?:appeared|appears|(?:was|is|has been) (?:(?:first|originally|also) )?"
    r"(?:published|printed|posted|reproduced|taken|written for))\b|"
    r"^\W*(?:[Bb]elow|[Hh]ere|[Tt]his|[Tt]he following) is the (?:full )?(?:text|transcript|script) of (?:the|a|an) "
    rf"(?:\w+ )?(?:speech|statement|letter|article|address|lecture)\b.{{0,40}}? by (?P<of>{_PERSON})"
)
_LOOKS = re.compile(
    rf"(?:^|[.!?] )(?P<name>{_PERSON}(?: MP| MSP| MS)?) (?:looks (?:at|back|forward)|reviews|reflects on|examines|"
    r"explores|investigates|considers|assesses|analyses|reports\b|writes|went (?:with|to)|joined (?:them|him|her)|"
    r"finds out|travels|travelled|was there|takes a look|hears (?:from|how|what|why))\b[^.!?]{0,250}[.!?]?$"
)
# The name that a newspaper prints in capitals at the end of a standfirst is the author's.
_CAPITALS = re.compile(
    r"[,;–—.-] (?:says|argues|writes|reports|explains|asks|warns|believes|suggests) "
    r"(?P<name>[A-Z][A-Z’'-]+(?: [A-Z][A-Z’'-]+){1,2})(?: MP)?\W*$"
)
_SPEECH_OF = re.compile(
    r"^(?P<name>[A-Z].{3,80}?)(?:['’]s|s['’]) (?:[\w’'-]+ ){0,3}(?:speech|remarks|address|lecture|keynote)"
    r"(?:$| (?:to|at|in|on|for)\b|\W+\d|\s*[:–—(])"
)
_CONTINUE = re.compile(r"^\W*continue reading\W+(?P<title>.+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Authors:
    """The credits, the affiliation line, and which lines of the text are credits, affiliation or standfirst."""

    credits: tuple[Credit, ...] = ()
    affiliation: str | None = None
    taken: frozenset[int] = frozenset()
    standfirst: str | None = None


def take_opening(found: Authors, layout: Layout) -> Authors:
    """Return the authors with the first line of the text as the standfirst, if it ends in "argues" and an author."""
    line = layout.lines[layout.start] if layout.start < layout.end else ""
    match = _ARGUES.search(line) if len(line) <= MAX_SENTENCE and not found.standfirst else None
    if match is None or not any(credit.name in match[0] for credit in found.credits):
        return found
    return replace(found, taken=found.taken | {layout.start}, standfirst=line)


def is_subject(credit: Credit, layout: Layout, title: str | None) -> bool:
    """Return whether the title or the text mentions a person: a name alone below the title may be a caption or a tag.

    A line that says who the person is does not count, because it may be the affiliation line.
    """
    text = [line for at, line in enumerate(layout.text) if at or not _ARGUES.search(line)]
    is_titled = find_family_name(credit.name) in fold_line(title or "").split()
    return is_titled or mentions_person("\n".join(text), credit.name)


def find_in_sentences(layout: Layout, standfirst: str | None, sites: frozenset[str]) -> Authors:
    """Return the author that the standfirst or the first line of the text names: "…, writes Jane Roe", "Jane Roe MP
    writes".
    """
    opening = [(-1, standfirst)] if standfirst else []
    opening += [(layout.start, layout.lines[layout.start])] if layout.start < layout.end else []
    opening += [(-1, line) for line in layout.header]
    for index, line in opening:
        taken = frozenset({index} if index >= 0 and len(line) <= MAX_SENTENCE else ())
        if index >= 0 and not taken:
            continue
        if introduced := _read_introduced(line, index >= 0, sites):
            return Authors(tuple(introduced), line, taken)
        rest = "\n".join(layout.text[1:] if index >= 0 else layout.text)
        spoken = _read_written(line, rest, sites) or read_standfirst_credits(line)
        is_written = spoken and (spoken[0].source == WRITTEN or _WRITTEN.match(spoken[0].byline))
        if spoken and (is_written or (index < 0 and not is_subject(spoken[0], layout, None))):
            return Authors(
                tuple(replace(one, source="standfirst") for one in spoken), None, taken, line if index >= 0 else None
            )
    return Authors()


def _read_introduced(line: str, is_first: bool, sites: frozenset[str]) -> list[Credit]:
    """Return whom a line that only introduces the piece names: "Jane Roe MP writes for …", "This is a guest post by
    Jane Roe", "Jane Roe has written the below article for …".
    """
    if (match := _WRITES.match(line)) and (credit := read_name(match["name"], sites)):
        return [replace(credit, byline=line, source="standfirst")]
    if is_first and (guests := read_guest(line)):
        return guests
    preface = _PREFACE.match(line)
    written = read_credit(preface["name"] or preface["by"] or preface["of"]) if preface else []
    return [replace(one, byline=line, source="standfirst") for one in written if _is_named(one)]


def _read_written(line: str, rest: str, sites: frozenset[str]) -> list[Credit]:
    """Return whom a standfirst names as its writer: in capitals at its end, or before "looks at", "went with them";
    empty if the `rest` of the text mentions that person.
    """
    match = _CAPITALS.search(line)
    found = [one for one in read_credit(match["name"], sites) if _is_named(one)] if match else []
    if match is None and (match := _LOOKS.search(line)):  # "Marlby Council considers a new ferry" has the form too
        found = [one for one in [read_name(match["name"], sites)] if one]
    if match is None or len(found) != 1 or mentions_person(rest, found[0].name):
        return []
    return [replace(found[0], byline=match[0].strip(" ,–—-"), source=WRITTEN)]


def _is_named(credit: Credit) -> bool:
    return credit.kind == "person" and " " in credit.name


def find_interviewer(layout: Layout, standfirst: str | None, sites: frozenset[str]) -> Authors:
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


def find_in_opening(layout: Layout, capture: Capture, sites: frozenset[str]) -> Authors:
    """Return the person whom the first line of the text introduces and whom the address, or a link to the rest,
    names too; or the member of a text in the first person that does not speak of that member.
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
    rest = "\n".join(layout.text[1:])
    is_own = is_affiliation_form(line) and is_first_person(rest) and not mentions_person(rest, credit.name)
    if not is_own and not any(key in fold_line(text) for text in elsewhere):
        return Authors()
    return Authors((replace(credit, byline=line, source="affiliation line"),), line, frozenset({layout.start}))


def find_titled(layout: Layout, title: str | None, sites: frozenset[str]) -> Authors:
    """Return the person with whose name the title begins ("Jane Roe MP: …"), if a line at either end says who that is,
    or the guest whom title or standfirst names ("Guest post: Jane Roe on …").
    """
    named = _TITLE_NAME.match(title or "")
    credit = read_name(named["name"], sites) if named else None
    if credit:
        for line in (*layout.header, *layout.text[:1], *layout.text[-MAX_CLOSING:], *layout.below[:MAX_FOOT]):
            if line.lstrip(" *_–-").startswith(credit.name) and is_affiliation(line, [credit.name], True):
                taken = frozenset({layout.start} if layout.text[:1] == (line,) else ())
                return Authors((replace(credit, byline=title or "", source="the title"),), line, taken)
    speech = _SPEECH_OF.match(title or "")
    text = "\n".join(layout.text)
    if speech and is_first_person(text):
        speakers = [one for one in read_credit(speech["name"]) if _is_named(one)]
        if len(speakers) == 1 and not mentions_person(text, speakers[0].name):  # a column about a speech does
            return Authors((replace(speakers[0], byline=speech[0], source="the title"),))
    for line in (title or "", *layout.header, *layout.text[:1]):
        guest = _GUEST.match(line) if len(line) <= MAX_SENTENCE else None
        if guest and (found := read_name(guest["name"], sites)):
            return Authors((replace(found, byline=guest[0]),))
    return Authors()


def is_site(credit: Credit, sites: frozenset[str]) -> bool:
    return fold_line(credit.name).replace(" ", "") in sites


def find_speaker(layout: Layout, standfirst: str | None, title: str | None, sites: frozenset[str]) -> Authors:
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
    if is_own and above and has_letters(above) and not mentions_person(body, above.name) and not is_site(above, sites):
        return Authors((replace(above, source="a line above the title"),))
    return Authors()
