"""Listings that go on page by page, newest first: where to stop."""

from dataclasses import dataclass, field

from flows.crawl.search import Entries, Search

MAX_PAGES = 2_000
"""Pages of one listing. The longest cited, LabourList's, had 533 (2022) and The House's 328 (2017)."""
END_STATUSES = (404, 410)
"""What a page past the last one answers, where it does not answer with one that lists nothing new."""


@dataclass(slots=True)
class PageTrail:
    """One listing's pages as far as they were read."""

    search: Search
    pages: int = 0
    _named: set[str] = field(default_factory=set)

    def has_next(self, entries: Entries) -> bool:
        """Take in a page's entries; tell whether the page after it is worth asking for.

        It is not where this one names nothing that pages before it did not (the same page for ever, a page "not
        found" that answers 200), or where all that is new on it is dated before the days wanted: what stays on every
        page ("most read") says nothing of where we are. A nightly run goes no further than a page without dates.
        """
        self.pages += 1
        fresh = [(url, hint) for url, hint in entries if url not in self._named]
        self._named.update(url for url, _ in fresh)
        if not fresh or self.pages >= MAX_PAGES:
            return False
        older = [told for url, hint in fresh if (told := self.search.is_older(url, hint)) is not None]
        if self.search.since is None:
            return True
        return not all(older) if older else self.search.until is not None

    @property
    def cut_reason(self) -> str | None:
        """The problem of a listing that was left before its end; None where it was not."""
        return f"too_long: read to its page {MAX_PAGES} and no further" if self.pages >= MAX_PAGES else None
