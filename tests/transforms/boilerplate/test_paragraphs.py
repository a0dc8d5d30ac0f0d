"""Paragraphs that are not the article are removed with their rule; similar sentences of the article stay."""

from collections.abc import Callable

import pytest

from transforms.boilerplate.paragraphs import clean_paragraphs
from transforms.extract import extract
from transforms.records import Capture

PROSE = (
    "The bridge at Harrow Lane has carried carts, trams and lorries for a hundred and forty years, and nobody has "
    "looked under it since the spring of last year, when the river took a pier and the council took a photograph."
)


def kept(*lines: str) -> list[str]:
    return clean_paragraphs([PROSE, *lines, PROSE[::-1]], "A title", ["Jane Roe"]).paragraphs[1:-1]


@pytest.mark.parametrize(
    "line",
    [
        "4 min read",
        "Lesezeit: 5 Minuten",
        "Read more",
        "Read more: The pier that nobody owned",
        "Lesen Sie auch",
        "Sign up for our morning newsletter to have it in your inbox.",
        "Follow us on Twitter and Facebook",
        "Advertisement",
        "Like this? Share it with a friend.",
        "Stay up to date with the latest news by following us on Facebook and X.",
        "Comments: Our rules",
        "Do you have an opinion on the issues raised in this article?",
        "Share this article",
        "Photo: Fen & Field Library",
        "Story continues below",
        "This post contains affiliate links.",
        "Subscribe to continue reading this article",
        "Join our conversation",
        "Breaking news story – more to follow",
        "https://lantern.example/opinion/bridges-need-mending",
        "Get in touch with our news team by emailing news@lantern.example.",
        "Fehler gefunden? Jetzt melden.",
        "Nur für Abonnenten",
        "Der Leuchtturm-Newsletter kommt jeden Freitag mit dem Wichtigsten der Woche. Hier geht es zur Anmeldung.",
    ],
)
def test_furniture_is_removed_at_any_place(line: str) -> None:
    found = clean_paragraphs([PROSE, line, PROSE[::-1]], "A title")
    assert line not in found.paragraphs
    assert len(found.removed) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Voters who register by email will have to sign twice before the updates reach them.",
        "I do not subscribe to the view that a bulletin is news.",
        "He follows the money, and on Twitter he follows everybody.",
        "No.",
        "The photograph is in the library now.",
        "Readers could download the report, and nobody did.",
        "More of this would have saved the pier.",
        "Join the queue at Harrow Lane and you will hear what the town thinks of it.",
        "Ministers must support independent journalism, and so must the council that took the photograph.",
        "A breaking story is one that nobody has mended.",
    ],
)
def test_prose_that_reads_like_boilerplate_is_kept(line: str) -> None:
    assert kept(line) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "I was told by friends that my publisher had dropped the book.",
        "Government data should be licensed under Creative Commons.",
        "Support our farmers. Support our fishermen.",
        "Support us and win back your pier.",
        "We rely on the continued support of volunteers.",
        "For the price of a cup of coffee, the Treasury could fund every library in Marsh.",
        "Compartiremos la carga.",
        "Condividiamo questa preoccupazione.",
        "Compartilhe a sua opinião sobre a ponte.",
    ],
)
def test_a_last_paragraph_with_words_of_an_appeal_or_a_notice_is_kept(line: str) -> None:
    middle = [f"Paragraph {n} of the piece goes on about its bridge and says nothing else." for n in range(8)]
    assert clean_paragraphs([*middle, line], "A title").paragraphs == [*middle, line]


def test_a_pull_quote_is_removed_and_a_refrain_of_a_few_words_kept() -> None:
    quote = "the river took a pier and the council took a photograph"
    assert kept(quote) == []
    assert kept("the river took a pier") == []
    assert kept("a pier and the") == ["a pier and the"]


@pytest.mark.parametrize(
    "line",
    [
        "Did you enjoy it? Become a member and keep the lamp burning.",
        "If you liked this article, tell the river.",
        "Support our independent journalism for the price of a lamp.",
        "Hat Ihnen dieser Artikel gefallen? Dann unterstützen Sie uns mit einer Spende.",
    ],
)
def test_an_appeal_to_readers_is_removed_only_below_the_text(line: str) -> None:
    middle = [f"Paragraph {n} of the piece goes on about its bridge and says nothing else." for n in range(8)]
    assert clean_paragraphs([*middle, line], "A title").paragraphs == middle
    assert clean_paragraphs([line, *middle], "A title").paragraphs == [line, *middle]


def test_a_title_is_removed_with_the_kicker_before_it() -> None:
    assert clean_paragraphs(["Harbours: A title of some length", PROSE], "A title of some length").paragraphs == [PROSE]


