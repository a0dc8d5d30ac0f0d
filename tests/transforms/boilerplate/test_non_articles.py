"""Pages that are not the requested article are discarded or quarantined with the reason; articles never are."""

from collections.abc import Callable

import pytest

from transforms.extract import extract
from transforms.records import Capture, Discard, Quarantine

Maker = Callable[..., Capture]
TEASER = "The bridge at Harrow Lane has carried carts for a hundred and forty years, and nobody has looked under it."
COOKIES = (
    "We and our 812 partners store cookies on your device and read them, to show you personalised ads and content.",
    "With your consent we may process your privacy choices and measure what you read by tracking it.",
    "You can accept all cookies or manage your settings, and withdraw your consent at any time.",
)


def showing(page: Capture, *paragraphs: str, end: str = "") -> Capture:
    """Return the capture with nothing in its article but these paragraphs."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f"<html><head><title>Bridges</title></head><body><article><h1>Bridges</h1>{text}{end}</article></body></html>"
    )
    return Capture(page.url, page.outlet, page.captured_at, page.media_type, html.encode())


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe now to continue reading.",
        "Please log in to keep reading",
        "Il vous reste 57.09% de cet article à lire. La suite est réservée aux abonnés.",
        "Register for free to read the rest of this article",
        "This article is for subscribers only.",
        "Mit unserem Plus-Abo können Sie weiterlesen: kostenlos testen",
    ],
)
def test_a_text_that_ends_before_a_wall_is_reported(page_of: Maker, wall: str) -> None:
    found = extract(showing(page_of(), *[f"{n}. {TEASER}" for n in range(9)], wall))
    assert [warning for warning in found.warnings if warning.startswith("cut off: ")]
    assert wall not in found.body


def test_a_stub_with_its_wall_in_a_box_is_reported(page_of: Maker) -> None:
    box = "<div class='subscribe-box'><p>Subscribe to continue reading</p></div>"
    assert "cut off: " in "".join(extract(showing(page_of(), TEASER, TEASER[::-1], end=box)).warnings)


def test_a_whole_text_with_a_call_to_subscribe_in_it_is_not_reported(page_of: Maker) -> None:
    call = "Subscribe to continue reading"
    long, after = ([f"{n}. {TEASER}" for n in numbers] for numbers in (range(20), range(20, 40)))
    box = f"<div class='subscribe-box'><p>{call}</p></div>"
    assert extract(showing(page_of(), *long, call, *after)).warnings == ()
    assert extract(showing(page_of(), *long, end=box)).warnings == ()


def test_a_page_that_asks_for_consent_is_quarantined(page_of: Maker) -> None:
    with pytest.raises(Quarantine, match=r"consent_wall: its \d\d words ask for consent"):
        extract(showing(page_of(), *COOKIES))


def test_an_article_about_cookies_is_an_article(page_of: Maker) -> None:
    about = ["The Bill on cookies does not go far enough.", "Ministers say that consent is dead.", TEASER, TEASER[::-1]]
    assert extract(showing(page_of(), *about)).body.startswith("The Bill on cookies")
    column = [f"{n}. Nobody reads what a cookie is for, and consent is a click." for n in range(12)]
    assert extract(showing(page_of(), *column)).body


@pytest.mark.parametrize(
    "line",
    [
        "Sorry, the page you are looking for does not exist or has been moved.",
        "The article you requested is no longer available on this site, and we are sorry.",
        "Die gesuchte Seite konnte leider nicht gefunden werden, bitte prüfen Sie die Adresse.",
    ],
)
def test_a_page_that_only_says_it_is_not_there_is_discarded(page_of: Maker, line: str) -> None:
    with pytest.raises(Discard, match="soft_404"):
        extract(showing(page_of(), line, "You may want to go back to the front page and begin again from there."))


@pytest.mark.parametrize(
    "line",
    [
        "Checking your browser before you proceed to The Lantern; this takes a few seconds.",
        "We have seen unusual traffic from your network. Verify that you are human to go on.",
    ],
)
def test_a_page_that_only_refuses_access_is_quarantined(page_of: Maker, line: str) -> None:
    with pytest.raises(Quarantine, match="blocked"):
        extract(showing(page_of(), line, "The Lantern asks for your patience and for nothing else today."))
