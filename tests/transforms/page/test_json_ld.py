"""JSON-LD is read as pages write it, without characters that a text cannot contain."""

import pytest
from lxml.html import fromstring

from transforms.page.json_ld import read_nodes
from transforms.page.lenient_json import parse_json


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
def test_a_lone_surrogate_is_replaced_and_a_pair_kept(written: str, read: str) -> None:
    script = (
        f"""<html><script type="application/ld+json">{{"@type":"Article","headline":"{written}"}}</script></html>"""
    )
    nodes, warnings = read_nodes(fromstring(script))
    assert ([node["headline"] for node in nodes], warnings) == ([read], [])


ARTICLE = '{"@type":"Article","headline":"A ford","datePublished":"2024-03-14"}'
RIGHT = {"@type": "Article", "headline": "A ford", "datePublished": "2024-03-14"}


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE + ";",
        "\ufeff" + ARTICLE,
        f"<!-- {ARTICLE} -->",
        f"/*<![CDATA[*/{ARTICLE}/*]]>*/",
        f"// <![CDATA[\n{ARTICLE}\n// ]]&gt;",
        ARTICLE.replace(",", ",/* a theme's */"),
        ARTICLE.replace(",", ", // a theme's\n"),
        ARTICLE.replace("}", ",}"),
        ARTICLE.replace(",", "\n"),
        ARTICLE.removesuffix("}"),
        ARTICLE.replace("A ford", "A\tford").replace("ford", "f\\ord", 1),
        ARTICLE.replace('"', "&quot;"),
    ],
    ids=[
        *("semicolon", "byte-order mark", "HTML comment", "CDATA in comments", "CDATA in line comments", "comments"),
        *("line comments", "comma too many", "no commas", "no closing bracket", "tab and false escape", "entities"),
    ],
)
def test_json_is_read_as_pages_write_it(text: str) -> None:
    value = parse_json(text)
    assert isinstance(value, dict)
    assert value in (RIGHT, {**RIGHT, "headline": "A \x0cord"})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a":"The minister said "soon" and left","b":"c"}', {"a": 'The minister said "soon" and left', "b": "c"}),
        ('{"a":"It\\\'s","b":"\\\\"}', {"a": "It's", "b": "\\"}),
        ('{"a":"http://x.example/b//c","d":1}//e', {"a": "http://x.example/b//c", "d": 1}),
        ('{"a":1}\n{"b":2}', [{"a": 1}, {"b": 2}]),
        ('{"a":1}}', {"a": 1}),
        ('[null,{"a":[]},]', [None, {"a": []}]),
    ],
)
def test_a_repair_keeps_what_was_written(text: str, value: object) -> None:
    assert parse_json(text) == value


@pytest.mark.parametrize(
    "text",
    ['{"a":"cut in the mid', '{"a":20', '{"a":', '{"a":[1}', "{a:1", "// nothing", '{"a":"b", c","d":1}'],
)
def test_ambiguous_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"line 1 column \d+"):
        parse_json(text)


def test_a_long_script_does_not_hide_the_next() -> None:
    things = ",".join(['{"a":1}'] * 30_000)
    scripts = f"""<script type="application/ld+json">[{things}]</script><script type="application/ld+json">{ARTICLE}"""
    nodes, _ = read_nodes(fromstring(f"<html>{scripts}</script></html>"))
    assert RIGHT in nodes


@pytest.mark.usefixtures("_bounded")
def test_long_broken_texts_are_not_read_again_from_each_of_their_marks() -> None:
    for text in ('"\\' * 99_000, '{"a" "b" ' * 20_000, "/*" * 99_000):
        for _ in range(5):
            with pytest.raises(ValueError, match="char"):
                parse_json(text)
