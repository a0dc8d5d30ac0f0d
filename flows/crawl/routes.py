"""An outlet's listings by every route it declares: feeds, sitemaps, listing pages and web archives."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from flows.crawl import feeds, listings, sitemaps, web_archives
from flows.crawl.client import Client
from flows.crawl.responses import Response
from flows.crawl.search import ListingPage, Search, Validators
from transforms.records import Outlet

__all__ = ["ListingPage", "Validators", "declared_routes", "read_listings"]

_PAGES: dict[str, Callable[[Search], Iterator[ListingPage]]] = {
    "feed": feeds.pages,
    "sitemap": sitemaps.pages,
    "listing": listings.pages,
    "web-archive": web_archives.pages,
}


def read_listings(  # noqa: PLR0913  # a room's whole surroundings, handed over once
    outlet: Outlet,
    client: Client,
    since: date | None,
    until: date | None,
    keep: Callable[[Response], None],
    outlets: tuple[Outlet, ...] = (),
    *,
    routes: Sequence[str] | None = None,
    validators: Mapping[str, Validators] | None = None,
) -> Iterator[ListingPage]:
    """Yield each listing of the outlet as it is read; one that fails has a problem, and the others go on.

    An article that several listings name is yielded with each of them. `keep` is given each response before it is
    read. `since` bounds sitemaps, by their lastmod, and ends what goes on page by page. With `until`, both bound
    whatever a listing or the address (/2024/05/…) dates; without it (a nightly run) a feed is short by nature and
    taken whole, so that a run that comes late misses nothing. `outlets` settles whose a URL is where two share a
    host. `routes` are those the outlet declares unless given.

    `validators` are those of earlier runs, by address; give them only where every listing is taken as widely as when
    they were noted (a nightly run), since an answer 304 has no entries to look at again.
    """
    search = Search(outlet, client, since, until, keep, outlets, validators)
    _keep_robots(search)
    for route in declared_routes(outlet) if routes is None else routes:
        yield from _PAGES[route](search)


def declared_routes(outlet: Outlet) -> tuple[str, ...]:
    """Return the routes that the outlet's declaration gives a way to."""
    ways = {
        "feed": outlet.feeds,
        "sitemap": outlet.use_sitemaps or outlet.sitemaps,
        "listing": outlet.listings,
        "web-archive": outlet.archived,
    }
    return tuple(route for route, way in ways.items() if way)


def _keep_robots(search: Search) -> None:
    """Archive the robots.txt that this run obeys, before it is obeyed."""
    outlet = search.outlet
    listed = [listing.pages for listing in outlet.listings]
    addresses = [*outlet.feeds, *outlet.sitemaps, *listed, *([outlet.home_url] if outlet.home_url else [])]
    for address in {urlsplit(url)[:2]: url for url in addresses}.values():
        response = search.client.robots(address, outlet).response
        if response is not None:
            search.keep_all(response)
