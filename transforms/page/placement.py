"""Measure how near an element is to the headline, and whether it is inside a block of another article."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain, islice

from lxml.etree import tostring
from lxml.html import HtmlElement

from transforms.page.survey import is_profile_link

_TAGS = frozenset({"aside", "nav", "footer", "form"})
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:related|comments?|comment-\w+|sidebar|teasers?|recommend\w*|more-\w+|most-\w+|popular|trending|"
    r"latest|footer|site-?date|(?:date-?)?today\w*|current-?date|nav\w*|menu|masthead|site-header|topbar|ticker|carousel|promo|newsletter|next|prev\w*|"
    r"copyright|breaking)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_FOOT = re.compile(r"(?:^|\s)(?:post|entry|article|headline|title|hero)[_-]+footer(?:[\s_-]|$)", re.IGNORECASE)
FAR = 99
MAX_FOOT_LEVELS = 2  # of the foot of an article: on a page of several, the foot of another is farther
MAX_CARD_WORDS = 80  # words
MAX_ASIDE_CHARACTERS = 160  # of an <aside> that has only the byline and the date
MIN_ARTICLE_CHARACTERS = 500  # in the paragraphs of an <article>: a shorter one is only the head of the piece


class Placement:
    """Distances from a headline. If it is None, everything in the main part of the page is equally near."""

    def __init__(self, headline: HtmlElement | None) -> None:
        self.headline = headline
        self._levels: dict[HtmlElement, int] = {}
        self._counted: dict[HtmlElement, int] = {}
        self._kinds: dict[HtmlElement, str | None] = {}
        self._texts: dict[HtmlElement, str] = {}
        self._unread: dict[HtmlElement, int] = {}  # the length up to which there is no line
        if headline is not None:
            self._levels = {headline: 0, **{above: n for n, above in enumerate(headline.iterancestors(), 1)}}
            self._counted = self._levels.copy()

    def count_levels(self, element: HtmlElement) -> int:
        """Return how many levels above the headline the two meet: 1 for neighbours, more the farther apart."""
        if self.headline is None:
            return 6
        levels = FAR
        below: list[HtmlElement] = []
        for above in chain((element,), element.iterancestors()):
            if above in self._counted:
                levels = self._counted[above]
                break
            below.append(above)
        self._counted.update(dict.fromkeys(below, levels))  # neighbours are asked for one after the other
        return levels

    def read_text(self, element: HtmlElement) -> str:
        """Return `get_text` of an element near the headline: dates and credits read the same ones."""
        if element not in self._texts:
            self._texts[element] = get_text(element)
        return self._texts[element]

    def read_line(self, element: HtmlElement, longest: int) -> str:
        """Return `get_line` of an element near the headline, from its text if that has been read."""
        if element in self._texts:
            return text if len(text := self._texts[element]) <= longest else ""
        if self._unread.get(element, -1) >= longest:
            return ""
        if line := get_line(element, longest):
            self._texts[element] = line
        else:
            self._unread[element] = longest
        return line

    def is_before(self, element: HtmlElement) -> bool:
        """Return whether an element comes before the headline on the page."""
        below = element
        for above in element.iterancestors():
            if above in self._levels and self.headline is not None:
                return int(above.index(below)) < self._branch(above)
            below = above
        return False

    @cached_property
    def article(self) -> HtmlElement | None:
        """The <article> that contains the headline, if it contains the text too."""
        above = None if self.headline is None else next(self.headline.iterancestors("article"), None)
        if above is None or sum(map(count_characters, above.iter("p"))) < MIN_ARTICLE_CHARACTERS:
            return None
        return above

    def follows_article(self, element: HtmlElement) -> bool:
        """Return whether an element comes after the <article>: a list of columnists, the staff."""
        return self.article is not None and self.article not in element.iterancestors() and not self.is_before(element)

    def _branch(self, above: HtmlElement) -> int:
        """Return which child of an element that encloses the headline leads to it."""
        level = self._levels[above] - 1
        return next((above.index(child) for child, at in self._levels.items() if at == level), 0)

    def describe_other_article(self, element: HtmlElement) -> str | None:
        """Describe the block of other articles that contains the element but not the headline, or return None."""
        for above in chain((element,), element.iterancestors()):
            if above in self._levels or (not self._levels and above.tag in ("body", "article", "main")):
                return None
            if above not in self._kinds:  # asked of what encloses one candidate after the other
                self._kinds[above] = self._kind(above)
            if kind := self._kinds[above]:
                return kind
        return None

    def _kind(self, block: HtmlElement) -> str | None:
        """Return a description of a block that does not contain the headline, if it belongs to other articles."""
        if self._heads_page(block) or (block.tag in _TAGS and not self._heads_article(block)):
            return f"in <{block.tag}>"
        if block.tag in ("li", "article") and _has_likes(block):
            return f"in one <{block.tag}> of many"
        if is_card(block):
            return "in a teaser: its heading links to another page"
        label = f"{block.get('class') or ''} {block.get('id') or ''}"
        if len(label) > 1 and _OTHERS.search(label) and not self._is_own_foot(block, label):
            return f"in {' '.join(label.split())[:40]}"
        return None

    def _heads_article(self, element: HtmlElement) -> bool:
        """Return whether a footer, nav or short aside is near the headline, or a footer ends its article: these may
        contain date and author.
        """
        above = element.getparent()
        ends = element.tag == "footer" and above is not None and above.tag == "article" and above in self._levels
        may_head = element.tag in ("footer", "nav") or (element.tag == "aside" and self._is_below_headline(element))
        return ends or (may_head and bool(self._levels) and self.count_levels(element) <= 2)

    def _is_below_headline(self, element: HtmlElement) -> bool:
        """Return whether a short element follows the headline with at most one other element between them."""
        before = islice(element.itersiblings(preceding=True), 2)
        return any(one in self._levels for one in before) and not has_more_characters(element, MAX_ASIDE_CHARACTERS)

    def _is_own_foot(self, block: HtmlElement, label: str) -> bool:
        """Return whether a block is the foot of the headline's article, where blogs print author and labels."""
        return bool(_FOOT.search(label)) and self.count_levels(block) <= MAX_FOOT_LEVELS

    @staticmethod
    def _heads_page(element: HtmlElement) -> bool:
        """Return whether a header is the page's masthead: its date is the day the page was served."""
        above = element.getparent()
        return element.tag == "header" and above is not None and above.tag == "body"

    def iter_following(self, most: int) -> Iterator[HtmlElement]:
        """Yield the elements that come after the headline on the page, in order."""
        yield from islice(self._after(), most)

    def _after(self) -> Iterator[HtmlElement]:
        if self.headline is None:
            return
        for level in (self.headline, *self.headline.iterancestors()):
            if level.tag == "body":
                return
            for sibling in level.itersiblings():
                yield from sibling.iter("*")

    def iter_preceding(self, most: int, levels: int) -> Iterator[HtmlElement]:
        """Yield elements that come before the headline and meet it within so many levels, nearest first."""
        yield from islice(self._before(levels), most)

    def _before(self, levels: int) -> Iterator[HtmlElement]:
        if self.headline is None:
            return
        for level in islice((self.headline, *self.headline.iterancestors()), levels):
            for sibling in level.itersiblings(preceding=True):
                yield from reversed(list(islice(sibling.iter("*"), 20)))


