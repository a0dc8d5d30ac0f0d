"""Classify the genre (opinion, news, interview, partner, other) and name the evidence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise

from lxml.html import HtmlElement

from transforms.page.placement import get_line
from transforms.records import Outlet
from transforms.urls import split_address

PARTNER = re.compile(
    r"\b(?:partner content|member content|paid content|sponsored|sponsored content|advertorial|advertisement feature|"
    r"paid post|in association with|brought to you by|anzeige|promoted)\b",
    re.IGNORECASE,
)
PARTNER_PATH = re.compile(
    r"/(?:partner[-_]?(?:content|article)s?|sponsored|advertorial|paid-post|brand-?\w*content)(?=/|$)", re.IGNORECASE
)
PARTNER_MARK = re.compile(
    r"(?:partner|member|paid|sponsored|promoted) (?:content|post|article|feature)|sponsored(?: by .+)?|advertorial|"
    r"advertisement feature|(?:paid for|brought to you|presented) by .+|in (?:association|partnership) with .+",
    re.IGNORECASE,
)
OPINION = re.compile(
    r"\b(?:opinions?|op-?eds?|comment|commentary|comment ?is ?free|columns?|columnists?|views?|editorials?|leader|"
    r"perspectives?|letters(?: to the editor)?|"
    r"meinung|kommentare?|kolumnen?|debatte|gastkommentar|gastbeitrag|leitartikel|tribune|idées|chronique|"
    r"opinión|columna|opinie)\b",
    re.IGNORECASE,
)
# Not "blog": of 16 real pages with it in the address one is opinion, the others are code, recipes, trade.
OPINION_FOLDER = re.compile(
    r"\b(?:opinions?|op ?eds?|comment|commentary|commentisfree|columns?|columnists?|editorials?|perspectives?|voices|"
    r"letters|meinung|kommentare?|kolumnen?|debatte|gastkommentar|gastbeitrag|leitartikel|tribune|idees|chronique|"
    r"columna|opinie)\b",
    re.IGNORECASE,
)
OPINION_MARK = re.compile(
    r"opinion|op-?ed|commentary|column|editorial|meinung|kommentar|kolumne|gastkommentar|gastbeitrag|leitartikel",
    re.IGNORECASE,
)
INTERVIEW = re.compile(r"\binterviews?\b|\bentrevistas?\b|\bentretiens?\b|\bim gespräch\b", re.IGNORECASE)
INTERVIEW_TITLE = re.compile(r"\binterview(?:\s*[:|]|\s(?:with|mit)\b)|\bin conversation with\b", re.IGNORECASE)
# "granted an interview to the BBC" reports an interview: the word counts only at the beginning of the summary, or if
# the interview is the outlet's own.
INTERVIEW_SUMMARY = re.compile(
    r"^(?:an? |our |the )?(?:exclusive |in-depth )*(?:interview|conversation) with\b|"
    r"\b(?:our|this|exclusive) interview\b",
    re.IGNORECASE,
)
TALKS = re.compile(r"\b(?:talks to|sits down with|in conversation with) [A-Z][\w’'-]+ [A-Z][\w’'-]+")
SAYS_TO = r"\b(?:talk(?:s|ed)|sp(?:eaks|oke)|tells|told|chat(?:s|ted)|opens up|sits down|meets|met)\b(?: (?:to|with))? "
NEWS = re.compile(
    r"\b(?:news|nachrichten|politics|politik|world|uk|sports?|business|economy|wirtschaft|international|panorama|"
    r"actualités)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^\W*[“\"„«‘]")
ASKED, ANSWERED = re.compile(r"^\W*Q\s*[:.]\s"), re.compile(r"^\W*A\s*[:.]\s")
YOU, I_DO = re.compile(r"\byour?\b", re.IGNORECASE), re.compile(r"\b(?:I|my|me)\b")
MIN_ASKED_SHARE = 0.6  # of the paragraphs are such questions and answers
MIN_ANSWERS = 3  # many reports have one question with an answer in quotation marks
MAX_QUESTION_CHARACTERS = 300  # characters
MAX_MARK_CHARACTERS, MAX_BYLINE_CHARACTERS = 60, 200
MAX_MARK_ELEMENTS = 4  # elements in a mark
_UNREAD = frozenset({"script", "style", "time"})


@dataclass(frozen=True, slots=True)
class GenreEvidence:
    """What the genre is classified by.

    `kinds` are the lower-case JSON-LD types of the article, `marks` the short lines near its headline, `names` the
    credited persons.
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


def classify_genre(signs: GenreEvidence) -> tuple[str, str]:
    """Return the genre and its evidence.

    Partner content comes first, then interviews, then opinion (named so by outlet, page, label or address), then news.
    """
    path = split_address(signs.url).path
    folders = path.rpartition("/")[0].replace("-", " ")
    for genre, shown in (
        ("partner", _find_partner(signs, path)),
        ("interview", _find_interview(signs, folders)),
        ("opinion", _find_opinion(signs, path, folders)),
        ("news", _find_news(signs, folders)),
    ):
        if shown:
            return genre, shown
    return "other", "no evidence on the page"


