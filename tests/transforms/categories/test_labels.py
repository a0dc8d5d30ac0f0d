"""Labels are read where a page files its article, and not from menus, teasers or sentences."""

from collections.abc import Callable

import pytest

from transforms.extract import extract
from transforms.records import Capture, Hint

BLOCK = (
    "<div class='filed'><h4>Categories</h4><a href='/category/roads'>Roads</a> <a href='/category/rail'>Rail</a></div>"
)
TRAIL = "<ol class='breadcrumbs'><li><a href='/'>Home</a></li><li><a href='/politics'>Politics</a></li></ol>"
FIELD = (
    "<div class='field field--name-field-topics'><div class='field__label'>Topics</div><div class='field__items'>"
    "<div class='field__item'><a href='/topics/roads'>Roads</a></div>"
    "<div class='field__item'><a href='/topics/rail'>Rail</a></div></div></div>"
)
PLAIN_FIELD = (
    "<div class='field field-name-field-tags'><div class='field-label'>Tags:</div>"
    "<div class='field-items'><div class='field-item even'>Roads</div></div></div>"
)
TERMS = "<p>Filed under <a href='/taxonomy/term/7'>Roads</a>, <a href='/taxonomy/term/9'>Rail</a></p>"
STATED_TRAIL = (
    '<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem",'
    '"position":1,"name":"Our work"}]}</script>'
)
TAG = "<p>Tags: <a href='/tag/ferries' rel='tag'>Ferries</a></p>"
MENU = "".join(f"<span><a href='/category/{n}'>Section {n}</a></span>" for n in range(9))
Read = Callable[..., dict[str, str]]


@pytest.fixture
def labels(page_of: Callable[..., Capture]) -> Read:
    def read(head: str = "", **markup: object) -> dict[str, str]:
        found = extract(page_of(head, **markup))
        return dict(zip(found.categories, found.category_sources, strict=True))

    return read


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ({"end": BLOCK}, {"Roads": "category link", "Rail": "category link"}),
        ({"below": "<p>Posted on 1 May | <a href='/category/roads.html'>Roads</a></p>"}, {"Roads": "category link"}),
        ({"below": "<a rel='category tag' href='/c/1'>Roads</a>"}, {"Roads": "rel=category"}),
        ({"above": TRAIL}, {"Politics": "breadcrumbs"}),
        ({"end": TAG}, {"Ferries": "rel=tag"}),
        ({"end": TAG + BLOCK, "above": TRAIL}, {"Roads": "category link", "Rail": "category link"}),
        ({"end": FIELD, "above": TRAIL}, {"Roads": "topic field", "Rail": "topic field"}),
        ({"end": FIELD, "head": STATED_TRAIL}, {"Roads": "topic field", "Rail": "topic field"}),
        ({"end": PLAIN_FIELD, "above": TRAIL}, {"Roads": "topic field"}),
        ({"end": TERMS, "above": TRAIL}, {"Roads": "topic field", "Rail": "topic field"}),
        ({"end": f"<aside>{FIELD}</aside>", "above": TRAIL}, {"Politics": "breadcrumbs"}),
        ({"head": STATED_TRAIL}, {"Our work": "breadcrumbs"}),
        ({"end": MENU}, {}),
        ({"end": f"<aside>{BLOCK}</aside>"}, {}),
        ({"end": f"<p>{'A sentence of the piece. ' * 5}<a href='/category/ai'>news on AI</a></p>"}, {}),
        ({"hint": Hint("feed", categories=("Roads",))}, {"Roads": "feed"}),
    ],
    ids=[
        *("block", "posted", "rel", "trail", "tag", "tags last"),
        *("field", "field and stated trail", "plain field", "terms", "another field", "stated trail"),
        *("menu", "aside", "sentence", "feed"),
    ],
)
def test_labels_and_where_they_were_read(labels: Read, markup: dict[str, object], found: dict[str, str]) -> None:
    assert labels(**markup) == found


def test_a_string_of_several_labels_is_dropped_if_the_page_has_them_separately(labels: Read) -> None:
    section = '<script type="application/ld+json">{"@type":"Article","articleSection":["Roads, Rail","Rail","Roads"]}'
    assert list(labels(f"{section}</script>")) == ["Rail", "Roads"]
    alone = section.replace('"Rail","Roads"', '"Food, Farming and Fisheries"')
    assert list(labels(f"{alone}</script>")) == ["Roads, Rail", "Food, Farming and Fisheries"]
