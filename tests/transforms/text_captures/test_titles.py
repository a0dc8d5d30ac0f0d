"""The title from the words of an address, if no line is the title."""

import pytest

from transforms.text_captures.address_words import make_title_of_address


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/2022/02/27/ukraine/", "Ukraine"),
        ("/news/20084864.mp-column-housing-refugees/", "Mp column housing refugees"),
        ("/article/who-pays-for-the-library-j6krjx6ns", "Who pays for the library"),
        ("/recent/2263-call-for-a-debate.html", "Call for a debate"),
        ("/2024/01/why-the-bridge-must-wait/index.html", "Why the bridge must wait"),
        ("/thehouse/article/29411", None),
        ("/tech-news/2a57786530c349eb6445d46ef12e52ce", None),
        ("/?p=3369", None),
        ("/", None),
    ],
)
def test_the_words_of_an_address_make_a_title_or_none(path: str, title: str | None) -> None:
    assert make_title_of_address(f"https://www.penfold.example{path}") == title
