"""Define the types that pass between the stages: outlet, hint, capture, extraction, and the three failures."""

from dataclasses import dataclass, field
from datetime import date, datetime


class Retry(Exception):
    """A failure that a later attempt may solve. `reason` is one word; `wait_seconds` is the delay the server asked
    for, if any.
    """

    def __init__(self, reason: str, detail: str, wait_seconds: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail, self.wait_seconds = reason, detail, wait_seconds


class Quarantine(Exception):
    """A page goes to quarantine because it broke `rule`; `reprocess` releases it when the cause is fixed."""

    def __init__(self, rule: str, detail: str) -> None:
        super().__init__(f"{rule}: {detail}")
        self.rule, self.detail = rule, detail

    def __reduce__(self) -> tuple[type["Quarantine"], tuple[str, str]]:
        return Quarantine, (self.rule, self.detail)


class Discard(Exception):
    """A page that is not an article. `reason` is one word."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type["Discard"], tuple[str, str]]:
        return Discard, (self.reason, self.detail)


@dataclass(frozen=True, slots=True)
class Selector:
    """A place in a teaser: a CSS selector within it ("" is the teaser itself), and the part of the text.

    `pattern` is a regular expression searched in the text there; its first group is the value.
    """

    css: str = ""
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Pages that list an outlet's articles, newest first.

    `pages` is the first page's address, or with `{page}` that of every page, numbered from `first_page`. `older`
    selects the link to the next page if they are not numbered. `item` selects a teaser, `link` its article within
    it. A `closed` listing gets no new articles; only a backfill reads it.
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
    """An outlet, as declared in `seeds/outlets.toml`.

    `hosts` are host names (with the port if it is not the default). `article_paths` are regular expressions searched
    in the URL's path from its start: a URL is an article's if one of them matches and none of `excluded_paths` does.
    `window_days` limits, by age, what a nightly run takes from unlimited listings such as sitemaps; None takes all.
    `paged_feeds` are further pages of feeds, with `{page}` from 2; `sitemaps` are those missing in robots.txt;
    `archived` are the URL prefixes (host and path) to request from web archives; `marks` are words that only its
    pages print, which identify a text capture without an address. `inner_outlets` are the names of the outlets within
    its site, whose pages print its marks too.
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
    inner_outlets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchivedCopy:
    """A capture that a web archive stores: where to fetch it, and the instant it was made (ISO 8601, UTC).

    With `offset` and `length` it is that range of a WARC file; without, a page that is served as stored.
    """

    url: str
    captured_at: str
    offset: int | None = None
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """The data of a listing about an article, verbatim; kept with the capture.

    `dated_by` is the route that stated `published`, if it is not `route`. `copy` is the earliest capture of the
    article known to be in a web archive.
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

    `charset` is that of the Content-Type header, if any. `media_type` is `text/html` or `text/plain` for content
    that can be read.
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
    """A title on the page: its place, as written, and without the site's name (None: it is not a headline)."""

    source: str
    value: str
    title: str | None
    is_chosen: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date on the page. `parsed_at` is naive UTC; `parsed_on` is the day in the outlet's time zone.

    `source` is a readable name of the place: datePublished, article:published_time, "near the headline". `bound` is
    not_before or not_after if the candidate is evidence for the earliest or latest day of publication, and not a
    candidate for the day itself.
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
    """The date of publication, or its bounds, and every candidate, most trusted first.

    `has_copy` means that a web archive is known to have a copy, whose day is one of the bounds.
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

    `kind` is person, staff (a desk, "our political editor") or organisation. `printed` is the name with its styles
    and letters ("Rt Hon Jane Roe MP"), `role` the office printed next to it ("MP for Marsh"). `source` is where it
    was read; these three do not count when credits are compared.
    """

    name: str
    byline: str
    kind: str = "person"
    source: str | None = field(default=None, compare=False)
    printed: str | None = field(default=None, compare=False)
    role: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AuthorCandidate:
    """A credit in the capture: its place, as written, the name in it, and why that is or is not the author."""

    source: str
    value: str
    name: str
    is_chosen: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The content of one capture, before any lookup: text, dates, credits, labels.

    Each of `warnings` begins with its subject and a colon. `agreement` is from 0 to 1. `category_sources` gives the
    source of each of `categories`. `quoted_paragraphs` are the numbers, from 0, of the body's paragraphs in block
    quotes; None if the capture does not show it.
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
class Fingerprint:
    """What identifies a text: the SHA-256 of title and body, and its bands (`transforms.fingerprints.make_bands`)."""

    content_sha256: str
    text_bands: list[int] | None


@dataclass(frozen=True, slots=True)
class Extracted:
    """An extraction with the ids of its article and its capture, and its text's fingerprint if it is known."""

    article_id: str
    capture_id: str
    extraction: Extraction
    fingerprint: Fingerprint | None = None
