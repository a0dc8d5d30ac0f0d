"""Keyword in context: every occurrence of a word or phrase in the corpus, with the text around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from flows.errors import WrongUse
from transforms.topics.terms import TermError, expand_term
from warehouse.schema.ddl import quote_literal
from warehouse.store.locations import Database
from warehouse.store.word_index import AMBIGUOUS_LETTERS

if TYPE_CHECKING:
    import duckdb


CONTEXT = 100  # characters kept on each side
_FIRST_ARTICLES, _MAX_ARTICLES = 250, 50_000
"""Articles whose texts are fetched at once: few at first for a terminal, which shows 200 mentions; then 0.25 GB."""
_MAX_ROWS = 500
_MATCHING = """
    with found as materialized (select rowid as row, article_id, published_on from articles where ({contains}) {within})
    select row from found semi join trend_articles using (article_id) {joined}
    order by published_on desc nulls last, article_id"""
_TEXTS = """
    select article_id, outlet_id, title, title_basis, body, published_on, published_not_before, published_not_after, url
    from articles"""
_SHOWN = """
    with credited as (
        select
            article_id,
            string_agg(distinct coalesce(name, byline), ', ' order by coalesce(name, byline)) as authors,
            string_agg(
                distinct coalesce(party_name, party_group), ', ' order by coalesce(party_name, party_group)
            ) as parties
        from article_authors semi join read_texts using (article_id)
        group by article_id
    )
    select
        article_id, title, title_basis, body, published_on, published_not_before, published_not_after, url,
        outlets.name, authors, parties
    from read_texts
    left join outlets using (outlet_id) left join credited using (article_id)
    where {contains}
    order by published_on desc nulls last, article_id"""


NO_TITLE = "(no title printed)"
_COMBINATION = re.compile(r"(?<![^\s()])(?:AND|OR|NOT|TITLE|(?:NEAR|ATLEAST)/\S+)(?![^\s()])")


@dataclass(frozen=True, slots=True)
class TermFinder:
    """A term's regular expression, and a faster one that finds where a match may begin (None: anywhere).

    Python tries an expression that ignores case at every character of a text. Here the text in lower case is searched
    for the first words of the term, and the expression is tried only there. The result is the same for words of ASCII
    letters, except in a text with one of three other letters that Python equates with them (AMBIGUOUS_LETTERS).
    """

    pattern: re.Pattern[str]
    starts: re.Pattern[str] | None

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches that `pattern.finditer` would, in order."""
        is_exact = not self.pattern.flags & re.IGNORECASE
        if self.starts is None or (not is_exact and any(letter in text for letter in AMBIGUOUS_LETTERS)):
            yield from self.pattern.finditer(text)
            return
        searched, position = text if is_exact else text.lower(), 0
        while start := self.starts.search(searched, position):
            match = self.pattern.match(text, start.start())
            if match:
                yield match
            position = match.end() if match else start.start() + 1


