"""Read the bylines that a page prints: byline elements, links to an author's page, lines that begin with "By"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from lxml.html import HtmlElement

from transforms.bylines.credit_reader import read_credit
from transforms.bylines.credit_words import AGENCIES
from transforms.bylines.given_names import GIVEN_NAMES
from transforms.bylines.name_words import PLACES, STOPS
from transforms.bylines.names import fold_name, parse_name
from transforms.page.parse import Page
from transforms.page.placement import Placement, get_text
from transforms.page.survey import is_profile_link
from transforms.records import Credit

_NOT_CREDIT = re.compile(
    r"bio|avatar|image|img|photo|share|social|follow|twitter|comment|related|more|description|box|"
    r"quote|caption|testimonial|license",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^(?:(?:words|written|posted|published|story|text|report|reported|authored|ein(?:e)? \w+)\s+)?(?:by|von|par|"
    r"por|di|door)\b\s*:?\s*\S|"
    r"^(?:posted|published) on .{6,30} by \S|^(?:autor(?:in)?|author|text|words)\s*:\s*\S",
    re.IGNORECASE,
)
_PICTURE_OF = re.compile(
    r"^(?:a |the )?(?:profile )?(?:photo(?:graph)?|picture|image|head ?shot|portrait|avatar) (?:of )?|"
    r"(?:[’']s)? (?:profile )?(?:photo(?:graph)?|picture|image|head ?shot|portrait|avatar)$",
    re.IGNORECASE,
)
_TYPED = re.compile(r"(?:posted|published|uploaded|edited|added|submitted|updated|created) by$")
_UNFOLDED = frozenset("&'`")  # what folding resolves or deletes in plain text
_UNPRINTED = frozenset({"head", "title", "meta", "script", "style", "link", "noscript", "template"})
MIN_PROSE_CHARS = 80  # characters of a paragraph that is prose
MAX_CELLS = 200  # elements in which a page without a headline is searched for its byline
MAX_STEPS_BESIDE = 4  # levels between the headline and a byline that counts against markup
_BREAKING = frozenset({"a", "p", "div", "li", "br", "time", "small", "ul", "h2", "h3", "h4", "address", "figure"})
MAX_BYLINE_CHARS = 160  # characters; a longer block is a biography
MAX_ELEMENTS = 60
MAX_SIBLINGS = 10  # elements on either side of a byline
MAX_PROSE_CHARS = 500  # characters: a standfirst and a caption
MAX_STEPS_AFTER, MAX_STEPS_BEFORE = (
    8,
    3,
)  # levels: text before the headline is a teaser's unless it is in the headline's own block


def merge_credits(lists: Iterable[list[Credit]]) -> list[Credit]:
    """Return the credits of several places, each person once."""
    seen: dict[str, Credit] = {}
    for credit in (credit for credits in lists for credit in credits):
        seen.setdefault(credit.name.casefold(), credit)
    return list(seen.values())


def find_fuller_byline(page: Page, place: Placement, sites: frozenset[str], own: list[Credit]) -> list[Credit]:
    """Return the printed byline if it names the JSON-LD authors and others too, each with separate markup."""
    names = {fold_name(credit.name) for credit in own if credit.kind == "person"}
    for element in islice(filter(_may_credit, page.survey.bylines), 12):
        text = get_text(element)
        if len(text) > MAX_BYLINE_CHARS or not any(name in fold_name(text) for name in names):
            continue
        beside = _alike(element)
        found = merge_credits(_read_element(one, sites) for one in beside) if beside[1:] else _named_in(element, sites)
        more = {fold_name(credit.name) for credit in found if credit.kind == "person"} - names
        whole = all(" " in name and not any(one in name for one in names) for name in more)
        if more and whole and len(found) == len(more | names) and _is_near(place, element):
            return found
    return []


def find_agency(page: Page, place: Placement, sites: frozenset[str]) -> list[Credit]:
    """Return the news agency if the byline element near the headline names only that agency."""
    for element in islice(filter(_may_credit, page.survey.bylines), 12):
        found = _read_element(element, sites)
        if (
            found
            and fold_name(found[0].name) in AGENCIES
            and place.count_levels(element) <= MAX_STEPS_BEFORE
            and _is_near(place, element)
        ):
            return found
    return []


def read_marked_bylines(page: Page, place: Placement, sites: frozenset[str]) -> Iterator[list[Credit]]:
    """Yield the credits of elements marked up as a byline, then of links to an author's page, nearest first.

    A link without byline markup counts only above the text: below it, "/person/jane-roe" may be the subject.
    """
    yield from _nearest(list(filter(_may_credit, page.survey.bylines)), place, sites)
    near = (link for link in page.survey.profiles if _is_near(place, link))
    opening = (link for link in islice(near, MAX_ELEMENTS) if _prose_before(place, link) < MAX_PROSE_CHARS)
    yield from _nearest(opening, place, sites)


def _may_credit(element: HtmlElement) -> bool:
    if element.tag in ("script", "style", "img", "meta", "link", "body", "html", "article", "main"):
        return False
    return not _NOT_CREDIT.search(f"{element.get('class') or ''} {element.get('id') or ''}")


def _prose_before(place: Placement, element: HtmlElement) -> int:
    """Return how many characters of paragraphs there are between the headline and an element after it."""
    if place.headline is None:
        return 0
    heads = {place.headline, *place.headline.iterancestors()}
    prose, below = 0, element
    for above in element.iterancestors():
        for sibling in islice(below.itersiblings(preceding=True), MAX_ELEMENTS):
            if sibling in heads or prose > MAX_PROSE_CHARS:
                return prose
            paragraphs = (sibling,) if sibling.tag == "p" else sibling.iter("p")
            prose += sum(len(place.read_text(paragraph)) for paragraph in islice(paragraphs, 20))
        if above in heads:
            return prose
        below = above
    return prose


def _nearest(elements: Iterable[HtmlElement], place: Placement, sites: frozenset[str]) -> Iterator[list[Credit]]:
    near = []
    for order, element in enumerate(elements):
        if _is_near(place, element):
            near.append((place.count_levels(element), order, element))
    for _, _, element in sorted(near, key=lambda item: item[:2])[:MAX_ELEMENTS]:
        if found := _read_element(element, sites):
            yield merge_credits([found, *(_read_element(other, sites) for other in _alike(element))])


def _is_near(place: Placement, element: HtmlElement) -> bool:
    steps = place.count_levels(element)
    return (
        steps <= MAX_STEPS_AFTER
        and not (steps > MAX_STEPS_BEFORE and place.is_before(element))
        and not place.describe_other_article(element)
    )


def _alike(element: HtmlElement) -> list[HtmlElement]:
    """Return the element and its siblings with the same markup: the other authors."""
    above = element.getparent()
    if above is None or not (element.get("class") or element.get("rel") or element.tag == "a"):
        return [element]
    own = _markup(element)
    before = [*islice(element.itersiblings(preceding=True), MAX_SIBLINGS)][::-1]
    return [one for one in (*before, element, *islice(element.itersiblings(), MAX_SIBLINGS)) if _markup(one) == own]


def _markup(element: HtmlElement) -> tuple[object, ...]:
    return element.tag, element.get("class"), element.get("rel")


def _read_element(element: HtmlElement, sites: frozenset[str]) -> list[Credit]:
    """Read a byline element: the names marked up in it, else the links to authors' pages, else its text.

    If the text names the same people, it is used, because it has their offices too. If an element shows a name only
    as a picture, the picture's alternative text is read.
    """
    text = _text(element)
    found = _named_in(element, sites)
    is_short = len(text) <= MAX_BYLINE_CHARS
    if any(credit.kind == "person" for credit in found):
        whole = read_credit(text, sites) if is_short else []
        if _names_same(whole, found):
            return whole
        shown = is_short and all(fold_name(credit.byline) in fold_name(text) for credit in found)
        return [replace(credit, byline=text) for credit in found] if shown else found
    strict = element.get("rel") == "author" or element.get("itemprop") == "author" or _is_own_name(element, text)
    read = read_credit(text, sites, alone=strict) if is_short else []
    pictured = _read_picture(element, text, sites) if is_short else []
    return pictured if pictured and (not read or pictured[-1].role) else read


def _names_same(whole: list[Credit], found: list[Credit]) -> bool:
    """Return whether the text names the marked-up people, and others only with an office or letters."""
    marked = {fold_name(credit.name) for credit in found}
    read = {fold_name(credit.name): credit for credit in whole if credit.kind == "person"}
    added = [credit for name, credit in read.items() if name not in marked]
    return marked <= read.keys() and all(credit.role or has_letters(credit) for credit in added)


def has_letters(credit: Credit) -> bool:
    """Return whether letters of a seat or a rank are printed with the name."""
    styled = parse_name(credit.printed or credit.name)
    return bool(styled.chambers)


def _read_picture(element: HtmlElement, text: str, sites: frozenset[str]) -> list[Credit]:
    """Read the name that a byline element shows as a picture: its alternative text, and the office printed in the
    element.
    """
    for image in islice(element.iter("img"), 2):
        alt = _PICTURE_OF.sub("", " ".join((image.get("alt") or "").split()))
        if 2 <= len(alt.split()) <= 5 and len(alt) + len(text) <= MAX_BYLINE_CHARS:
            found = read_credit(f"{alt}, {text}" if text else alt, sites)
            named = alt.split()[0].casefold() in GIVEN_NAMES
            if found and all(credit.kind == "person" and (credit.role or named) for credit in found):
                return found
    return []


def read_byline_beside_headline(page: Page, place: Placement, sites: frozenset[str]) -> list[Credit]:
    """Return the persons of the byline printed near the headline, with little prose in between."""
    marked = [*filter(_may_credit, page.survey.bylines), *page.survey.profiles]
    near = [element for element in islice(marked, MAX_ELEMENTS) if _is_near(place, element)]
    for element in sorted(near, key=place.count_levels):
        if place.count_levels(element) > MAX_STEPS_BESIDE or _prose_before(place, element) >= MAX_PROSE_CHARS:
            continue
        found = merge_credits([_read_element(element, sites), *(_read_element(one, sites) for one in _alike(element))])
        headline = fold_name(get_text(place.headline)) if place.headline is not None else ""
        persons = [credit for credit in found if credit.kind == "person" and " " in credit.name]
        if persons and not any(fold_name(credit.name) in headline for credit in persons):
            return found
    return []


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
        line = place.read_text(element) if element.tag in ("p", "div") and len(element) <= 2 else ""
        if not 7 <= len(line) <= 80 or line[-1] in ".?!:…" or place.describe_other_article(element):
            continue
        if _prose_before(place, element) > MAX_PROSE_CHARS:
            return []
        found = read_names_alone(line, sites)
        if not found or any(fold_name(credit.name) in headline for credit in found):
            continue
        if _is_set_off(element) or all(credit.role or has_letters(credit) for credit in found):
            return found
    return []


def read_names_alone(line: str, sites: frozenset[str]) -> list[Credit]:
    """Return the persons of a line that contains only their names and offices."""
    found = read_credit(line, sites)
    left = set(fold_name(re.sub(r"[/|]", " ", line)).split()) - {"and", "the", "by"}
    for credit in found:
        left -= set(fold_name(f"{credit.printed or credit.name} {credit.role or ''}").split())
        words = credit.name.casefold().split()
        if credit.kind != "person" or not 2 <= len(set(words)) <= 4 or set(words) & (STOPS | PLACES):
            return []
    return [] if left else found


def _is_set_off(element: HtmlElement) -> bool:
    """Return whether a paragraph is set in bold or italics throughout, and prose follows it."""
    after = element.getnext()
    is_whole = not (element.text or "").strip() and all(
        inner.tag in ("strong", "b", "em", "i") and not (inner.tail or "").strip() for inner in element
    )
    is_paragraph = element.tag == "p" and len(element) > 0
    return (
        is_paragraph and is_whole and after is not None and after.tag == "p" and len(get_text(after)) >= MIN_PROSE_CHARS
    )


def is_printed(page: Page, place: Placement, name: str) -> bool:
    """Return whether the page shows a name outside other articles, and not only as the person who posted or edited
    it.
    """
    wanted = fold_name(name)
    longest = max(wanted.split(), key=len, default="")
    for element in page.survey.elements:
        if element.tag in _UNPRINTED:
            continue
        for run, parent in ((element.text, element), (element.tail, element.getparent())):
            if not run or len(run) < len(name) or not _may_hold(run, longest):
                continue
            if wanted not in (folded := fold_name(run)):
                continue
            is_typist = _TYPED.search(folded.partition(wanted)[0] or _get_text_before(element))
            if parent is not None and not is_typist and not place.describe_other_article(parent):
                return True
    return False


def _may_hold(run: str, word: str) -> bool:
    """Return whether a text, once folded, may hold a folded word: false only if folding changes no letter of it."""
    return word in run.lower() or not run.isascii() or not _UNFOLDED.isdisjoint(run)


def _get_text_before(element: HtmlElement) -> str:
    """Return the end of the text before an element in its parent, folded."""
    above, before = element.getparent(), element.getprevious()
    run = before.tail if before is not None else above.text if above is not None else ""
    return fold_name((run or "")[-40:])


def _named_in(element: HtmlElement, sites: frozenset[str]) -> list[Credit]:
    """Read the names marked up in a byline element, else the links to authors' pages in it."""
    named = element.xpath(".//*[@itemprop='name' or @rel='author']")
    links = [link for link in element.iter("a") if is_profile_link(link)]
    for inner, only in ((named, True), (links, False)):
        found = merge_credits(
            read_credit(text := one.get("content") or _text(one), sites, alone=only or _is_own_name(one, text))
            for one in inner[:10]
        )
        if any(credit.kind == "person" for credit in found):
            return found
    return []


