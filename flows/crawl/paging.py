"""Decide where to stop in listings that continue page by page, newest first."""

from dataclasses import dataclass, field

from flows.crawl.listing_reader import Entries, ListingReader

MAX_PAGES = 2_000
"""Pages of one listing. The longest cited, LabourList's, had 533 (2022) and The House's 328 (2017)."""
END_STATUSES = (404, 410)
"""Statuses of a page after the last one, if it is not a page without new articles."""


@dataclass(slots=True)
class PageTrail:
    """The pages of one listing that have been read."""

    reader: ListingReader
    pages: int = 0
    _named: set[str] = field(default_factory=set)

    def has_next(self, entries: Entries) -> bool:
        """Add a page's entries and return whether to request the next page.

        False if this page lists nothing new (the same page for ever, a page "not found" that answers 200), or if all
        its new entries are dated before the requested days: entries on every page ("most read") do not show the
        position in time. A nightly run stops at a page without dates.
        """
        self.pages += 1
        fresh = [(url, hint) for url, hint in entries if url not in self._named]
        self._named.update(url for url, _ in fresh)
        if not fresh or self.pages >= MAX_PAGES:
            return False
        older = [is_older for url, hint in fresh if (is_older := self.reader.is_older(url, hint)) is not None]
        if self.reader.since is None:
            return True
        return not all(older) if older else self.reader.until is not None

    @property
    def cut_reason(self) -> str | None:
        """The problem of a listing that was not read to its end; None if it was."""
        return f"too_long: read to its page {MAX_PAGES} and no further" if self.pages >= MAX_PAGES else None