def find_headline_marks(headline: HtmlElement | None, names: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the short lines near the headline that belong to it: kickers and labels.

    Before the headline's block, only a block that is one such line counts: a larger one contains teasers, and "Partner
    content" there belongs to them. After it, only the block with the credited names counts: "Sponsored content" alone
    is the heading of an advertisement.
    """
    if headline is None:
        return ()
    siblings = chain(islice(headline.itersiblings(preceding=True), 4), islice(headline.itersiblings(), 4))
    parents = list(islice(headline.iterancestors(), 2))
    below = (block for above in parents[:1] for block in islice(above.itersiblings(), 1) if _is_byline(block, names))
    within = chain.from_iterable(islice(block.iter("*"), 12) for block in chain(siblings, below))
    kickers = (islice(above.itersiblings(preceding=True), 3) for above in parents)
    near = (
        one
        for one in chain(within, *kickers)
        if isinstance(one.tag, str) and one.tag not in _UNREAD and len(one) <= MAX_MARK_ELEMENTS
    )
    return tuple(line for one in near if (line := get_line(one, MAX_MARK_CHARACTERS)))


def _is_byline(block: HtmlElement, names: Sequence[str]) -> bool:
    line = get_line(block, MAX_BYLINE_CHARACTERS) if isinstance(block.tag, str) and names else ""
    return any(name in line for name in names)


def _find_partner(signs: GenreEvidence, path: str) -> str | None:
    if _matches_any(signs.outlet.partner_paths, path):
        return "the outlet keeps partner content at such addresses"
    if "advertisercontentarticle" in signs.kinds:
        return "JSON-LD: AdvertiserContentArticle"
    return (
        _describe_address(PARTNER_PATH.search(path))
        or _match_label(PARTNER, signs.labels)
        or _match_mark(PARTNER_MARK, signs.marks, "near the headline")
    )


def _find_interview(signs: GenreEvidence, folders: str) -> str | None:
    if found := _match_label(INTERVIEW, signs.labels) or _describe_address(re.search(r"/interviews?(?=/|$)", folders)):
        return found
    for where, text, form in (
        ("headline", signs.title, INTERVIEW_TITLE),
        ("standfirst", signs.standfirst or "", INTERVIEW_SUMMARY),
    ):
        if match := form.search(text) or _find_interviewer(text, signs.names):
            return f"{where}: “{match[0].strip()}”"
    return _match_mark(INTERVIEW, signs.marks, "near the headline") or _count_answers(signs.body.split("\n"))


def _find_interviewer(text: str, names: Sequence[str]) -> re.Match[str] | None:
    """Find "… tells Jane Roe" if Jane Roe is credited, or "… talks to Jane Roe" if no person is."""
    if not names:
        return TALKS.search(text)
    found = (re.search(SAYS_TO + re.escape(name), text) for name in names if " " in name and name in text)
    return next(filter(None, found), None)


def _count_answers(paragraphs: Sequence[str]) -> str | None:
    """Return how many questions have a paragraph of their own and an answer after it, if there are enough."""
    pairs = list(pairwise(paragraphs))
    quoted = sum(
        question.endswith("?")
        and len(question) <= MAX_QUESTION_CHARACTERS
        and not QUOTED.match(question)
        and bool(QUOTED.match(answer))
        for question, answer in pairs
    )
    if quoted >= MIN_ANSWERS:
        return f"{quoted} questions, each with an answer in quotation marks"
    asked = sum(
        question.endswith("?")
        and bool(YOU.search(question))
        and len(question) <= MAX_QUESTION_CHARACTERS
        and not answer.endswith("?")
        and len(answer) > len(question)
        and bool(I_DO.search(answer))
        for question, answer in pairs
    )
    if asked >= MIN_ANSWERS and 2 * asked >= MIN_ASKED_SHARE * len(paragraphs):
        return f"{asked} questions to a person, each with an answer as “I”"
    marked = sum(bool(ASKED.match(question) and ANSWERED.match(answer)) for question, answer in pairs)
    return f"{marked} questions and answers marked Q and A" if marked >= MIN_ANSWERS else None


def _find_opinion(signs: GenreEvidence, path: str, folders: str) -> str | None:
    if _matches_any(signs.outlet.opinion_paths, path):
        return "the outlet keeps opinion at such addresses"
    if "opinionnewsarticle" in signs.kinds:
        return "JSON-LD: OpinionNewsArticle"
    if match := re.match(rf"(?:{OPINION_MARK.pattern})\s*[:|]", signs.title, re.IGNORECASE):
        return f"headline: “{match[0].strip()}”"
    return (
        _match_label(OPINION, signs.labels)
        or _describe_address(OPINION_FOLDER.search(folders))
        or _match_mark(OPINION_MARK, signs.marks, "near the headline")
    )


def _find_news(signs: GenreEvidence, folders: str) -> str | None:
    kind = min((kind for kind in signs.kinds if "newsarticle" in kind), default=None)
    return (
        (f"JSON-LD: {kind}" if kind else None)
        or _match_label(NEWS, signs.labels)
        or _describe_address(NEWS.search(folders))
    )


def _matches_any(patterns: Sequence[str], path: str) -> bool:
    return any(re.match(pattern, path) for pattern in patterns)


def _match_label(form: re.Pattern[str], labels: Sequence[str]) -> str | None:
    return next((f"label: {label}" for label in labels if form.search(label)), None)


def _describe_address(match: re.Match[str] | None) -> str | None:
    return f"address: {match[0].strip('/')}" if match else None


def _match_mark(form: re.Pattern[str], marks: Sequence[str], where: str) -> str | None:
    return next((f"{where}: “{mark}”" for mark in marks if form.fullmatch(mark.strip(" :|"))), None)
