"""JSON-LD is read as pages write it, without characters that a text cannot contain."""

import pytest
from lxml.html import fromstring

from transforms.page.json_ld import read_nodes


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a \ud83d bill", "a \ufffd bill"),
        (r"a \uDC00 bill", "a \ufffd bill"),
        (r"a \ud83d\ud83d\ude00 bill", "a \ufffd\U0001f600 bill"),
        (r"a \ud83d\ude00\ude00 bill", "a \U0001f600\ufffd bill"),
        (r"a \u00e9 bill", "a \u00e9 bill"),
    ],
)
def test_half_a_character_is_replaced_and_a_whole_one_kept(written: str, read: str) -> None:
    script = (
        f"""<html><script type="application/ld+json">{{"@type":"Article","headline":"{written}"}}</script></html>"""
    )
    nodes, warnings = read_nodes(fromstring(script))
    assert ([node["headline"] for node in nodes], warnings) == ([read], [])