def test_a_paragraph_that_joins_several_others_is_removed_and_they_are_kept() -> None:
    lines = [f"Bridge number {n} over the river was mended in the spring of that year." for n in range(4)]
    assert clean_paragraphs([" ".join(lines), *lines], "A title").paragraphs == lines


def test_a_sentence_printed_twice_in_full_is_not_a_pull_quote() -> None:
    line = "We shall mend it, we shall mend it, and then we shall mend it again."
    assert kept(line, line) == [line, line]


def test_title_byline_and_date_are_removed_only_above_the_text() -> None:
    top = ["A title", "By Jane Roe, Leeds", "5 May 2024"]
    middle = [f"Paragraph {n} of the piece goes on about its bridge and says nothing else." for n in range(6)]
    middle.insert(2, "A title")
    assert clean_paragraphs([*top, *middle], "A title", ["Jane Roe"]).paragraphs == middle


def test_lines_below_a_heading_such_as_related_are_removed_unless_prose_follows() -> None:
    after = ["Related articles", "The pier nobody owned", "Who winds the clock"]
    assert clean_paragraphs([PROSE, PROSE[::-1], *after], "A title").paragraphs == [PROSE, PROSE[::-1]]
    assert clean_paragraphs([PROSE, "Comments", PROSE[::-1]], "A title").paragraphs == [PROSE, PROSE[::-1]]


def test_markup_that_names_furniture_is_removed_and_reported(page_of: Callable[..., Capture]) -> None:
    box = '<div class="newsletter-box"><p>The Lantern lights your breakfast, every day but Monday.</p></div>'
    links = "<ul><li><a href='/a'>The pier nobody owned</a></li><li><a href='/b'>Who winds the clock</a></li></ul>"
    found = extract(page_of(end=box + links))
    assert "breakfast" not in found.body and "winds the clock" not in found.body
    assert any(line.startswith("named block: The Lantern lights") for line in found.removed)
    assert any(line.startswith("links block: The pier") for line in found.removed)


@pytest.mark.parametrize(
    "heading",
    ['<h3><a href="/a/clock">Who winds the clock?</a></h3>', '<a href="/a/clock"><h3>Who winds the clock?</h3></a>'],
)
def test_a_teaser_between_paragraphs_is_removed_by_its_linked_heading(
    page_of: Callable[..., Capture], heading: str
) -> None:
    end = f"<div>{heading}<p>Nobody knows who winds the clock in the loft of the hall.</p></div><p>{PROSE} Twice.</p>"
    found = extract(page_of(end=end))
    assert "clock" not in found.body
    assert found.body.endswith("Twice.")
    assert any(line.startswith("teaser block: Who winds the clock?") for line in found.removed)


def test_a_heading_of_the_article_that_links_to_another_site_is_kept(page_of: Callable[..., Capture]) -> None:
    end = f'<div><h3><a href="https://pier.example/x">The pier at Harrow Lane</a></h3><p>{PROSE} Twice.</p></div>'
    assert "Twice." in extract(page_of(end=end)).body


def test_a_block_that_contains_the_article_is_kept_whatever_its_name(page_of: Callable[..., Capture]) -> None:
    page = page_of()
    payload = page.payload.replace(b"<p>The bridge", b'<div class="related"><p>The bridge', 1).replace(
        b"</article>", b"</div></article>"
    )
    found = extract(Capture(page.url, page.outlet, page.captured_at, page.media_type, payload))
    assert found.body.startswith("The bridge at Harrow Lane")


def test_an_article_laid_out_in_several_blocks_of_one_kind_is_read_whole(page_of: Callable[..., Capture]) -> None:
    part = '<div class="row"><div class="chunk"><p>{0} {1}</p><p>{0} {2}</p></div></div><div class="ad">Buy!</div>'
    end = "".join(part.format(PROSE, f"first of {n}", f"second of {n}") for n in range(4))
    body = extract(page_of(end=f"<div class='chunks'>{end}</div>")).body
    assert all(f"{place} of {n}" in body for n in range(4) for place in ("first", "second"))


@pytest.mark.parametrize(
    "first", ["Video from the harbour shows how little was done.", "Production by steelworkers fell last year."]
)
def test_a_sentence_on_pictures_or_products_is_not_a_line_of_contributors(first: str) -> None:
    prose = "The council promised a plan two years ago and forgot about it, as councils do when nobody is watching."
    for end in ("Edited by Ada Marsh", "Photographs by the Penfold Camera Club", "Additional material from Ada Marsh"):
        assert clean_paragraphs([first, prose, end], "A title").paragraphs == [first, prose]
