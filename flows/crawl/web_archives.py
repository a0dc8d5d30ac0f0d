"""Find an outlet's articles in web archives, by its URL prefixes: the earliest copy of each article."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from flows.crawl import common_crawl, wayback
from flows.crawl.archive_index import IndexPage
from flows.crawl.listing_reader import ListingPage, ListingReader
from flows.runs.hints import parse_day
from transforms.records import Candidate

_NEVER = "9999"


def read_web_archives(reader: ListingReader) -> Iterator[ListingPage]:
    """Yield a listing per index response; an article is repeated only with an earlier copy."""
    copies = _Copies(reader)
    for prefix in reader.outlet.archived:
        for page in chain(wayback.read_index(reader, prefix), common_crawl.read_indexes(reader, prefix)):
            yield copies.build_page(page)


@dataclass(slots=True)
class _Copies:
    """The time of each article's earliest copy so far."""

    reader: ListingReader
    _earliest: dict[str, str] = field(default_factory=dict)

    def build_page(self, page: IndexPage) -> ListingPage:
        """Return the articles of an index response that are new or have an earlier copy than those before.

        A copy made before the requested days shows that the article was published before them.
        """
        candidates = self.reader.candidates((entry.url, entry.hint) for entry in page.entries)
        fresh = [each for each in candidates if self._is_earlier(each) and not self._is_older(each)]
        return ListingPage(page.address, "web-archive", tuple(fresh), page.problem)

    def _is_earlier(self, candidate: Candidate) -> bool:
        identity, copied = candidate.article_id, candidate.hint.copy
        made, known = copied.captured_at if copied else _NEVER, self._earliest.get(identity)
        if known is not None and known <= made:
            return False
        self._earliest[identity] = made
        return True

    def _is_older(self, candidate: Candidate) -> bool:
        since, copied = self.reader.since, candidate.hint.copy
        made = parse_day(copied.captured_at, self.reader.outlet.timezone) if copied else None
        return since is not None and made is not None and made < since
