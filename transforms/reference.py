"""The reference data of a run, and the rows of authors that are made with it. Needs no polars."""

from dataclasses import dataclass

from transforms.affiliations.register import Register
from transforms.affiliations.resolve import AuthorRow, resolve_credits
from transforms.categories.category_labels import CategoryLabels
from transforms.records import Extraction
from transforms.topics.definitions import Topic


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference data of a run: the register, the topics, and the mapping of labels to categories.

    `political` holds the ids of the declared outlets: all of them write about British politics, but an outlet known
    only from an import may not.
    """

    register: Register
    political: frozenset[str]
    topics: tuple[Topic, ...]
    category_labels: CategoryLabels


def build_author_rows(extraction: Extraction, reference: Reference) -> list[AuthorRow]:
    """Return the rows of `article_authors` for an extraction, without article_id and capture_id."""
    line, title, body = extraction.affiliation_text, extraction.title, extraction.body
    published_on, is_political = extraction.dating.published_on, extraction.outlet_id in reference.political
    first, last = extraction.dating.published_not_before, extraction.dating.published_not_after
    between = (first, last) if first and last and first <= last else None
    return resolve_credits(
        extraction.credits, line, title, published_on, reference.register, body, is_political, between
    )
