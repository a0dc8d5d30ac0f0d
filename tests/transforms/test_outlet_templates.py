"""Invented pieces in the markup of newspapers and of hand-made pages: the text has no line of the page around it."""

import pytest
from lxml.html import fromstring

from tests.transforms.test_site_templates import PARAGRAPHS, STANDFIRST, TEXT, TITLE, read
from transforms.page.headings import read_heading

NAMED = f"Ottoline Frayne: {TITLE}"
IS = "Ottoline Frayne is the Conservative MP for Skell North and a former minister for ports."


@pytest.mark.parametrize(
    "above",
    [
        "<p>Opinion</p><p class=css-1>Guest Essay</p>",
        "<div class=label>Opinie</div>",
        "<div><a href=/comment>Comment</a></div><span>Ferries</span>",
    ],
)
def test_labels_above_the_headline_are_not_text(above: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><header>{above}<h1>{TITLE}</h1></header>"
        f"{PARAGRAPHS}</article></body></html>"
    )
    assert page.body == "\n".join(TEXT)
    assert [entry.partition(":")[0] for entry in page.removed] == ["label above the headline"]


def test_the_standfirst_is_named_in_another_attribute() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><div data-gu-name=standfirst>"
        f"<p>{STANDFIRST}</p></div>{PARAGRAPHS}</article></body></html>"
    )
    assert page.standfirst == STANDFIRST
    assert page.body == "\n".join(TEXT)


def test_a_guest_is_named_before_the_colon_and_introduced_by_the_first_line() -> None:
    html = (
        f"<html lang=en><head><title>{NAMED}</title><meta name=author content=Editor></head><body><article>"
        f"<h1>{NAMED}</h1><p><em>{IS}</em></p>{{}}</article></body></html>"
    )
    page = read(html.format(PARAGRAPHS))
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne"]
    assert page.affiliation_text == IS
    assert page.body == "\n".join(TEXT)
    report = read(
        html.format(f"{PARAGRAPHS}<p>Mrs Frayne told the council that nobody had asked her about the boat.</p>")
    )
    assert [credit.name for credit in report.credits] == ["Editor"]
    assert report.body.startswith(IS)


def test_the_line_that_names_a_guest_is_not_text() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>Posted by <a rel=author "
        "href=/author/skelladmin>skelladmin</a></p><div class=entry-content><p><em>This is a guest post by Ottoline "
        f"Frayne, who runs the surgery.</em></p>{PARAGRAPHS}</div></article></body></html>"
    )
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne"]
    assert page.body == "\n".join(TEXT)


@pytest.mark.parametrize("text", ["<p>".join(TEXT), f"<b>{TEXT[0][:40]}</b>{TEXT[0][40:]}<p>{TEXT[1]}<p>{TEXT[2]}"])
def test_paragraphs_without_an_end_in_a_font(text: str) -> None:
    page = read(
        f"<html><head><title>Skell Gazette - {TITLE}</title></head><body><table><tr><td><font size=5><b>{TITLE}</b>"
        f"</font><br><font size=2>By Ottoline Frayne<br>14 October 2003</font><p><font size=3>{text}</font></td></tr>"
        "</table></body></html>"
    )
    assert page.body == "\n".join(TEXT)
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne"]


@pytest.mark.parametrize(
    ("head", "byline", "foot", "names"),
    [
        (
            "<meta name=author content='Ottoline Frayne'>",
            "<span class='author vcard'><a href=/author/a rel=author>Ottoline Frayne</a> and <a href=/author/b "
            "rel=author>Dunstan Oakes</a></span>",
            "",
            ["Ottoline Frayne", "Dunstan Oakes"],
        ),
        (
            "",
            "",
            "<div class=author-box><h4><a href=/author/a>Ottoline Frayne</a></h4><p>Ottoline Frayne chairs the Islands "
            "Committee.</p></div>",
            ["Ottoline Frayne"],
        ),
        (
            "",
            "",
            "<aside class=related><div class=author-box><h4><a href=/author/a>Dunstan Oakes</a></h4></div></aside>",
            [],
        ),
    ],
)
def test_authors_that_only_print_names(head: str, byline: str, foot: str, names: list[str]) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>{byline}<div>"
        f"{PARAGRAPHS}</div>{foot}</article></body></html>"
    )
    assert [credit.name for credit in page.credits] == names