def build_finder(forms: Sequence[Sequence[str]], is_exact: bool) -> TermFinder:
    """Return the finder of a term that is in one of these forms, each a list of words; `is_exact`: capitals count."""
    longest_first = sorted(forms, key=lambda words: -len(" ".join(words)))
    alternatives = "|".join(r"\W+".join(map(re.escape, words)) for words in longest_first)
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.NOFLAG if is_exact else re.IGNORECASE)
    first = dict.fromkeys(words[0] for words in forms)
    if not is_exact and not all(map(str.isascii, first)):
        return TermFinder(pattern, None)
    return TermFinder(pattern, re.compile("|".join(re.escape(word if is_exact else word.lower()) for word in first)))


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence: the text left of it, the occurrence, the text right of it, and the article. It is in the body, or
    in the title if `is_in_title`.
    """

    published_on: date | None
    published_not_before: date | None
    published_not_after: date | None
    left: str
    hit: str
    right: str
    is_in_title: bool
    title: str
    authors: str | None
    party: str | None
    outlet: str | None
    url: str
    article_id: str


def find_mentions(
    corpus: Database,
    term: str,
    topic: str | None = None,
    since: date | None = None,
    until: date | None = None,
    *,
    is_preview: bool = False,
) -> Iterator[Mention]:
    """Yield each mention of a term, the latest article first; partner content and repeated texts are left out.

    The term is one as topics list them: IRGC, "Iranian(s)", "=MOD"; white space and punctuation between its words
    do not matter. `topic` and the days (both included) limit the articles; one that is known by an interval is found if
    the interval lies within the days. With `is_preview` the first mentions come sooner, and all of them later.
    Raises WrongUse for a term, a topic or a span that cannot be searched, BackbenchError if there is no database.
    """
    from flows.analysis.corpus import open_corpus
    from flows.analysis.index_conditions import get_term_condition
    from warehouse.store.article_texts import match_rows
    from warehouse.store.index_lookup import find_rows

    finder, contains = _finder(term)
    if since and until and since > until:
        raise WrongUse(f"The span ends ({until}) before it begins ({since}).", "Swap --from and --to.")
    with open_corpus(corpus) as connection:
        rows = find_rows(connection, get_term_condition(term))
        maybe = contains if rows is None else match_rows(connection, rows)
        matching = _matching(connection, maybe, topic, since, until)
        first = _FIRST_ARTICLES if is_preview else _MAX_ARTICLES
        starts = [0, *range(first, len(matching), _MAX_ARTICLES), len(matching)]
        for start, end in pairwise(starts if matching else ()):
            yield from _lines(connection, sorted(matching[start:end]), contains, finder)


def _finder(term: str) -> tuple[TermFinder, str]:
    """Return the finder of a term, and as SQL a fast test that every text with it passes: its longest words."""
    if _COMBINATION.search(re.sub(r'"[^"]*"', "", term)):
        advice = "Search one word or phrase, put the words in quotation marks, or combine them in trends --query."
        raise WrongUse(f"{term!r} combines words, which a search for one term cannot do.", advice)
    try:
        forms, is_exact = expand_term(term)
    except TermError as error:
        raise WrongUse(f"{error}.", 'Write it as topics do: IRGC, "Iranian(s)", "=MOD".') from error
    parts = [re.findall(r"\w+", form) for form in forms]
    if not all(parts):
        raise WrongUse(f"{term!r} has no word in it.", "Name a word or a phrase.")
    longest = dict.fromkeys(max(words, key=len) for words in parts)
    contains = " or ".join(
        f"contains({column}, {quote_literal(word)})"
        if is_exact
        else f"contains(lower({column}), {quote_literal(word.lower())})"
        for word in longest
        for column in ("body", "title")
    )
    return build_finder(parts, is_exact), contains


def _matching(
    connection: "duckdb.DuckDBPyConnection",
    condition: str,
    topic: str | None,
    since: date | None,
    until: date | None,
) -> list[int]:
    """Return the row ids of the articles that may have the term, the latest first; the finder decides afterwards."""
    from flows.analysis.corpus import check_topic

    joined = ""
    if topic is not None:
        check_topic(connection, topic)
        joined = f"semi join (from article_topics where topic_id = {quote_literal(topic)}) using (article_id)"
    # Written into the query: to bind a parameter DuckDB imports pandas, which takes longer than the answer.
    within = f"and coalesce(published_on, published_not_before) >= date '{since}'" if since else ""
    within += f" and coalesce(published_on, published_not_after) <= date '{until}'" if until else ""
    found = connection.execute(_MATCHING.format(joined=joined, contains=condition, within=within))
    return [row for (row,) in found.fetchall()]


def _lines(
    connection: "duckdb.DuckDBPyConnection", rows: Sequence[int], contains: str, finder: TermFinder
) -> Iterator[Mention]:
    from warehouse.store.article_texts import select_rows

    asked = select_rows(connection, _TEXTS, rows)
    # Two statements: in one, DuckDB tests the words of other texts too, and takes twice as long.
    connection.execute(f"create or replace temp table read_texts as {asked}")
    texts = connection.execute(_SHOWN.format(contains=contains))
    found = chain.from_iterable(iter(lambda: texts.fetchmany(_MAX_ROWS), []))
    for article_id, title, title_basis, body, published_on, not_before, not_after, url, outlet, authors, party in found:
        for text, is_in_title in (("" if title_basis == "address" else title or "", True), (body, False)):
            for match in finder.find(text):
                left, hit, right = _split_context(text, *match.span())
                yield Mention(
                    published_on=published_on,
                    published_not_before=not_before,
                    published_not_after=not_after,
                    left=left,
                    hit=hit,
                    right=right,
                    is_in_title=is_in_title,
                    title=title or NO_TITLE,
                    authors=authors,
                    party=party,
                    outlet=outlet,
                    url=url,
                    article_id=article_id,
                )


def _split_context(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the text on the left, the hit and the text on the right, each on one line, cut between words."""
    left = " ".join(text[max(0, start - CONTEXT) : start].split(" ")[start > CONTEXT :])
    cut = text[end : end + CONTEXT]
    right = cut if end + CONTEXT >= len(text) else cut.rpartition(" ")[0]
    hit = " ".join(text[start:end].split())
    # Punctuation stays with the hit, a space with its side.
    return " ".join(left.split()) + " " * left.endswith((" ", "\n")), hit, _tidy_right(right)


def _tidy_right(right: str) -> str:
    return " " * right.startswith((" ", "\n")) + " ".join(right.split())
