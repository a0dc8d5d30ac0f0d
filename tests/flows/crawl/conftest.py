"""Discovery against the scripted server, one listing at a time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from flows.crawl.client import Client
from flows.crawl.documents import DocumentParser
from flows.crawl.listing_reader import ListingPage, ListingReader
from flows.crawl.responses import Response
from flows.crawl.routes import read_listings
from flows.settings import Settings
from transforms.records import Outlet

ROOT = "http://one.example"
Look = Callable[..., list[ListingPage]]


def _keep(kept: list[str], response: Response) -> None:
    kept.append(response.url)


@pytest.fixture
def look(settings_for: Callable[..., Settings], outlet: Outlet) -> Look:
    """Discover by one route, with the given changes of the outlet, and return every listing that was read."""

    def run(
        route: str, since: date | None = None, until: date | None = None, validators: Any = None, **changes: Any
    ) -> list[ListingPage]:
        settings = settings_for(
            wayback_url="http://two.example",
            common_crawl_url="http://three.example",
            common_crawl_data_url="http://three.example/data",
            archive_seconds=0.001,
        )
        client, declared = Client(settings, backoff_seconds=0.01), replace(outlet, **changes)
        kept: list[str] = []
        with DocumentParser(settings) as parser:
            keep = partial(_keep, kept)
            reader = ListingReader(declared, client, since, until, keep, parser, validators=validators)
            found = list(read_listings(reader, (route,)))
        run.kept = kept  # type: ignore[attr-defined]
        return found

    return run


@pytest.fixture
def paths() -> Callable[[list[ListingPage]], list[str]]:
    """The paths of all that was found, in order."""
    return lambda pages: [each.url.removeprefix(ROOT) for page in pages for each in page.candidates]
