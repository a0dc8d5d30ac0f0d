"""Read a page's JSON-LD: its nodes, and the node that describes the article."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape

from lxml.html import HtmlElement

from transforms.page.lenient_json import parse_json

Node = dict[str, object]

ARTICLE_TYPES = frozenset(
    {
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle"),
        *("opinionnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "satiricalarticle", "blogposting"),
        *("liveblogposting", "scholarlyarticle", "medicalscholarlyarticle", "techarticle", "socialmediaposting"),
        *("advertisercontentarticle", "report", "review", "discussionforumposting"),
    }
)
# A page that names itself WebPage may carry the article's dates and authors; a list of teasers never does.
PAGE_TYPES = frozenset({"webpage", "itempage", "videoobject"})
_ARTICLES = ARTICLE_TYPES | PAGE_TYPES
# Bounds for hostile input: real pages carry a few dozen nodes in less than 200 kB.
MAX_NODES = 2000  # of one script
MAX_NODES_IN_ALL = 20_000
MAX_DEPTH = 12
MAX_CHARACTERS = 2_000_000
MAX_RANKED = 20  # nodes that may be the page's article
MIN_HEADLINE_WORDS = 3  # of four letters or more: a shorter headline proves nothing
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_HOST = re.compile(r"^(?:https?:)?//[^/]*")


def read_nodes(tree: HtmlElement) -> tuple[list[Node], list[str]]:
    """Return every object of the page's JSON-LD scripts, outermost first, and a warning for each unreadable script."""
    nodes: list[Node] = []
    warnings: list[str] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        try:
            data = parse_json(script.text[:MAX_CHARACTERS])
        except (ValueError, RecursionError) as error:
            warnings.append(f"json-ld unreadable: {str(error)[:80]}")
            continue
        nodes.extend(_walk(data, min(MAX_NODES, MAX_NODES_IN_ALL - len(nodes))))
    return nodes, warnings


def _walk(data: object, max_nodes: int) -> Iterator[Node]:
    queue: list[tuple[object, int]] = [(data, 0)]
    found = 0
    while queue and found < max_nodes:
        item, depth = queue.pop(0)
        if depth > MAX_DEPTH:
            continue
        if isinstance(item, dict):
            found += 1
            yield item
            teasers = item.get("itemListElement") if "itemlist" in get_types(item) else None  # never the page's article
            queue.extend(
                (value, depth + 1) for value in item.values() if isinstance(value, dict | list) and value is not teasers
            )
        elif isinstance(item, list):
            queue.extend((value, depth + 1) for value in item[:MAX_NODES] if isinstance(value, dict | list))


def get_types(node: Node) -> frozenset[str]:
    """Return the node's @type values in lower case, without a schema.org prefix."""
    value = node.get("@type")
    names = value if isinstance(value, list) else [value]
    return frozenset(name.rpartition("/")[2].rpartition(":")[2].lower() for name in names if isinstance(name, str))


def read_strings(value: object, *keys: str) -> list[str]:
    """Return the texts in a value that may be a string, an object (read by the keys), or a list of these."""
    if isinstance(value, str):
        return [clean] if (clean := clean_text(value)) else []
    if isinstance(value, dict):
        for key in keys:
            if found := read_strings(value.get(key), *keys):
                return found
        return []
    if isinstance(value, list):
        return [found for item in value[:200] for found in read_strings(item, *keys)]
    return []


def clean_text(value: str) -> str:
    """Return the text of a JSON-LD string: entities resolved, tags gone, white space folded."""
    if "&" in value:
        value = unescape(unescape(unescape(value)))
    if "<" in value:
        value = re.sub(r"<[^<>]{0,300}>", " ", value)
    return " ".join(value.split())


def find_article_node(nodes: list[Node], url: str, titles: Callable[[], Iterable[str]]) -> Node | None:
    """Return the node that is this page's article, or None.

    A node whose own address is the page's wins over one with a headline, a headline over a date alone; an article
    type over a page type; else the order on the page. Nodes of teasers (in a list, or with another address) lose. A
    node with another address whose headline shares no word with the page's own `titles` is another article's.
    """
    ranked = [(rank, node) for node in nodes if (rank := _rank(node, url)) > 0]
    for _, node in sorted(ranked, key=lambda pair: pair[0], reverse=True)[:MAX_RANKED]:
        if not _has_other_address(node, url) or not _has_other_headline(node, titles()):
            return node
    return None


def _has_other_address(node: Node, url: str) -> bool:
    addresses = [address for address in _list_addresses(node) if _read_path(address)]
    return bool(addresses) and not any(is_same_page(address, url) for address in addresses)


def _has_other_headline(node: Node, titles: Iterable[str]) -> bool:
    words = _list_stems(" ".join(read_strings(node.get("headline"))[:1]))
    own = _list_stems(" ".join(titles))
    return len(words) >= MIN_HEADLINE_WORDS and bool(own) and not words & own


def _list_stems(text: str) -> set[str]:
    return {word[:5] for word in _LONG_WORD.findall(text.casefold())}


def _list_addresses(node: Node) -> list[str]:
    return read_strings([node.get("url"), node.get("mainEntityOfPage"), node.get("@id")], "@id", "url")


def _rank(node: Node, url: str) -> int:
    kinds = get_types(node)
    if not kinds & _ARTICLES:
        return 0
    rank = 40 if kinds & ARTICLE_TYPES else 0
    rank += 4 if node.get("headline") else 0
    rank += 4 if node.get("datePublished") else 0
    rank += 2 if node.get("author") else 0
    addresses = _list_addresses(node)
    if any(is_same_page(address, url) for address in addresses):
        rank += 20
    elif any(_read_path(address) and not _read_path(address).startswith("#") for address in addresses[:1]):
        rank -= 5
    return rank


def is_same_page(address: str, url: str) -> bool:
    """Return whether two URLs have the same path; scheme, host, query and fragment are ignored."""
    path = _read_path(address)
    return len(path) > 1 and path == _read_path(url)


def _read_path(address: str) -> str:
    bare = _HOST.sub("", address.strip()).partition("#")[0].partition("?")[0]
    return bare.rstrip("/").lower()
