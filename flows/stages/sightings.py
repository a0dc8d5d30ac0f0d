"""What listings say of an article, put together: per route, and over all routes; a function of the set of sayings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import polars as pl

from flows.crawl.search import find_url_month
from flows.runs.captures import Row, parse_hint, serialise_hint
from flows.runs.hints import find_listed_day, merge_hints, parse_day, parse_instant
from transforms.frames import conform
from transforms.records import ArchivedCopy, Candidate, Hint, Outlet
from transforms.urls import make_article_id
from warehouse.schema import tables

# A feed says most and is nearest to the outlet, a web archive says only when it came by.
TRUST = ("feed", "listing", "sitemap", "web-archive", "import")
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What runs have seen of an article by one route; instants are naive and UTC, as the database has them."""

    url: str
    hint: Hint
    first_at: datetime
    last_at: datetime


def make_sighting(candidate: Candidate, at: datetime) -> Sighting:
    """Return what one listing says."""
    return Sighting(candidate.url, candidate.hint, at, at)


def read_sighting(row: Row) -> Sighting:
    """Return what a row of `sightings` says."""
    first, last = (datetime.fromisoformat(str(row[f"{name}_seen_at"])) for name in ("first", "last"))
    return Sighting(str(row["url"]), parse_hint(str(row["hint"])), first, last)


def merge_sightings(one: Sighting, other: Sighting, outlet: Outlet) -> Sighting:
    """Return what two sightings by one route say together, whichever came first."""
    hint = one.hint if one.hint == other.hint else _either(one.hint, other.hint, outlet.timezone)
    first, last = min(one.first_at, other.first_at), max(one.last_at, other.last_at)
    return Sighting(min(one.url, other.url), hint, first, last)


def _either(one: Hint, other: Hint, timezone: str) -> Hint:
    """Earliest publication, latest change, earliest copy; of the rest what is there, the greater of two."""

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
    found: dict[tuple[str, str], Sighting], stored: Iterable[Row], outlets: dict[str, Outlet], of: dict[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of `sightings` and of `candidates` that result.

    `found` is what a run saw, by article and route; `of` has each article's outlet; `stored` are the rows of
    `sightings` there are of these articles.
    """
    whole = dict(found)
    for row in stored:
        key, before = (str(row["article_id"]), str(row["route"])), read_sighting(row)
        outlet = outlets[of[key[0]]]
        whole[key] = merge_sightings(before, found[key], outlet) if key in found else before
    articles: dict[str, list[tuple[str, Sighting]]] = {}
    for (article, route), each in whole.items():
        articles.setdefault(article, []).append((route, each))
    sightings = [
        _sighting(article, route, each, outlets[of[article]])
        for (article, route), each in whole.items()
        if (article, route) in found
    ]
    candidates = [_candidate(article, told, outlets[of[article]]) for article, told in articles.items()]
    return conform(sightings, tables.SIGHTINGS), conform(candidates, tables.CANDIDATES)


def _sighting(article: str, route: str, told: Sighting, outlet: Outlet) -> Row:
    return {
        "article_id": article,
        "outlet_id": outlet.outlet_id,
        "route": route,
        "url": told.url,
        "hint": serialise_hint(told.hint),
        "listed_on": find_listed_day(told.hint, outlet),
        "first_seen_at": told.first_at,
        "last_seen_at": told.last_at,
    }


def _candidate(article: str, told: Sequence[tuple[str, Sighting]], outlet: Outlet) -> Row:
    trusted = sorted(told, key=lambda pair: TRUST.index(pair[0]))
    route, best = trusted[0]
    whole = Candidate(best.url, outlet.outlet_id, best.hint)
    for _, each in trusted[1:]:
        whole = merge_hints(whole, Candidate(each.url, outlet.outlet_id, each.hint))
    on = find_listed_day(whole.hint, outlet)
    first, last = _bounds(whole, on, outlet)
    return {
        "article_id": article,
        "outlet_id": outlet.outlet_id,
        "url": whole.url,
        "route": route,
        "hint": serialise_hint(whole.hint),
        "listed_on": on,
        "published_not_before": first,
        "published_not_after": last,
        "first_seen_at": min(each.first_at for _, each in told),
        "last_seen_at": max(each.last_at for _, each in told),
        "state": "waiting",
        "attempts": 0,
    }


def _bounds(candidate: Candidate, on: date | None, outlet: Outlet) -> tuple[date | None, date | None]:
    """Return the earliest and the latest day of publication that the listings and the address leave possible."""
    if on:
        return on, on
    hint = candidate.hint
    first, last = find_url_month(candidate.url)
    limits = [
        last,
        parse_day(hint.modified, outlet.timezone),
        parse_day(hint.copy.captured_at, outlet.timezone) if hint.copy else None,
    ]
    return first, min((limit for limit in limits if limit), default=None)


def read_candidate(row: Row) -> Candidate:
    """Return the candidate that a row of `candidates` stands for."""
    return Candidate(str(row["url"]), str(row["outlet_id"]), parse_hint(str(row["hint"])))


def sighting_key(candidate: Candidate) -> tuple[str, str]:
    """Return the article and the route of one listing's saying."""
    return make_article_id(candidate.url), candidate.hint.route
