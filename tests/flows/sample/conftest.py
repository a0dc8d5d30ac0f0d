"""The sample outlets, on a real server and as objects."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from flows.sample.server import SampleSite, serve_sample

SEEDS = Path(__file__).parents[3] / "seeds"
Get = Callable[..., requests.Response]


@pytest.fixture(scope="module")
def sample() -> SampleSite:
    return SampleSite(SEEDS / "sample")


@pytest.fixture
def site() -> Iterator[SampleSite]:
    with serve_sample(SEEDS) as served:
        yield served


@pytest.fixture
def get(site: SampleSite) -> Get:
    """Ask the server as a browser with that host name would; redirects are not followed."""

    def ask(url: str, **headers: str) -> requests.Response:
        host, _, path = url.removeprefix("http://").partition("/")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.get(
            f"http://{site.address}/{path}", headers={"Host": host, **named}, timeout=600, allow_redirects=False
        )

    return ask
