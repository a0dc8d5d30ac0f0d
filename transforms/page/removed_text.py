"""Compare the page's blocks with the extracted paragraphs: restore prose that was lost, and list everything else.

Every visible sentence of a page is in the body, the title, the standfirst, or in the list of removed texts.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain, groupby, islice
from operator import itemgetter
from typing import NamedTuple

from lxml.html import HtmlElement

from transforms.page.article_text import is_before_prose, is_hidden
from transforms.page.ligatures import join_ligatures
from transforms.page.placement import count_characters
from transforms.page.visible_text import Block, has_letters, make_key

MIN_PROSE_CHARACTERS = 40  # a shorter block is not restored: it may be a label
MIN_PARAGRAPH_CHARACTERS = 80  # blocks of this length show which elements contain the article
MIN_NEIGHBOURS = 2  # such blocks in an element: then it contains the article
MAX_LINK_SHARE = 0.5
MIN_KEY_CHARACTERS = 15  # a shorter text may also be a part of other words
MAX_REMOVED_CHARACTERS = 200_000  # of all removed texts of a page; the most on 482 real pages are listed in the README
_STOPS = (".", "!", "?", "…", "。", "！", "？")
_NO_PROSE = re.compile(
    r"credit|caption|byline|meta|pull-?quote|promo|interstitial|callout|disclaimer|newsletter|related|comment",
    re.IGNORECASE,
)
_NO_PROSE_TAGS = frozenset({"aside", "figure", "figcaption", "footer", "header", "nav", "form", "address", "button"})
_PLACES = {
    **{"nav": "navigation", "header": "page header", "footer": "page footer", "aside": "beside the article"},
    **{"form": "form", "figcaption": "caption", "figure": "caption", "button": "button", "address": "address"},
}
_COMMENTS = re.compile(r"(?:^|[\s_-])comments?(?:[\s_-]|$)|disqus", re.IGNORECASE)
MAX_LEVELS = 14


class Place(NamedTuple):
    """The name of the nearest enclosing element that has one, and how many levels above it is."""

    name: str | None
    levels: int


_NO_PLACE = Place(None, 0)


@dataclass(slots=True)
class Matched:
    """Where each block is in the paragraphs: the number of the paragraph, or None.

    `keys` are those of blocks without a rule, `paragraph_keys` those of the paragraphs.
    """

    blocks: Sequence[Block]
    positions: list[int | None]
    keys: Sequence[str]
    paragraph_keys: Mapping[str, str]


def match_blocks(blocks: Sequence[Block], paragraphs: Sequence[str]) -> Matched:
    """Find each block in the paragraphs by its letters; a very short one only right after the block before it."""
    keys = [make_key(paragraph) for paragraph in paragraphs]
    whole, starts = "".join(keys), [0, *accumulate(map(len, keys))]
    known = set(keys)
    positions: list[int | None] = []
    own_keys = dict(zip(paragraphs, keys, strict=True))  # most blocks of the article are paragraphs as they stand
    of_blocks = ["" if block.rule else own_keys.get(block.text) or make_key(block.text) for block in blocks]
    end = 0
    for key in of_blocks:
        if 0 < len(key) < MIN_KEY_CHARACTERS and key not in known:
            at = whole.find(key, end, end + MIN_KEY_CHARACTERS + len(key))
        else:
            at = whole.find(key, end) if key else -1
            if key and at < 0:
                at = whole.find(key, 0, end + len(key))  # it begins before the end, or it would have been found
        if at >= 0:
            end = at + len(key)
        positions.append(bisect_right(starts, at) - 1 if at >= 0 else None)
    return Matched(blocks, positions, of_blocks, own_keys)


def restore_prose(matched: Matched, paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs with the sentences that the extractor lost inside the article, each in its place."""
    homes = Counter[HtmlElement]()
    for block, position in zip(matched.blocks, matched.positions, strict=True):
        if position is not None and len(block.text) >= MIN_PARAGRAPH_CHARACTERS:
            homes[block.element] += 1
            if (above := block.element.getparent()) is not None:
                homes[above] += 1
    added: dict[int, list[str]] = {}
    last, lists = -1, set[HtmlElement]()
    for number, (block, position) in enumerate(zip(matched.blocks, matched.positions, strict=True)):
        if position is not None:
            last = position
        elif block.rule is None and (_is_lost_prose(block, homes) or _is_lost_item(block, lists)):
            lists.add(block.element.getparent())
            added.setdefault(last, []).append(
                join_ligatures(f"- {block.text}" if block.element.tag == "li" else block.text)
            )
            matched.positions[number] = max(last, 0)
    if not added:
        return list(paragraphs)
    restored = added.get(-1, [])
    for number, paragraph in enumerate(paragraphs):
        restored += [paragraph, *added.get(number, [])]
    return restored


