"""Tell from the words in class and id what an element is named as."""

import re
from collections.abc import Collection, Iterable

# Parts of class names, in lower case and without hyphens: plain search in them takes a sixth of a regex's time.
BYLINE_PARTS = ("byline", "author", "autor", "auteur", "writer", "creator", "contributor", "postedby", "writtenby")
FURNITURE_PARTS = (
    *(
        "newsletter",
        "related",
        "recommend",
        "recirc",
        "promo",
        "teaser",
        "subscribeto",
        "subscribebox",
        "subscribeform",
    ),
    *("subscribecta", "subscribeblock", "subscribebutton", "signup", "social", "sharing", "sharebar", "sharebutton"),
    *("sharetool", "sharelink", "shareicon", "authorbio", "authorbox", "authorinfo", "authorcard", "authordesc"),
    *("abouttheauthor", "aboutauthor", "caption", "photocredit", "imagecredit", "infobox", "factbox", "mostread"),
    *(
        "mostpopular",
        "mostviewed",
        "readmore",
        "readnext",
        "readalso",
        "morefrom",
        "morestories",
        "seealso",
        "alsoread",
    ),
    *("alsolike", "screenreader", "sronly", "visuallyhidden", "advert", "sponsor", "outbrain", "taboola", "breadcrumb"),
    *("kgcta", "donat", "optin", "readtime", "readingtime", "topiclist", "taglist", "furtherreading"),
    *("inlinestory", "linklist"),
    *("aisummary", "imgdesc", "imagedesc", "modal", "feedback", "ranking", "pagination"),
)
# Not "intro" and "lead": because many outlets use these names for the opening of the text itself.
STANDFIRST_PARTS = (
    *("standfirst", "subtitle", "subhead", "strapline", "excerpt", "vorspann"),
    *("leadparagraph", "articledek", "articledeck", "titledek", "titledeck", "headerdek", "headlinedek", "contentdek"),
)
# Blocks for one kind of screen: the same text may be there for another.
_SCREEN_PARTS = ("obile", "esktop", "hidden-", "visible-", "-only", ":hidden", ":block", "d-none")
_PUBLISHED = re.compile(r"(?:^|\s)(?:dt-)?published(?:\s|$)")
_FIELD_PARTS = ("name-field-",)  # Drupal's
BYLINE, FURNITURE, STANDFIRST, SCREEN, PUBLISHED, FIELD = 1, 2, 4, 8, 16, 32  # bits: a name may say several of these
MAX_WORDS = 32768  # that are remembered from page to page: pages of an outlet repeat them
_known_words: set[str] = set()
_telling_words: dict[str, int] = {}  # of the known words, those that name something, and what


def classify_names(names: Iterable[str | None]) -> dict[str | None, int]:
    """Return what classes and ids name: byline, furniture, standfirst, a kind of screen, a field, the date.

    Those that name nothing, as most, are left out.
    """
    words_of = {name: name.split() for name in names if name}
    _learn(set().union(*words_of.values()))
    telling = _telling_words.keys()
    found = dict[str | None, int]()
    for name, words in words_of.items():
        kinds = PUBLISHED if "published" in name and _PUBLISHED.search(name) else 0
        if not telling.isdisjoint(words):
            for word in words:
                kinds |= _telling_words.get(word, 0)
        if kinds:
            found[name] = kinds
    return found


def _learn(words: set[str]) -> None:
    """Classify the words that are not known yet."""
    new = words - _known_words
    if len(_known_words) + len(new) > MAX_WORDS:
        _known_words.clear()
        _telling_words.clear()
        new = words
    _known_words.update(new)
    _telling_words.update(_classify_words(new))


def _classify_words(words: Collection[str]) -> dict[str, int]:
    """Return what words name, without those that name nothing; all are searched together, because most parts of names
    are in none of them.
    """
    listed = "\n".join(words)
    bare = listed.lower().replace("-", "").replace("_", "")
    found = dict[str, int]()
    for kind, parts, text in (
        (BYLINE, BYLINE_PARTS, bare),
        (FURNITURE, FURNITURE_PARTS, bare),
        (STANDFIRST, STANDFIRST_PARTS, bare),
        (SCREEN, _SCREEN_PARTS, listed),
        (FIELD, _FIELD_PARTS, listed),
    ):
        present = [part for part in parts if part in text]
        for word, line in zip(words, text.split("\n"), strict=True) if present else ():
            for part in present:
                if part in line:
                    found[word] = found.get(word, 0) | kind
                    break
    return found
