"""Which paragraphs the page marks as block quotes; the marks do not change the text."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from transforms.extract import extract
from transforms.page.block_quotes import find_quoted_paragraphs
from transforms.records import Capture, Extraction

Maker = Callable[..., Capture]
OWN = [
    f"Ferry number {number} left the harbour of Skarn {number} minutes past the hour with nobody aboard but the crew."
    for number in range(12)
]
SAID = (
    "The treaty of Skarn was signed in a room without windows, by men who never asked what it would cost the islands.",
    "It was never read aloud, and the one copy that is left lies in the customs house under a jar of nails.",
)


def page(*blocks: str) -> str:
    own = [f"<p>{sentence}</p>" for sentence in OWN]
    return "".join([*own[:6], *blocks, *own[6:]])


def read(page_of: Maker, *blocks: str, head: str = "") -> Extraction:
    capture = page_of()
    title = "Ferries that nobody boards"
    markup = (
        f"<html lang=en><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{page(*blocks)}</body></html>"
    )
    return extract(replace(capture, payload=markup.encode()))


def find_quotes(extraction: Extraction) -> list[str]:
    assert extraction.quoted_paragraphs is not None
    lines = extraction.body.split("\n")
    return [lines[number] for number in extraction.quoted_paragraphs]


@pytest.mark.parametrize(
    "block",
    [
        f"<blockquote><p>{SAID[0]}</p><p>{SAID[1]}</p></blockquote>",
        f"<blockquote>{SAID[0]}<br><br>{SAID[1]}</blockquote>",
        f"<blockquote><blockquote><p>{SAID[0]}</p></blockquote>\n <p>{SAID[1]}</p></blockquote>",
        f"<figure><blockquote><p>{SAID[0]}</p><p>{SAID[1]}</p><cite>The Lantern</cite></blockquote></figure>",
    ],
    ids=["paragraphs", "lines", "nested", "figure"],
)
def test_the_paragraphs_of_a_block_quote_are_numbered(page_of: Maker, block: str) -> None:
    found = read(page_of, block)
    assert find_quotes(found)[:2] == list(SAID)
    assert not set(find_quotes(found)) & set(OWN)


def test_a_page_without_block_quotes_has_none(page_of: Maker) -> None:
    assert read(page_of).quoted_paragraphs == ()


def test_a_removed_pull_quote_is_not_in_the_body(page_of: Maker) -> None:
    found = read(page_of, f"<blockquote><p>{OWN[2].partition(' with')[0]}</p></blockquote>")
    assert found.quoted_paragraphs == ()
    assert found.body.split("\n") == OWN


def test_a_repeated_paragraph_of_the_author_is_not_a_quotation(page_of: Maker) -> None:
    assert find_quotes(read(page_of, f"<blockquote><p>{OWN[2]}</p></blockquote>")) == []


def test_words_of_a_quotation_are_not_quoted_elsewhere_in_the_text() -> None:
    body = "\n".join(["Skarn", OWN[0], "nails", *SAID, "a jar", OWN[1]])
    packed = "".join("".join(SAID).split())
    assert find_quoted_paragraphs(body, [packed]) == (3, 4)


def test_most_of_a_quotation_is_enough_and_a_little_of_it_is_not() -> None:
    packed = "".join((SAID[0] + " — The harbour master, in a letter").split())
    assert find_quoted_paragraphs("\n".join([OWN[0], SAID[0], OWN[1]]), [packed]) == (1,)
    assert find_quoted_paragraphs("\n".join([OWN[0], "— The harbour master, in a letter", OWN[1]]), [packed]) == ()


def test_a_page_laid_out_in_block_quotes_has_no_quotation() -> None:
    assert find_quoted_paragraphs("\n".join(SAID), ["".join("".join(SAID).split())]) == ()


def test_more_quotations_than_the_limit_are_unchanged() -> None:
    quotes = [f"{number}" * 1000 for number in range(10)] * 100 + ["".join(SAID[0].split())]
    assert find_quoted_paragraphs("\n".join([*OWN, SAID[0]]), quotes) == ()


def test_a_text_capture_reports_no_block_quotes(page_of: Maker) -> None:
    capture = page_of()
    text = "\n".join(["Bridges need mending", " ".join(OWN[:3]), f"> {SAID[0]}", *SAID])
    bare = replace(capture, payload=text.encode(), media_type="text/plain")
    assert extract(bare).quoted_paragraphs is None
