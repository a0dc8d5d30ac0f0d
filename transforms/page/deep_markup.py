"""Make markup shallower in which elements are nested deeper than the parser reads."""

import re

MAX_NESTED = 100
"""Elements of the kinds below inside one another. libxml2 reads 256 levels and drops all of a page that follows."""
_INLINE = frozenset(("a", "b", "big", "em", "font", "i", "small", "span", "strong", "u"))
_BLOCKS = frozenset(
    {
        *("article", "blockquote", "center", "dd", "div", "dl", "li", "main", "ol", "section", "table", "tbody", "td"),
        *("tr", "ul"),
    }
)
_KINDS = "|".join(sorted(_INLINE | _BLOCKS))
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|textarea|title)\b.*?(?:</(?P=raw)\s*>|\Z)"
    rf"|<(?P<end>/?)(?P<kind>{_KINDS})(?=[\s/>])[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)


def flatten_markup(markup: str) -> tuple[str, int]:
    """Return the markup without the tags of elements deeper than MAX_NESTED, and the number of elements affected.

    An element that is never closed counts as open to the end, also where the parser closes it: <li> before <li>.
    """
    opened: dict[str, int] = {}
    dropped: dict[str, int] = {}
    depth = count = position = 0
    parts = list[str]()
    for tag in _TAG.finditer(markup):
        kind = (tag["kind"] or "").lower()
        if not kind:
            continue
        if not tag["end"] and depth < MAX_NESTED:
            opened[kind], depth = opened.get(kind, 0) + 1, depth + 1
            continue
        if tag["end"] and not dropped.get(kind):
            if opened.get(kind):
                opened[kind], depth = opened[kind] - 1, depth - 1
            continue
        dropped[kind] = dropped.get(kind, 0) + (-1 if tag["end"] else 1)
        count += not tag["end"]
        # A space, so that words of different blocks stay apart.
        parts += [markup[position : tag.start()], "" if kind in _INLINE else " "]
        position = tag.end()
    return ("".join((*parts, markup[position:])), count) if count else (markup, 0)
