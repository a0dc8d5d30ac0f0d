"""Select the elements that trafilatura's XPath expressions select, by their class, id and other attributes.

lxml evaluates `re:test` in such an expression by a call to Python for each element and pattern; that took 14 % of the
time of an extraction. Here each id and each class is classified once and remembered, because pages repeat them. The
patterns are trafilatura's own; tests/transforms/page/test_block_names.py compares every selection with its expression.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from lxml.html import HtmlElement
from trafilatura import settings, xpaths

_CONTENT_TAGS = ("article", "div", "main", "section")
_DISCARDED_TAGS = frozenset({"div", "item", "list", "p", "section", "span"})
_COMMENT_TAGS = frozenset({"div", "list", "section", "details", "ol", "ul"})
_FOLLOWING_TAGS = frozenset({"div", "section", "aside"})
_CONTENT, _STORY, _MAIN = 1, 2, 4
_FOLLOWING, _ADDED_POST, _SHARE_BUTTONS, _COMMENTS, _COMMENT_LIST = 1, 2, 4, 8, 16
_DISCARDED, _HIDDEN, _CAPTION, _TEASER = 1, 2, 4, 8


def _compile(*groups: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(token for tokens in groups for token in tokens), flags)


_CONTENT_ID = _compile(xpaths._ARTICLE_CONTENT_ID_TOKENS)
_CONTENT_CLASS = _compile(xpaths._ARTICLE_CONTENT_CLASS_TOKENS)
_STORY_ID = _compile(xpaths._STORY_ID_TOKENS)
_STORY_CLASS = _compile(xpaths._STORY_CLASS_TOKENS)
_CLUTTER_TAGS = frozenset({"aside", "fencedframe", "footer", "script", "style", "svg", "template"})
_names_consent = lru_cache(maxsize=8192)(re.compile(settings._COOKIE_CONSENT_RE, re.IGNORECASE).search)
_FULL_TEXT = re.compile("fulltext", re.IGNORECASE)
_MAIN_ID = _compile(xpaths._MAIN_CONTENT_ID_TOKENS)
_MAIN_CLASS = _compile(xpaths._MAIN_CONTENT_CLASS_TOKENS)
_ADDED = re.compile("mvp-post-add-(?:box|wrap)")
_FOLLOWED = re.compile("mvp-post-add-(?:box|wrap)|infinite-?scroll")
_COMMENTS_ID = re.compile(f"^(?:{xpaths._COMMENTS_ID}|disqus_thread|dsq-comments)")
_COMMENT_LIST_ID = re.compile(f"^(?:{xpaths._COMMENTS_ID})")
_COMMENTS_CLASS = re.compile(xpaths._COMMENTS_CLASS)
_CONSENT = _compile(xpaths._CONSENT_ID_CLASS_TOKENS)
_DISCARDED_ID = _compile(xpaths._OVERALL_DISCARD_BOTH_TOKENS, xpaths._OVERALL_DISCARD_ID_TOKENS)
_DISCARDED_CLASS = _compile(xpaths._OVERALL_DISCARD_BOTH_TOKENS, xpaths._OVERALL_DISCARD_CLASS_TOKENS)
_HIDDEN_ID = re.compile("reader-comments|akismet")
_HIDDEN_CLASS = re.compile(
    "^hide-|comments-title|nocomments|-reply-|message|akismet|suggest-links|-hide-|hide-print| hidden| hide|noprint|"
    "notloaded"
)


def select_appended(tree: HtmlElement) -> list[HtmlElement]:
    """Return the blocks of comments and of articles that follow: RAW_TREE_PRUNE and REMOVE_COMMENTS_AND_LISTS."""
    return [block for block in tree.iterdescendants(*_COMMENT_TAGS, "aside") if _is_appended(block)]


def _is_appended(block: HtmlElement) -> bool:
    own, label = block.get("id"), block.get("class")
    kinds = (_classify_appended_id(own) if own else 0) | (_classify_appended_class(label) if label else 0)
    if not kinds:
        return False
    if block.tag in _FOLLOWING_TAGS:
        if kinds & _SHARE_BUTTONS or kinds & _ADDED_POST:
            return True
        if kinds & _FOLLOWING and block.find(".//h1") is None:
            return True
    if block.tag in ("ol", "ul"):
        return bool(kinds & _COMMENT_LIST)
    return block.tag in _COMMENT_TAGS and bool(kinds & _COMMENTS)


@lru_cache(maxsize=8192)
def _classify_appended_id(own: str) -> int:
    return (
        (_FOLLOWING if _FOLLOWED.search(own) else 0)
        | (_ADDED_POST if _ADDED.search(own) else 0)
        | (_COMMENTS if _COMMENTS_ID.search(own) else 0)
        | (_COMMENT_LIST if _COMMENT_LIST_ID.search(own) else 0)
    )


@lru_cache(maxsize=8192)
def _classify_appended_class(label: str) -> int:
    return (
        (_FOLLOWING if _FOLLOWED.search(label) else 0)
        | (_ADDED_POST if _ADDED.search(label) else 0)
        | (_SHARE_BUTTONS if "elementor-share-buttons" in label else 0)
        | (_COMMENTS | _COMMENT_LIST if _COMMENTS_CLASS.search(label) else 0)
    )


def select_discarded(tree: HtmlElement, keeps_teasers: bool = False) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """Return the blocks that are not the article (OVERALL_DISCARD), and those named as caption or teaser."""
    discarded, minor = list[HtmlElement](), list[HtmlElement]()
    minor_kinds = _CAPTION if keeps_teasers else _CAPTION | _TEASER
    for block in tree.iterdescendants("*"):
        items = block.items()
        if not items:
            continue
        values = dict(items)
        own, label, is_named = values.get("id"), values.get("class"), block.tag in _DISCARDED_TAGS
        kinds = (_classify_discarded_id(own) if own else 0) | (_classify_discarded_class(label) if label else 0)
        if (is_named and (kinds & _DISCARDED or _is_discarded(values))) or kinds & _HIDDEN or _is_hidden(values):
            discarded.append(block)
        if is_named and kinds & minor_kinds:
            minor.append(block)
    return discarded, minor


@lru_cache(maxsize=8192)
def _classify_discarded_id(own: str) -> int:
    return (
        (_DISCARDED if _DISCARDED_ID.search(own) else 0)
        | (_HIDDEN if _HIDDEN_ID.search(own) else 0)
        | (_CAPTION if "caption" in own else 0)
        | (_TEASER if "teaser" in own.replace("T", "t") else 0)
    )


@lru_cache(maxsize=8192)
def _classify_discarded_class(label: str) -> int:
    return (
        (_DISCARDED if _DISCARDED_CLASS.search(label) else 0)
        | (_HIDDEN if label == "comments-title" or _HIDDEN_CLASS.search(label) else 0)
        | (_CAPTION if "caption" in label else 0)
        | (_TEASER if "teaser" in label.replace("T", "t") else 0)
    )


def _is_discarded(values: dict[str, str]) -> bool:
    """Return whether other attributes than a pattern for id or for class discard a block."""
    if "data-lp-replacement-content" in values:
        return True
    if "nav" in values.get("role", "").replace("N", "n") or "MostPopularStories" in values.get("data-component", ""):
        return True
    return bool(_CONSENT.search(_get_first(values, "id", "class")))


def _is_hidden(values: dict[str, str]) -> bool:
    style = values.get("style")
    if style and ("display:none" in style or "display: none" in style):
        return True
    return (
        values.get("aria-hidden") == "true"
        or "hidden" in ((values.get("id") if style is None else _get_first(values, "id", "style")) or "")
        or _get_first(values, "id", "class").startswith("reply-")
    )


def _get_first(values: dict[str, str], one: str, other: str) -> str:
    """Return the value of the one of two attributes that comes first in the markup: so XPath reads `@id|@class`."""
    if one not in values:
        return values.get(other, "")
    if other not in values:
        return values[one]
    return next(value for name, value in values.items() if name in (one, other))


def select_clutter(tree: HtmlElement) -> list[HtmlElement]:
    """Return the blocks that trafilatura removes before it measures a page or asks justext: BASIC_CLEAN_XPATH."""
    return [block for block in tree.iterdescendants("*") if block.tag in _CLUTTER_TAGS or _is_clutter(block)]


def _is_clutter(block: HtmlElement) -> bool:
    own, label = block.get("id"), block.get("class")
    if (label and _names_consent(label)) or (own and _names_consent(own)):
        return True
    return block.tag == "div" and bool(own or label) and "footer" in _get_first(dict(block.items()), "id", "class")


def find_content(tree: HtmlElement) -> HtmlElement | None:
    """Return the first block named as an article's text."""
    for block in tree.iterdescendants(*_CONTENT_TAGS):
        if _classify_body(block) & _CONTENT:
            return block
        if block.get("itemprop") == "articleBody":
            return block
    return None


