"""A page's meta tags, read once, by name."""

from lxml.html import HtmlElement

from transforms.json_ld import text

Meta = dict[str, list[str]]

MOST_TAGS = 1000
LONGEST_VALUE = 5000


def read_meta(tree: HtmlElement) -> Meta:
    """Return the contents of the page's meta tags by lower-case property, name or itemprop, in page order.

    Tags inside an element that has a microdata scope of its own (a teaser, a publisher) are left out.
    """
    found: Meta = {}
    for count, tag in enumerate(tree.iter("meta")):
        if count >= MOST_TAGS:
            break
        value = tag.get("content") or tag.get("value")
        if not value or not value.strip():
            continue
        for key in dict.fromkeys((tag.get("property"), tag.get("name"), tag.get("itemprop"))):
            if key and (key is not tag.get("itemprop") or not _in_other_scope(tag)):
                found.setdefault(key.strip().lower(), []).append(text(value[:LONGEST_VALUE]))
    return found


def _in_other_scope(tag: HtmlElement) -> bool:
    for above in tag.iterancestors():
        if above.get("itemscope") is not None:
            return "article" not in (kind := (above.get("itemtype") or "").lower()) and "posting" not in kind
    return False


def first(meta: Meta, *names: str) -> str | None:
    """Return the first value under the first of these names that has one."""
    for name in names:
        for value in meta.get(name, ()):
            if value:
                return value
    return None