def _is_own_name(element: HtmlElement, text: str) -> bool:
    """Return whether a link's text is the last part of its address: a pen name of one word ("/author/mudlark")."""
    last = (element.get("href") or "").rstrip("/").rpartition("/")[2]
    return bool(last) and fold_name(last) == fold_name(text)


def _text(element: HtmlElement) -> str:
    """Return the text with a bar where a block, a link or a line ends, so that separate names are not joined.

    Adjacent texts without a space between them are separated if a capital follows: "Jane Roe" and "Editor".
    """
    text = element.text or ""
    for inner in element.iterdescendants():
        for run in (inner.text if isinstance(inner.tag, str) else "", inner.tail):
            touching = text[-1:].isalnum() and (run or "")[:1].isupper()
            text += (" | " if inner.tag in _BREAKING or touching else "") + (run or "")
    return " | ".join(part.strip() for part in " ".join(text.split()).split("|") if part.strip())


def read_byline_lines(place: Placement, sites: frozenset[str]) -> Iterator[list[Credit]]:
    """Yield the credits of short lines after the headline that begin like a byline: "By …", "Posted on … by …"."""
    for element in place.iter_following(80):
        if (
            element.tag in ("script", "style", "a", "li")
            or len(element) > 8
            or place.count_levels(element) > MAX_STEPS_AFTER
        ):
            continue
        line = place.read_text(element)
        if 5 <= len(line) <= 120 and _LINE.match(line) and not place.describe_other_article(element):
            yield read_credit(re.sub(r"^(?:posted|published) on .{6,30}? by ", "", line, flags=re.IGNORECASE), sites)
