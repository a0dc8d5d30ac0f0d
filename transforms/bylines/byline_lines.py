"""Read bylines that a page prints without markup: lines that begin with "By", and lines of names alone."""

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml.html import HtmlElement

from transforms.bylines.byline_elements import IS_TYPED, get_text_before, has_letters, read_parts
from transforms.bylines.credit_cleanup import remove_stamp
from transforms.bylines.credit_reader import read_credit
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_words import PLACES, RANKS, STOPS
from transforms.bylines.names import fold_name
from transforms.bylines.printed_bylines import MAX_PROSE_CHARS, MAX_STEPS_AFTER, count_prose_before
from transforms.page.parse import Page
from transforms.page.placement import Placement, get_text
from transforms.records import Credit

_LINE = re.compile(
    r"^(?:(?:words|written|posted|published|submitted|contributed|story|text|report|reported|authored|ysgrifennwyd|"
    r"ein(?:e)? \w+)\s+)?(?:by|"
    r"von|par|por|di|door|gan)\b\s*:?\s*\S|"
    r"^(?:an? )?(?:(?:guest|opinion|comment|special|exclusive|op-ed)\s+){1,2}(?:(?:post|blog|article|column|piece)"
    r"\s+)?by\s+\S|^guest (?:post|blog|article|column|author|writer)\s*:\s*\S|"
    r"^(?-i:[^\W\d_a-z]\S*(?:\s[^\W\d_a-z]\S*){1,5}) writes\W*$|"
    r"^(?:posted|published)(?: on)? .{6,40} by \S|"
    r"^(?:\w{3,9},? )?(?:\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}|[a-z]{3,9} \d{1,2}(?:st|nd|rd|th)?),? \d{4}.{0,14}? by \S|"
    r"^(?:autor(?:in)?|author|awdur|text|words)\s*:\s*\S",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h2", "h3", "h4", "h5"})
_NAME_LINES = _HEADINGS | {"p", "div", "address"}
_DATED_LINES = frozenset({"p", "div", "span", "ul", "li", "small", "strong", "em", "b", "i", "a", "address"})
_PARTICLE = re.compile(r"\b(?:ap|ab|ferch|n[íi]|mac|mc|de|van|von|o[’'])(?=[\s’']|[A-Z])|\b(?:Mac|Mc|O[’'])[A-Z]")
_POSTED = re.compile(
    r"^(?:(?:posted|published)(?: on)? .{6,40}?|(?:\w{3,9},? )?(?:\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}|"
    r"[a-z]{3,9} \d{1,2}(?:st|nd|rd|th)?),? \d{4}.{0,14}?) by ",
    re.IGNORECASE,
)
_OF_SEAT = re.compile(r"\b(MP|MSP|MS|MLA|MEP|AM) \([^()]{2,40}\)")  # "Jane Roe MP (Lab)", "Jane Roe MP (Marsh)"
_UNFOLDED = frozenset("&'`")  # what folding resolves or deletes in plain text
_UNPRINTED = frozenset({"head", "title", "meta", "script", "style", "link", "noscript", "template"})
MIN_PROSE_CHARS = 80  # characters of a paragraph that is prose
MAX_NEAR = 60  # elements after the headline that are searched for a name before all others
MAX_CELLS = 200  # elements in which a page without a headline is searched for its byline


def read_only_byline_line(page: Page, sites: frozenset[str]) -> Iterator[list[Credit]]:
    """Yield the credits of the short line that begins with "By", if a page without a headline has exactly one."""
    lines = []
    for element in islice(page.tree.iter("p", "td", "div", "span", "font", "address", "center"), MAX_CELLS):
        line = get_text(element) if len(element) <= 2 else ""
        if 5 <= len(line) <= 120 and _LINE.match(line):
            lines.append(line)
    if len(set(lines)) == 1:
        yield read_credit(lines[0], sites)


def read_bare_names(place: Placement, sites: frozenset[str]) -> list[Credit]:
    """Return the persons of a paragraph after the headline that contains only names and precedes the prose.

    The names have letters or an office ("Jane Roe MP"), or the paragraph is set in bold or italics ("Jane Roe/John
    Doe"); names that occur in the headline are the subject's.
    """
    headline = fold_name(get_text(place.headline)) if place.headline is not None else ""
    for element in place.iter_following(80):
        line = place.read_line(element, 80) if _may_be_name_line(element) else ""
        if len(line) < 7 or line[-1] in ".?!:…" or place.describe_other_article(element):
            continue
        prose = count_prose_before(place, element)
        if prose > MAX_PROSE_CHARS:
            return []
        if prose and element.tag in _HEADINGS:
            continue  # of a part of the piece, about that person
        found = read_names_alone(line, sites)
        if not found or any(fold_name(credit.name) in headline for credit in found):
            continue
        if _is_set_off(element) or all(credit.role or has_letters(credit) for credit in found):
            return found
    return []


def _may_be_name_line(element: HtmlElement) -> bool:
    """Return whether an element may be a line of names: a paragraph, a heading, or bold text between line breaks."""
    above = element.getparent()
    is_bold = element.tag in ("b", "strong") and above is not None and above.tag in ("div", "td", "article", "section")
    return (element.tag in _NAME_LINES or is_bold) and len(element) <= 2


def read_dated_names(place: Placement, sites: frozenset[str]) -> list[Credit]:
    """Return the persons that are printed with a date after the headline: "5 May 2024 | Jane Roe", or a name in an
    element of its own next to one with the date.

    Their given names are usual ones or they have letters: a section or a place may be in the name's place.
    """
    for element in place.iter_following(40):
        line = place.read_line(element, 100) if element.tag in _DATED_LINES and len(element) < 6 else ""
        if len(line) < 7 or place.describe_other_article(element):
            continue
        if count_prose_before(place, element) > MAX_PROSE_CHARS:
            return []
        if any(map(str.isdigit, line)):
            written = [part for part in re.split(r"\s*[|•·–—]\s*", read_parts(element)) if remove_stamp(part).strip()]
            parts = written if len(written) > 1 or written[:1] != [line] else []
        else:
            parts = [line] if _is_next_to_date(element, place) or _is_above_office(element, place, line, sites) else []
        persons = [found for part in parts if _are_sure(found := read_names_alone(part, sites))]
        lettered = [found for found in persons if all(map(has_letters, found))]
        if len(persons) == 1 and (len(parts) == 1 or lettered):
            return persons[0]
    return []


def _is_next_to_date(element: HtmlElement, place: Placement) -> bool:
    """Return whether the element directly before or after is little more than a date."""
    near = [*islice(element.itersiblings(), 1), *islice(element.itersiblings(preceding=True), 1)]
    lines = (place.read_line(other, 60) for other in near if isinstance(other.tag, str))
    return any(line and any(map(str.isdigit, line)) and not remove_stamp(line).strip(" ,|•·–—-") for line in lines)


def _is_above_office(element: HtmlElement, place: Placement, name: str, sites: frozenset[str]) -> bool:
    """Return whether the next element is the person's office and no more: "Jane Roe" above "MSP for Skell North".

    In a figure, or below a heading ("In this story"), they are those of the subject.
    """
    before = element.getprevious()
    if before is not None and before.tag in ("h2", "h3", "h4", "h5", "h6") and before is not place.headline:
        return False
    if next(element.iterancestors("figure", "figcaption"), None) is not None:
        return False
    for after in islice(element.itersiblings(), 1):
        office = place.read_line(after, 80) if isinstance(after.tag, str) else ""
        if office and not any(map(str.isdigit, office)) and office[-1] not in ".?!:…":
            found = read_names_alone(f"{name}, {office}", sites)
            return len(found) == 1 and bool(found[0].role or has_letters(found[0]))
    return False


def _are_sure(credits: list[Credit]) -> bool:
    """Return whether all have a usual given name, a particle in their name, or letters."""
    return bool(credits) and all(
        has_letters(one) or fold_name(one.name.split()[0]) in GIVEN_NAMES or _PARTICLE.search(one.name)
        for one in credits
    )


def read_name_above(place: Placement, sites: frozenset[str]) -> list[Credit]:
    """Return the persons of a line directly above the headline that has only names with letters: "Jane Roe MP"."""
    if place.headline is None:
        return []
    for level in islice((place.headline, *place.headline.iterancestors()), 2):
        for element in islice(level.itersiblings(preceding=True), 1):
            line = place.read_line(element, 80) if element.tag in _DATED_LINES else ""
            found = read_names_alone(line, sites) if len(line) > 6 and not place.describe_other_article(element) else []
            if found and all(map(has_letters, found)):
                return found
    return []


def read_names_alone(line: str, sites: frozenset[str]) -> list[Credit]:
    """Return the persons of a line that contains only their names and offices."""
    line = _OF_SEAT.sub(r"\1", line)
    found = read_credit(line, sites)
    left = set(fold_name(re.sub(r"[/|]", " ", line)).split()) - {"and", "&", "the", "by"}
    for credit in found:
        left -= set(fold_name(f"{credit.printed or credit.name} {credit.role or ''}").split())
        words = credit.name.casefold().split()
        is_peer = words[0] in RANKS  # "Baroness Marsh of Fenwick Sands"
        if credit.kind != "person" or not 2 <= len(set(words)) <= (7 if is_peer else 4):
            return []
        if set(words) & (STOPS if is_peer else STOPS | PLACES):
            return []
    return [] if left else found


def _is_set_off(element: HtmlElement) -> bool:
    """Return whether a paragraph is set in bold or italics throughout, and prose follows it."""
    after = element.getnext()
    is_whole = not (element.text or "").strip() and all(
        inner.tag in ("strong", "b", "em", "i") and not (inner.tail or "").strip() for inner in element
    )
    is_paragraph = element.tag == "p" and len(element) > 0
    if element.tag == "address":
        return True
    return (
        is_paragraph and is_whole and after is not None and after.tag == "p" and len(get_text(after)) >= MIN_PROSE_CHARS
    )


def is_printed(page: Page, place: Placement, name: str) -> bool:
    """Return whether the page shows a name outside other articles, and not only as the person who posted or edited
    it.
    """
    wanted = fold_name(name)
    longest = max(wanted.split(), key=len, default="")
    for element in chain(place.iter_following(MAX_NEAR), page.survey.elements):  # most names are near the headline
        if element.tag in _UNPRINTED:
            continue
        for run, is_tail in ((element.text, False), (element.tail, True)):
            if not run or len(run) < len(name) or not _may_contain(run, longest):
                continue
            if wanted not in (folded := fold_name(run)):
                continue
            parent = element.getparent() if is_tail else element
            is_typist = IS_TYPED.search(folded.partition(wanted)[0] or get_text_before(element))
            if parent is not None and not is_typist and not place.describe_other_article(parent):
                return True
    return False


def _may_contain(run: str, word: str) -> bool:
    """Return whether a text, once folded, may hold a folded word: false only if folding changes no letter of it."""
    return word in run.lower() or not run.isascii() or not _UNFOLDED.isdisjoint(run)


def read_byline_lines(place: Placement, sites: frozenset[str]) -> Iterator[list[Credit]]:
    """Yield the credits of short lines after the headline that begin like a byline: "By …", "Posted on … by …"."""
    for element in place.iter_following(80):
        if (
            element.tag in ("script", "style", "a", "li")
            or len(element) > 8
            or place.count_levels(element) > MAX_STEPS_AFTER
        ):
            continue
        line = place.read_line(element, 120).lstrip("/|–—-•·* ")
        if len(line) >= 5 and _LINE.match(line) and not place.describe_other_article(element):
            yield read_credit(_POSTED.sub("", line), sites)