def _is_lost_item(block: Block, lists: set[HtmlElement]) -> bool:
    """Return whether a short sentence is an item of a list of which an item before it was restored."""
    return block.element.tag == "li" and block.element.getparent() in lists and block.text.endswith(_STOPS)


def _is_lost_prose(block: Block, homes: Counter[HtmlElement]) -> bool:
    element, text = block.element, block.text
    if len(text) < MIN_PROSE_CHARACTERS or not text.rstrip("\"'”’»)").endswith(_STOPS):
        return False
    if element.tag in _NO_PROSE_TAGS or _NO_PROSE.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    if not _is_at_home(block, homes) or _is_hidden_within(element):
        return False
    linked = sum(map(count_characters, element.iter("a")))
    return linked < MAX_LINK_SHARE * len(text)


def _is_hidden_within(element: HtmlElement) -> bool:
    """Return whether a text is in a hidden block that shown paragraphs follow."""
    hidden = next((one for one in (element, *islice(element.iterancestors(), 2)) if is_hidden(one)), None)
    return hidden is not None and is_before_prose(hidden)


def _is_at_home(block: Block, homes: Counter[HtmlElement]) -> bool:
    """Return whether a block has paragraphs of the article as its neighbours; it may be alone in a wrapper."""
    above = block.element.getparent()
    if homes[block.element] >= MIN_NEIGHBOURS or above is None:
        return above is not None
    if homes[above] >= MIN_NEIGHBOURS:
        return True
    beyond = above.getparent()
    if beyond is None or homes[beyond] < MIN_NEIGHBOURS or above.tag in _NO_PROSE_TAGS:
        return False
    if above.tag in ("ul", "ol"):
        return True
    return len(above) == 1 and not _NO_PROSE.search(above.get("class") or "")


def list_removed(matched: Matched, known: Iterable[str | None]) -> list[str]:
    """Return the texts that are not in the body, each with its rule; texts in `known` (title, standfirst) are left out.

    Neighbours with the same rule are one entry. Beyond MAX_REMOVED_CHARACTERS, only the number of texts is given.
    """
    elsewhere = "\n".join(make_key(text) for text in known if text)
    places: dict[HtmlElement, Place] = {}
    gone = [
        (block.rule or _name_place(block.element, places), block.text)
        for block, position, key in zip(matched.blocks, matched.positions, matched.keys, strict=True)
        if position is None and _is_listed(block, key, elsewhere)
    ]
    entries, left = list[str](), MAX_REMOVED_CHARACTERS
    for rule, group in groupby(gone, key=itemgetter(0)):
        text = " / ".join(text for _, text in group)
        if len(text) > left:
            entries.append(f"{rule}: {text[:left]}" if left else f"{rule}: (not listed)")
            entries.append(f"more than {MAX_REMOVED_CHARACTERS} characters were removed: the rest is not listed")
            break
        entries.append(f"{rule}: {text}")
        left -= len(text)
    return entries


def _is_listed(block: Block, key: str, elsewhere: str) -> bool:
    """Return whether a text is listed: not one without letters, nor a headline or a plain block that is in `elsewhere`.

    Three fifths of the blocks have a rule, and their letters are of no other use.
    """
    if block.rule not in (None, "headline"):
        return has_letters(block.text)
    key = key or make_key(block.text)
    return bool(key) and key not in elsewhere


def _name_place(element: HtmlElement, places: dict[HtmlElement, Place]) -> str:
    """Describe the element that encloses text outside the article; `places` holds what is known, and gets the rest."""
    unknown: list[HtmlElement] = []
    place = _NO_PLACE
    for above in chain((element,), element.iterancestors()):
        if above in places:
            place = places[above]
            break
        unknown.append(above)
    for below in reversed(unknown):
        name = _name_block(below)
        place = places[below] = Place(name, 0) if name else Place(place.name, place.levels + 1)
    return place.name if place.name and place.levels <= MAX_LEVELS else "outside the article"


def _name_block(element: HtmlElement) -> str | None:
    if element.tag in _PLACES:
        return _PLACES[element.tag]
    return "comments" if _names_comments(element.get("class"), element.get("id")) else None


@lru_cache(maxsize=8192)
def _names_comments(label: str | None, own: str | None) -> bool:
    names = f"{label or ''} {own or ''}".lower()
    return ("comment" in names or "disqus" in names) and bool(_COMMENTS.search(names))
