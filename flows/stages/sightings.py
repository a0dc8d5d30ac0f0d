"""Merge the listings' statements about an article, per route and over all routes, in any order of reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import polars as pl

from flows.crawl.listing_reader import find_url_month
from flows.runs.captures import parse_hint, serialise_hint
from flows.runs.hints import find_listed_day, merge_hints, parse_day, parse_instant
from transforms.frames import conform
from transforms.records import ArchivedCopy, Candidate, Hint, Outlet
from warehouse.schema import tables
from warehouse.schema.rows import CandidateRow, SightingRow
from warehouse.schema.run_rows import ClaimableRow

# A feed has the most detail and comes from the outlet; a web archive has only the time of its own copy.
ROUTES_BY_TRUST = ("feed", "listing", "sitemap", "web-archive", "import")
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sighting:
    """An article as one route lists it; instants are naive UTC, as in the database."""

    candidate: Candidate
    first_at: datetime
    last_at: datetime


def make_sighting(candidate: Candidate, at: datetime) -> Sighting:
    """Return the sighting of a candidate in one listing."""
    return Sighting(candidate, at, at)


def read_sighting(row: SightingRow) -> Sighting:
    """Return the sighting of a row of `sightings`."""
    return Sighting(read_candidate(row), row["first_seen_at"], row["last_seen_at"])


def read_candidate(row: ClaimableRow | SightingRow) -> Candidate:
    """Return the candidate of a row of `candidates` or `sightings`."""
    return Candidate(row["article_id"], row["url"], row["outlet_id"], parse_hint(row["hint"]))


def merge_sightings(one: Sighting, other: Sighting, outlet: Outlet) -> Sighting:
    """Merge two sightings by one route; their order does not matter."""
    a, b = one.candidate, other.candidate
    hint = a.hint if a.hint == b.hint else _merge(a.hint, b.hint, outlet.timezone)
    candidate = replace(b, url=min(a.url, b.url), hint=hint)
    return Sighting(candidate, min(one.first_at, other.first_at), max(one.last_at, other.last_at))


def _merge(one: Hint, other: Hint, timezone: str) -> Hint:
    """Keep the earliest publication, latest change and earliest copy; of other fields the greater of the values."""

    def moment(text: str | None, otherwise: datetime) -> tuple[datetime, str]:
        return parse_instant(text, timezone) or otherwise, text or ""

    published = [hint.published for hint in (one, other) if hint.published]
    copies = [hint.copy for hint in (one, other) if hint.copy]
    return replace(
        one,
        title=max(one.title or "", other.title or "") or None,
        published=min(published, key=lambda text: moment(text, _LAST), default=None),
        modified=max(one.modified, other.modified, key=lambda text: moment(text, _FIRST)),
        authors=max(one.authors, other.authors),
        categories=max(one.categories, other.categories),
        copy=min(copies, key=_order, default=None),
    )


def _order(copy: ArchivedCopy) -> tuple[str, str]:
    return copy.captured_at, copy.url


def build_rows(
    found: Mapping[tuple[str, str], Sighting], stored: Iterable[SightingRow], outlets: Mapping[str, Outlet]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the resulting rows of `sightings` and of `candidates`.

    `found`: the sightings of a run, by article and route; `stored`: the rows of `sightings` of these articles.
    """
    outlet_by_article = {article: outlets[seen.candidate.outlet_id] for (article, _), seen in found.items()}
    merged = dict(found)
    for row in stored:
        before = read_sighting(row)
        key = before.candidate.article_id, row["route"]
        merged[key] = merge_sightings(before, found[key], outlet_by_article[key[0]]) if key in found else before
    articles: dict[str, list[tuple[str, Sighting]]] = {}
    for (article, route), seen in merged.items():
        articles.setdefault(article, []).append((route, seen))
    sightings = [_sighting_row(key[1], merged[key], outlet_by_article[key[0]]) for key in found]
    candidates = [_candidate_row(seen, outlet_by_article[article]) for article, seen in articles.items()]
    return conform(sightings, tables.SIGHTINGS), conform(candidates, tables.CANDIDATES)


def _sighting_row(route: str, seen: Sighting, outlet: Outlet) -> SightingRow:
    candidate = seen.candidate
    return {
        "article_id": candidate.article_id,
        "outlet_id": outlet.outlet_id,
        "route": route,
        "url": candidate.url,
        "hint": serialise_hint(candidate.hint),
        "listed_on": find_listed_day(candidate.hint, outlet),
        "first_seen_at": seen.first_at,
        "last_seen_at": seen.last_at,
    }


def _candidate_row(sightings: Sequence[tuple[str, Sighting]], outlet: Outlet) -> CandidateRow:
    trusted = sorted(sightings, key=lambda pair: ROUTES_BY_TRUST.index(pair[0]))
    route, best = trusted[0]
    candidate = best.candidate
    for _, seen in trusted[1:]:
        candidate = merge_hints(candidate, seen.candidate)
    listed_on = find_listed_day(candidate.hint, outlet)
    first, last = _bound_day(candidate, listed_on, outlet)
    return {
        "article_id": candidate.article_id,
        "outlet_id": outlet.outlet_id,
        "url": candidate.url,
        "route": route,
        "hint": serialise_hint(candidate.hint),
        "listed_on": listed_on,
        "published_not_before": first,
        "published_not_after": last,
        "first_seen_at": min(seen.first_at for _, seen in sightings),
        "last_seen_at": max(seen.last_at for _, seen in sightings),
        "state": "waiting",
        "attempts": 0,
    }


def _bound_day(candidate: Candidate, listed_on: date | None, outlet: Outlet) -> tuple[date | None, date | None]:
    """Return the earliest and the latest possible day of publication by the listings and the address."""
    if listed_on:
        return listed_on, listed_on
    hint = candidate.hint
    first, last = find_url_month(candidate.url)
    limits = [
        last,
        parse_day(hint.modified, outlet.timezone),
        parse_day(hint.copy.captured_at, outlet.timezone) if hint.copy else None,
    ]
    return first, min((limit for limit in limits if limit), default=None)
