"""Invented pieces in the markup of newspapers and of hand-made pages: the text has no line of the page around it."""

import pytest

from tests.transforms.test_site_templates import PARAGRAPHS, STANDFIRST, TEXT, TITLE, read

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
def test_labels_above_the_headline_are_no_text(above: str) -> None:
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


def test_the_line_that_names_a_guest_is_no_text() -> None:
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