def test_the_only_comment_does_not_date_the_article() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><main><article><h1>{TITLE}</h1>{PARAGRAPHS}</article>"
        "<section class=comments><div class=comment>Rowan <time datetime=2026-08-29T10:00:00Z>29 August 2026</time>"
        "<p>I agree with every word of it.</p></div></section></main></body></html>"
    )
    assert page.dating.published_on is None


@pytest.mark.parametrize(
    "line",
    [
        "<p><img src=/i><br><em>The harbour at Ravensholme. Photo: Wren Pell</em></p>",
        "<p>3 hours ago</p>",
        "<p>Special to The Gazette</p>",
        "<p>This article was first published on 5 March 2024</p>",
        "<p><a href=/w>Get the latest from the Gazette by joining our WhatsApp channel</a></p>",
    ],
)
def test_lines_above_the_text_are_not_text(line: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{line}{PARAGRAPHS}</article>"
        "</body></html>"
    )
    assert page.body == "\n".join(TEXT)


@pytest.mark.parametrize(
    "line",
    [
        "Additional reporting by Rowan Pettifer",
        "Mit Material von dpa und AFP",
        "Help to support independent island journalism by subscribing or donating today.",
        "Comments are closed.",
        "If you’d like to write for us, send your pitch to comment@gazette.example",
        "Subscribe to the Gazette from just £1 a week. Click here for details.",
        "If you found this useful, please consider supporting the Gazette from £3 a month.",
        "ENDS",
        "This article appears in the 15 Oct 2026 issue of the Gazette, The Sea Wall",
        "Dieser Artikel ist zuerst in der Skeller Zeitung erschienen.",
        "← Back to all articles",
    ],
)
def test_lines_below_the_text_are_not_text(line: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{PARAGRAPHS}<p>{line}</p>"
        "</article></body></html>"
    )
    assert page.body == "\n".join(TEXT)
    assert any(line.strip("← ") in entry for entry in page.removed)


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("<p class=author>Von Otto Frayn | 25.08.2026, 16:40 Uhr | Update vor 2 Tagen</p>", "2026-08-25"),
        ("<div>By Ottoline Frayne<br>Special to The Gazette<br>Published August 25, 2026</div>", "2026-08-25"),
        ("<p class=author>Von Otto Frayn | 5 Minuten | Update 25.08.2026</p>", "None"),
    ],
)
def test_one_part_of_a_line_is_the_date(line: str, day: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{line}{PARAGRAPHS}</article>"
        "</body></html>"
    )
    assert str(page.dating.published_on) == day


def test_the_signers_of_a_letter_are_its_authors() -> None:
    end = "<p>Yours sincerely,</p><p>Ottoline Frayne MP</p><p>Dunstan Oakes MP</p>"
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>Dear Minister,</p>"
        f"{PARAGRAPHS}{end}</article></body></html>"
    )
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne", "Dunstan Oakes"]
    assert page.body.endswith("Yours sincerely,")


def test_the_author_of_a_post_of_wix() -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><main><div data-hook=post><ul data-hook=post-metadata>"
        "<li><span data-hook=user-name>Ottoline Frayne</span></li><li>Aug 25, 2026</li></ul>"
        f"<h1>{TITLE}</h1>{PARAGRAPHS}</div></main></body></html>"
    )
    assert [credit.name for credit in page.credits] == ["Ottoline Frayne"]
    assert page.body == "\n".join(TEXT)


@pytest.mark.parametrize(
    ("within", "after"),
    [
        ("<p>Topics: <a href=/people/rp>Rowan Pettifer</a></p>", ""),
        (
            "<p>Last week <a href=/people/rp>Rowan Pettifer</a> asked for an inquiry into the contract for the boat, "
            "and he did not get one.</p>",
            "",
        ),
        (
            "",
            "<section><h2>Meet the team</h2><div class=author-card><h3><a href=/author/rp>Rowan Pettifer</a></h3></div>"
            "<div class=author-card><h3><a href=/author/wp>Wren Pell</a></h3></div></section>",
        ),
        ("<p class=byline>Leeds, England</p>", ""),
    ],
)
def test_persons_who_are_not_authors_are_not_credited(within: str, after: str) -> None:
    page = read(
        f"<html lang=en><head><title>{TITLE}</title></head><body><main><article><h1>{TITLE}</h1>{within}{PARAGRAPHS}"
        f"</article>{after}</main></body></html>"
    )
    assert page.credits == ()


def test_the_colon_of_a_kicker_has_no_space_before_it() -> None:
    heading = fromstring(f"<h1><span>Inseln</span><span class=hide>: </span><span>{TITLE}</span></h1>")
    assert read_heading(heading) == f"Inseln: {TITLE}"
