"""The words that pass between the rooms: outlet, hint, capture, extraction, and the three failures."""

from dataclasses import dataclass, field
from datetime import date, datetime


class Retry(Exception):
    """It may work later. `reason` is one word; `wait_seconds` is what the other side asked for, if it did."""

    def __init__(self, reason: str, detail: str, wait_seconds: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.wait_seconds = reason, detail, wait_seconds


class Quarantine(Exception):
    """Kept back with the rule it broke; `reprocess` releases it once the cause is mended."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail = rule, detail

    def __reduce__(self) -> tuple[type["Quarantine"], tuple[str, str]]:
        return Quarantine, (self.rule, self.detail)


class Discard(Exception):
    """Not an article. `reason` is one word."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type["Discard"], tuple[str, str]]:
        return Discard, (self.reason, self.detail)


@dataclass(frozen=True, slots=True)
class Selector:
    """Where a teaser says something: a CSS selector within it ("" is the teaser itself), and which part of the text.

    `pattern` is a regular expression searched in the text found there; its first group is what is wanted.
    """

    css: str = ""
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Pages that list an outlet's articles, newest first.

    `pages` is the first page's address, or with `{page}` every page's, numbered from `first_page`. `older` selects
    the link to the next page where they are not numbered. `item` selects a teaser, `link` its article within it.
    One that is `closed` gets nothing new: only a backfill reads it.
    """

    pages: str
    item: str
    link: str = "a"
    title: Selector | None = None
    author: Selector | None = None
    date: Selector | None = None
    older: str | None = None
    first_page: int = 1
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Outlet:
    """A title readers know, as `seeds/outlets.toml` declares it.

    `hosts` are host names (with port where not the default). `article_paths` are regular expressions searched in
    the URL's path from its start: a URL is an article's where one of them matches and no `excluded_paths` does.
    `window_days` bounds what a nightly run takes from listings without end such as sitemaps; None takes all.
    `paged_feeds` are feeds' further pages, with `{page}` from 2; `sitemaps` those that robots.txt does not name;
    `archived` the URL prefixes (host and path) to ask the web archives for; `marks` words that its pages alone print,
    by which a text capture without an address is recognised.
    """

    outlet_id: str
    name: str
    home_url: str | None
    hosts: tuple[str, ...]
    timezone: str
    day_first: bool = True
    feeds: tuple[str, ...] = ()
    use_sitemaps: bool = False
    paged_feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[Listing, ...] = ()
    archived: tuple[str, ...] = ()
    article_paths: tuple[str, ...] = ()
    excluded_paths: tuple[str, ...] = ()
    opinion_paths: tuple[str, ...] = ()
    partner_paths: tuple[str, ...] = ()
    delay_seconds: float = 5.0
    window_days: int | None = None
    is_declared: bool = True
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """A capture that a web archive stores: where to fetch it, and the instant it was made (ISO 8601, UTC).

    With `offset` and `length` it is that range of a WARC file; without, a page served as it was stored.
    """

    url: str
    captured_at: str
    offset: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """What the place that listed an article said of it, verbatim; kept with the capture.

    `dated_by` is the route that said `published`, where it is another than `route`. `copy` is the earliest capture of
    the article that a web archive is known to hold.
    """

    route: str
    title: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    dated_by: str | None = None
    copy: ArchivedCopy | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A discovered URL, not yet fetched; made by `transforms.urls.make_candidate`."""

    article_id: str
    url: str
    outlet_id: str
    hint: Hint


@dataclass(frozen=True, slots=True)
class Capture:
    """One stored response: `payload` is its body after content decoding, `captured_at` is aware and in UTC.

    `charset` is what the Content-Type header said, if anything. `media_type` is `text/html` or `text/plain` for
    what can be read.
    """

    url: str
    outlet: Outlet
    captured_at: datetime
    media_type: str
    payload: bytes
    charset: str | None = None
    hint: Hint = Hint("import")


@dataclass(frozen=True, slots=True)
class TitleCandidate:
    """A title the page offers: where it stands, as written, and without the site's name (None: it is no headline)."""

    source: str
    value: str
    title: str | None
    is_chosen: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date the page offers. `parsed_at` is naive UTC; `parsed_on` is the day in the outlet's time zone.

    `source` names the place for people: datePublished, article:published_time, "near the headline". `bound` is
    not_before or not_after where the candidate is evidence for the earliest or latest day of publication, and no
    candidate for that day itself.
    """

    basis: str
    value: str
    parsed_at: datetime | None
    parsed_on: date | None
    precision: str
    is_chosen: bool = False
    reason: str | None = None
    source: str | None = None
    bound: str | None = None


@dataclass(frozen=True, slots=True)
class Dating:
    """When the piece was published, or the bounds within which it was, and every candidate in order of trust.

    `has_copy` says that a web archive is known to hold a copy, whose day is one of the bounds.
    """

    published_on: date | None = None
    published_at: datetime | None = None
    date_basis: str = "unknown"
    date_precision: str = "none"
    published_not_before: date | None = None
    published_not_after: date | None = None
    modified_at: datetime | None = None
    candidates: tuple[DateCandidate, ...] = ()
    has_copy: bool = False


@dataclass(frozen=True, slots=True)
class Credit:
    """One author as the page credits them: `name` cleaned of style and office, `byline` verbatim.

    `kind` is person, staff (a desk, "our political editor") or organisation. `printed` is the name with the styles and
    letters that stand with it ("Rt Hon Jane Roe MP"), `role` the office printed beside it ("MP for Marsh"). `source`
    is where it was read; none of the three makes another credit of it.
    """

    name: str
    byline: str
    kind: str = "person"
    source: str | None = field(default=None, compare=False)
    printed: str | None = field(default=None, compare=False)
    role: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AuthorCandidate:
    """A credit the capture states: where, as written, whom it names, and why that is the author or not."""

    source: str
    value: str
    name: str
    is_chosen: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one capture says, before anything is looked up: text, dates, credits, labels.

    Each of `warnings` opens with what it is about, apart from the rest by a colon. `agreement` is from 0 to 1.
    `category_sources` says of each of `categories` where it was read. `quoted_paragraphs` are those of the body, from
    0, that stand in block quotes; None where the capture does not tell.
    """

    url: str
    outlet_id: str
    captured_at: datetime
    title: str | None
    standfirst: str | None
    body: str
    language: str | None
    genre: str
    dating: Dating
    credits: tuple[Credit, ...] = ()
    affiliation_text: str | None = None
    categories: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    agreement: float | None = None
    extractor_version: str = field(default="")
    title_candidates: tuple[TitleCandidate, ...] = ()
    genre_reason: str | None = None
    category_sources: tuple[str, ...] = ()
    quoted_paragraphs: tuple[int, ...] | None = None
    title_basis: str = "none"
    author_candidates: tuple[AuthorCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """An extraction with the identities its capture was given."""

    article_id: str
    capture_id: str
    extraction: Extraction
