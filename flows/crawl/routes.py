"""Read an outlet's listings by every declared route: feeds, sitemaps, listing pages and web archives."""

from collections.abc import Callable, Iterator, Sequence
from urllib.parse import urlsplit

from flows.crawl import feeds, listings, sitemaps, web_archives
from flows.crawl.listing_reader import ListingPage, ListingReader
from flows.crawl.responses import NoAnswer, fail_alone
from transforms.records import Outlet

_READERS: dict[str, Callable[[ListingReader], Iterator[ListingPage]]] = {
    "feed": feeds.read_feeds,
    "sitemap": sitemaps.read_sitemaps,
    "listing": listings.read_listing_pages,
    "web-archive": web_archives.read_web_archives,
}


def read_listings(reader: ListingReader, routes: Sequence[str]) -> Iterator[ListingPage]:
    """Yield each listing of the outlet as it is read; one that fails has a problem, and the others continue.

    An article in several listings is yielded with each of them.
    """
    home = reader.outlet.home_url or reader.outlet.hosts[0]
    try:
        with fail_alone("listing_error", home):
            _keep_robots(reader)
    except NoAnswer as error:
        yield ListingPage(home, routes[0], problem=str(error))
    for route in routes:
        try:
            with fail_alone("listing_error", home):
                yield from _READERS[route](reader)
        except NoAnswer as error:
            yield ListingPage(home, route, problem=str(error))


def declared_routes(outlet: Outlet) -> tuple[str, ...]:
    """Return the routes that the outlet's declaration makes possible."""
    declared = {
        "feed": outlet.feeds,
        "sitemap": outlet.use_sitemaps or outlet.sitemaps,
        "listing": outlet.listings,
        "web-archive": outlet.archived,
    }
    return tuple(route for route, value in declared.items() if value)


def _keep_robots(reader: ListingReader) -> None:
    """Archive the robots.txt that this run obeys, before it is used."""
    outlet = reader.outlet
    listed = [listing.pages for listing in outlet.listings]
    addresses = [*outlet.feeds, *outlet.sitemaps, *listed, *([outlet.home_url] if outlet.home_url else [])]
    for address in {urlsplit(url)[:2]: url for url in addresses}.values():
        response = reader.client.robots(address, outlet).response
        if response is not None:
            reader.keep_all(response)
