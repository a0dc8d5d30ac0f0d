"""Captures made of a few lines, for the functions that read them."""

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from transforms.records import Capture, Hint, Outlet

NO_HINT = Hint("import")
ADDRESS = "https://lantern.example/opinion/bridges-need-mending"
PROSE = (
    "The bridge at Harrow Lane has carried carts, trams and lorries for a hundred and forty years, and nobody has "
    "looked under it since the spring of last year, when the river took a pier and the council took a photograph."
)
MORE = (
    "A town that mends nothing pays twice: once for the wreck and once for the detour, and the second bill is the one "
    "that the people who live beside the road receive each morning in the post."
)


@pytest.fixture
def _bounded() -> Iterator[None]:
    """End a test that makes no progress, after 300 s of processor time: work in the square of a page takes longer."""

    def stop(number: int, frame: object) -> None:
        pytest.fail("300 s of processor time were not enough")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, 300)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.fixture
def lantern() -> Outlet:
    """A declared outlet of our own making."""
    return Outlet("lantern", "The Lantern", "https://lantern.example/", ("lantern.example",), "Europe/London")


@pytest.fixture
def undeclared() -> Outlet:
    """An outlet met in an import, of which only the host is known."""
    return Outlet("lantern.example", "lantern.example", None, ("lantern.example",), "UTC", is_declared=False)


@pytest.fixture
def page_of(lantern: Outlet) -> Callable[..., Capture]:
    """Return a maker of HTML captures: head, markup around the headline, and two paragraphs of prose."""

    def make(
        head: str = "",
        *,
        above: str = "",
        below: str = "",
        end: str = "",
        url: str = ADDRESS,
        outlet: Outlet = lantern,
        hint: Hint = NO_HINT,
        title: str = "Bridges need mending before they fall",
    ) -> Capture:
        text = (
            f"<!doctype html><html lang='en-GB'><head><title>{title} | The Lantern</title>{head}</head><body>{above}"
            f"<article><h1>{title}</h1>{below}<p>{PROSE}</p><p>{MORE}</p><p>{PROSE[::-1].capitalize()}.</p>{end}"
            "</article></body></html>"
        )
        return Capture(url, outlet, datetime(2024, 7, 1, tzinfo=UTC), "text/html", text.encode(), None, hint)

    return make
