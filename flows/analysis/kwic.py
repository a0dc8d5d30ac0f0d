"""Keyword in context: every place where a word or phrase stands in the corpus, with what surrounds it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import WrongUse
from transforms.topics.mentions import TermError, expand_term
from warehouse.schema.ddl import literal

if TYPE_CHECKING:
    import duckdb

CONTEXT = 100  # characters kept on each side
_ARTICLES = 10_000  # texts fetched at once, 0.05 GB of 5 KB each: it takes as long as to fetch one, a scan of them all
_ROWS = 500
# Those with the word are told first: their texts are then not read for a join of all articles.
_MATCHING = """
    with found as materialized (select article_id, published_on from articles where ({contains}) {within})
    select article_id from found semi join trend_articles using (article_id) {joined}
    order by published_on desc nulls last, article_id"""
_TEXTS = """
    with asked as (select unnest([{ids}]) as article_id),
    credited as (
        select
            article_id,
            string_agg(distinct coalesce(name, byline), ', ' order by coalesce(name, byline)) as authors,
            string_agg(
                distinct coalesce(party_name, party_group), ', ' order by coalesce(party_name, party_group)
            ) as parties
        from article_authors semi join asked using (article_id)
        group by article_id
    )
    select article_id, title, body, published_on, url, outlets.name, authors, parties
    from articles semi join asked using (article_id)
    left join outlets using (outlet_id) left join credited using (article_id)
    order by published_on desc nulls last, article_id"""


@dataclass(frozen=True, slots=True)
class Line:
    """One mention: the text left of it, itself, right of it, and whose piece it is. `is_in_title` or else the body."""

    published_on: date | None
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


def kwic(
    corpus: Path, term: str, topic: str | None = None, since: date | None = None, until: date | None = None
) -> Iterator[Line]:
    """Yield each mention of a term, the latest piece first; partner content and repeated texts are left out.

    The term is one as topics list them: IRGC, "Iranian(s)", "=MOD"; white space and punctuation between its words
    do not matter. `topic` and the days (both included) bound the pieces. Raises WrongUse for what cannot be asked,
    BackbenchError where there is no database.
    """
    from flows.analysis.corpus import opened

    pattern, contains = _pattern(term)
    if since and until and since > until:
        raise WrongUse(f"The span ends ({until}) before it begins ({since}).", "Swap --from and --to.")
    with opened(corpus) as connection:
        matching = _matching(connection, contains, topic, since, until)
        for start in range(0, len(matching), _ARTICLES):
            yield from _lines(connection, matching[start : start + _ARTICLES], pattern)


def _pattern(term: str) -> tuple[re.Pattern[str], str]:
    """Return what finds the term, and in SQL what a text has that may hold it: of one of its forms the longest word."""
    try:
        forms, is_exact = expand_term(term)
    except TermError as error:
        raise WrongUse(f"{error}.", 'Write it as topics do: IRGC, "Iranian(s)", "=MOD".') from error
    parts = [re.findall(r"\w+", form) for form in forms]
    if not all(parts):
        raise WrongUse(f"{term!r} has no word in it.", "Name a word or a phrase.")
    longest_first = sorted(parts, key=lambda words: -len(" ".join(words)))
    alternatives = "|".join(r"\W+".join(map(re.escape, words)) for words in longest_first)
    flags = re.NOFLAG if is_exact else re.IGNORECASE
    longest = dict.fromkeys(max(words, key=len) for words in parts)
    contains = " or ".join(
        f"contains({column}, {literal(word)})" if is_exact else f"contains(lower({column}), {literal(word.lower())})"
        for word in longest
        for column in ("body", "title")
    )
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", flags), contains


def _matching(
    connection: "duckdb.DuckDBPyConnection",
    contains: str,
    topic: str | None,
    since: date | None,
    until: date | None,
) -> list[str]:
    """Return the articles that may have the term, found by plain search; the pattern then decides."""
    joined = ""
    if topic is not None:
        known = [name for (name,) in connection.execute("select topic_id from topics order by 1").fetchall()]
        if topic not in known:
            raise WrongUse(f"There is no topic {topic!r}.", f"There are: {', '.join(known)}.")
        joined = f"semi join (from article_topics where topic_id = {literal(topic)}) using (article_id)"
    # Written into the query: to bind a parameter DuckDB imports pandas, which takes longer than the answer.
    within = f"and published_on >= date '{since}'" if since else ""
    within += f" and published_on <= date '{until}'" if until else ""
    found = connection.execute(_MATCHING.format(joined=joined, contains=contains, within=within))
    return [article_id for (article_id,) in found.fetchall()]


def _lines(connection: "duckdb.DuckDBPyConnection", ids: Sequence[str], pattern: re.Pattern[str]) -> Iterator[Line]:
    texts = connection.execute(_TEXTS.format(ids=", ".join(map(literal, ids))))
    rows = chain.from_iterable(iter(lambda: texts.fetchmany(_ROWS), []))
    for article_id, title, body, published_on, url, outlet, authors, party in rows:
        for text, is_in_title in ((title, True), (body, False)):
            for found in pattern.finditer(text):
                left, hit, right = _around(text, *found.span())
                yield Line(
                    *(published_on, left, hit, right, is_in_title),
                    *(title, authors, party, outlet, url, article_id),
                )


def _around(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the hit and what stands on each side of it, on one line, cut at a word."""
    left = " ".join(text[max(0, start - CONTEXT) : start].split(" ")[start > CONTEXT :])
    cut = text[end : end + CONTEXT]
    right = cut if end + CONTEXT >= len(text) else cut.rpartition(" ")[0]
    hit = " ".join(text[start:end].split())
    # Punctuation stays with the hit, a space with its side.
    return " ".join(left.split()) + " " * left.endswith((" ", "\n")), hit, _opened(right)


def _opened(right: str) -> str:
    return " " * right.startswith((" ", "\n")) + " ".join(right.split())