def is_card(block: HtmlElement) -> bool:
    """Return whether a small block is a teaser: its heading of three or more words is a link."""
    if next(block.iter("h2", "h3", "h4", "h5"), None) is None:  # as most: counting words takes far longer
        return False
    words = 0
    for text in islice(block.itertext(), 60):
        words += len(text.split())
        if words > MAX_CARD_WORDS:
            return False
    for heading in block.iter("h2", "h3", "h4", "h5"):
        link = heading.find(".//a[@href]")
        if link is None:
            link = next((above for above in islice(heading.iterancestors(), 3) if above.tag == "a"), None)
        if link is not None and not is_profile_link(link) and len(get_text(heading).split()) >= 3:
            return True
    return False


def _has_likes(item: HtmlElement) -> bool:
    """Return whether an item is in a list of dated items: teasers, comments."""
    above = item.getparent()
    if above is None:
        return False
    likes = [other for other in islice(above, 20) if other.tag == item.tag]
    return len(likes) > 2 and sum(next(other.iter("time"), None) is not None for other in likes) > 2


def get_text(element: HtmlElement) -> str:
    """Return an element's text, white space folded."""
    if len(element) == 0:
        return " ".join((element.text or "").split())
    return " ".join(" ".join(element.itertext()).split())


def get_line(element: HtmlElement, longest: int) -> str:
    """Return the text of an element, or an empty one if it has more than `longest` characters: reads no further."""
    if len(element) == 0:
        return text if len(text := get_text(element)) <= longest else ""
    words: list[str] = []
    characters = -1
    for run in element.itertext():
        if more := run.split():
            words += more
            characters += sum(map(len, more)) + len(more)
            if characters > longest:
                return ""
    return " ".join(words)


def has_more_characters(element: HtmlElement, most: int) -> bool:
    """Return whether an element has more than so many characters of text; reads no further."""
    characters = 0
    for run in element.itertext():
        characters += len(run)
        if characters > most:
            return True
    return False


def join_text(element: HtmlElement) -> str:
    """Return an element's text as it stands in the markup: joining `itertext()` takes five times as long."""
    if len(element) == 0:
        return element.text or ""
    return tostring(element, encoding="unicode", method="text", with_tail=False)


def count_characters(element: HtmlElement) -> int:
    """Return how many characters of text an element has."""
    return len(join_text(element))