def find_article(tree: HtmlElement) -> HtmlElement | None:
    """Return the first article element."""
    return next(tree.iterdescendants("article"), None)


def find_story(tree: HtmlElement) -> HtmlElement | None:
    """Return the first block named as a story or a post."""
    for block in tree.iterdescendants(*_CONTENT_TAGS):
        if _classify_body(block) & _STORY or block.get("role") == "article":
            return block
    return None


def find_main_content(tree: HtmlElement) -> HtmlElement | None:
    """Return the first block named as the content of the page."""
    for block in tree.iterdescendants(*_CONTENT_TAGS):
        if _classify_body(block) & _MAIN:
            return block
    return None


def find_main(tree: HtmlElement) -> HtmlElement | None:
    """Return the first main element or block whose class, id or role begins with "main"."""
    for block in tree.iterdescendants(*_CONTENT_TAGS):
        if block.tag == "main" or any((block.get(name) or "").startswith("main") for name in ("class", "id", "role")):
            return block
    return None


FIND_BODY: tuple[Callable[[HtmlElement], HtmlElement | None], ...] = (
    find_content,
    find_article,
    find_story,
    find_main_content,
    find_main,
)
"""What may contain the article, in the order in which trafilatura looks for it (BODY_XPATH)."""


def _classify_body(block: HtmlElement) -> int:
    own, label = block.get("id"), block.get("class")
    return (_classify_body_id(own) if own else 0) | (_classify_body_class(label) if label else 0)


@lru_cache(maxsize=8192)
def _classify_body_id(own: str) -> int:
    is_main = own == "content" or _MAIN_ID.search(own) or "main-content" in own.replace("C", "c").replace("M", "m")
    return (
        (_CONTENT if own == "articleContent" or _CONTENT_ID.search(own) else 0)
        | (_STORY if own in ("article", "story") or _STORY_ID.search(own) else 0)
        | (_MAIN if is_main else 0)
    )


@lru_cache(maxsize=8192)
def _classify_body_class(label: str) -> int:
    is_story = label in ("postarea", "art-postcontent", "text", "cell", "story")
    return (
        (_CONTENT if label in ("post", "entry") or _CONTENT_CLASS.search(label) else 0)
        | (_STORY if is_story or _FULL_TEXT.search(label) or _STORY_CLASS.search(label) else 0)
        | (_MAIN if label == "content" or _names_main(label) else 0)
    )


def _names_main(label: str) -> bool:
    folded = label.replace("C", "c")
    is_content = "main-content" in folded.replace("M", "m") or "page-content" in folded.replace("P", "p")
    return is_content or bool(_MAIN_CLASS.search(label))
