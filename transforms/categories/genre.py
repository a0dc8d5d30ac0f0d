"""What kind of piece it is: opinion, news, interview, partner content, or other; and what shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from lxml.html import HtmlElement

from transforms.categories.genre_words import (
    ANSWERED,
    ASKED,
    INTERVIEW,
    INTERVIEW_SUMMARY,
    INTERVIEW_TITLE,
    NEWS,
    OPINION,
    OPINION_FOLDER,
    OPINION_MARK,
    PARTNER,
    PARTNER_MARK,
    PARTNER_PATH,
    QUOTED,
    SAYS_TO,
    TALKS,
)
from transforms.page.addresses import split_address
from transforms.page.placement import text_of
from transforms.records import Outlet

FEWEST_ANSWERS = 3  # one question answered in quotation marks stands in many a report
LONGEST_QUESTION = 300  # characters
LONGEST_MARK, LONGEST_BYLINE = 60, 200
MOST_PARTS = 4  # elements in a mark
_UNREAD = frozenset({"script", "style", "time"})


@dataclass(frozen=True, slots=True)
class Signs:
    """What a piece shows of its kind.

    `kinds` are the lower-case JSON-LD types of the article, `marks` the short lines beside its headline, `names` the
    persons it credits.
    """

    url: str
    outlet: Outlet
    title: str = ""
    standfirst: str | None = None
    labels: Sequence[str] = ()
    kinds: frozenset[str] = frozenset()
    marks: Sequence[str] = ()
    names: Sequence[str] = ()
    body: str = ""


def genre_of(signs: Signs) -> tuple[str, str]:
    """Return the genre and what shows it.

    Partner content goes first, then interviews; of the rest, opinion is what outlet, page, label or address call so.
    """
    path = split_address(signs.url).path
    folders = path.rpartition("/")[0].replace("-", " ")
    for genre, shown in (
        ("partner", _partner(signs, path)),
        ("interview", _interview(signs, folders)),
        ("opinion", _opinion(signs, path, folders)),
        ("news", _news(signs, folders)),
    ):
        if shown:
            return genre, shown
    return "other", "nothing on the page tells"


def marks_beside(headline: HtmlElement | None, names: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the short lines that stand beside the headline and belong to it: kickers and labels.

    Before the headline's own block only a block that is one such line counts: one with more in it holds teasers, and
    "Partner content" above one of these is theirs. After it only the block with the credited names does: "Sponsored
    content" alone heads an advertisement.
    """
    if headline is None:
        return ()
    beside = chain(islice(headline.itersiblings(preceding=True), 4), islice(headline.itersiblings(), 4))
    parents = list(islice(headline.iterancestors(), 2))
    below = (block for above in parents[:1] for block in islice(above.itersiblings(), 1) if _is_byline(block, names))
    within = chain.from_iterable(islice(block.iter("*"), 12) for block in chain(beside, below))
    kickers = (islice(above.itersiblings(preceding=True), 3) for above in parents)
    near = (
        one
        for one in chain(within, *kickers)
        if isinstance(one.tag, str) and one.tag not in _UNREAD and len(one) <= MOST_PARTS
    )
    return tuple(line for line in map(text_of, near) if 0 < len(line) <= LONGEST_MARK)


def _is_byline(block: HtmlElement, names: Sequence[str]) -> bool:
    line = text_of(block) if isinstance(block.tag, str) else ""
    return len(line) <= LONGEST_BYLINE and any(name in line for name in names)


def _partner(signs: Signs, path: str) -> str | None:
    if _matches(signs.outlet.partner_paths, path):
        return "the outlet keeps partner content at such addresses"
    if "advertisercontentarticle" in signs.kinds:
        return "JSON-LD: AdvertiserContentArticle"
    return (
        _address(PARTNER_PATH.search(path))
        or _label(PARTNER, signs.labels)
        or _mark(PARTNER_MARK, signs.marks, "beside the headline")
    )


def _interview(signs: Signs, folders: str) -> str | None:
    if found := _label(INTERVIEW, signs.labels) or _address(re.search(r"/interviews?(?=/|$)", folders)):
        return found
    for where, text, form in (
        ("headline", signs.title, INTERVIEW_TITLE),
        ("standfirst", signs.standfirst or "", INTERVIEW_SUMMARY),
    ):
        if match := form.search(text) or _told_to(text, signs.names):
            return f"{where}: “{match[0].strip()}”"
    return _mark(INTERVIEW, signs.marks, "beside the headline") or _answers(signs.body.split("\n"))


def _told_to(text: str, names: Sequence[str]) -> re.Match[str] | None:
    """Find "… tells Jane Roe" where Jane Roe is credited, or "… talks to Jane Roe" where nobody is."""
    if not names:
        return TALKS.search(text)
    found = (re.search(SAYS_TO + re.escape(name), text) for name in names if " " in name)
    return next(filter(None, found), None)


def _answers(paragraphs: Sequence[str]) -> str | None:
    """Tell of questions in paragraphs of their own, each followed by an answer."""
    pairs = list(pairwise(paragraphs))
    quoted = sum(
        asked.endswith("?") and len(asked) <= LONGEST_QUESTION and not QUOTED.match(asked) and bool(QUOTED.match(said))
        for asked, said in pairs
    )
    if quoted >= FEWEST_ANSWERS:
        return f"{quoted} questions, each with an answer in quotation marks"
    marked = sum(bool(ASKED.match(asked) and ANSWERED.match(said)) for asked, said in pairs)
    return f"{marked} questions and answers marked Q and A" if marked >= FEWEST_ANSWERS else None


def _opinion(signs: Signs, path: str, folders: str) -> str | None:
    if _matches(signs.outlet.opinion_paths, path):
        return "the outlet keeps opinion at such addresses"
    if "opinionnewsarticle" in signs.kinds:
        return "JSON-LD: OpinionNewsArticle"
    if match := re.match(rf"(?:{OPINION_MARK.pattern})\s*[:|]", signs.title, re.IGNORECASE):
        return f"headline: “{match[0].strip()}”"
    return (
        _label(OPINION, signs.labels)
        or _address(OPINION_FOLDER.search(folders))
        or _mark(OPINION_MARK, signs.marks, "beside the headline")
    )


def _news(signs: Signs, folders: str) -> str | None:
    kind = min((kind for kind in signs.kinds if "newsarticle" in kind), default=None)
    return (f"JSON-LD: {kind}" if kind else None) or _label(NEWS, signs.labels) or _address(NEWS.search(folders))


def _matches(patterns: Sequence[str], path: str) -> bool:
    return any(re.match(pattern, path) for pattern in patterns)


def _label(form: re.Pattern[str], labels: Sequence[str]) -> str | None:
    return next((f"label: {label}" for label in labels if form.search(label)), None)


def _address(match: re.Match[str] | None) -> str | None:
    return f"address: {match[0].strip('/')}" if match else None


def _mark(form: re.Pattern[str], marks: Sequence[str], where: str) -> str | None:
    return next((f"{where}: “{mark}”" for mark in marks if form.fullmatch(mark.strip(" :|"))), None)
