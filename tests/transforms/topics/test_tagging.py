"""Tagging equals a search in plain Python, word by word: nearness, titles, numbers, capitals, quotations."""

import json
import re
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.topics.definitions import Topic, read_topics
from transforms.topics.mentions import extract_quotations
from transforms.topics.tagging import tag_topics

CONCEPTS = {"iran": ["Iran", "Revolutionary Guard(s)"], "russia": ["Russia(n|ns)", "Kremlin"], "mod": ["=MOD"]}
Mention = tuple[str, int, int, bool]
"""Concept, word (title first), paragraph, whether in the title."""


def topic(query: str, **concepts: list[str]) -> Topic:
    lists = {name: terms for name, terms in {**CONCEPTS, **concepts}.items() if re.search(rf"\b{name}\b", query)}
    text = (
        f'[[topic]]\nid = "t"\nversion = 1\ntitle = "T"\ndescription = "D"\nquery = "{query}"\n'
        f'must_match = ["x"]\nmust_not_match = ["y"]\n[topic.concepts]\n'
    )
    return read_topics(text + "\n".join(f"{name} = {json.dumps(terms)}" for name, terms in lists.items()))[0]


def tagged(query: str, *texts: tuple[str, str], **concepts: list[str]) -> dict[int, tuple[int, int, int]]:
    """Return number of text -> mentions, quoted mentions, first word."""
    return counted(query, [(title, body, None) for title, body in texts], **concepts)


def counted(
    query: str, texts: list[tuple[str, str, list[int] | None]], **concepts: list[str]
) -> dict[int, tuple[int, int, int]]:
    """The same, of texts whose block quotes are known."""
    rows = [(f"{number:024x}", "c" * 24, *text) for number, text in enumerate(texts)]
    names = ["article_id", "capture_id", "title", "body", "quoted_paragraphs"]
    schema = dict.fromkeys(names[:4], pl.String()) | {names[4]: pl.List(pl.Int64())}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    found = tag_topics(frame, (topic(query, **concepts),))
    columns = found.select("article_id", "mention_count", "quoted_count", "first_offset").rows()
    return {int(article, 16): (mentions, quotes, first) for article, mentions, quotes, first in columns}


def taken(query: str, *bodies: str, title: str = "", **concepts: list[str]) -> list[int]:
    return list(tagged(query, *((title, body) for body in bodies), **concepts))


def test_near_counts_words_from_one_mention_to_the_other() -> None:
    texts = ["Iran, a b Russia", "Russia a b c Iran", "Iran a b c d Russia", "Iran. Russia a b c d Iran"]
    assert taken("iran NEAR/3 russia", *texts) == [0, 3]
    assert taken("iran NEAR/4 russia", *texts) == [0, 1, 3]
    assert taken("iran AND NOT iran NEAR/4 russia", *texts) == [2]


def test_a_paragraph_ends_at_a_new_line_and_the_title_is_one() -> None:
    texts = ["Iran is here.\nRussia is there.", "First.\nIran met Russia.\nLast.", "Iran.\n\n— \nRussia"]
    assert taken("iran NEAR/P russia", *texts) == [1]
    assert taken("iran NEAR/P russia", "Russia", title="Iran") == []
    assert taken("iran NEAR/P russia", "x", title="Iran and Russia") == [0]


def test_a_query_can_search_only_titles() -> None:
    assert tagged("TITLE iran", ("On Iran", "x"), ("x", "On Iran"), ("Guards of Iran", "Iran")) == {
        0: (1, 0, 1),
        2: (2, 0, 2),
    }
    assert taken("TITLE (iran AND russia)", "Russia", title="Iran") == []


def test_a_minimum_number_of_mentions_can_be_given() -> None:
    assert taken("ATLEAST/3 (iran OR russia)", "Iran, Iran", "Iran, Russia, Kremlin") == [1]


def test_capitals_count_where_the_term_says_so() -> None:
    texts = ("a mod from the MOD", "the mod", "THE MOD", "Mod", "MOD-led", "i̇İ MOD mod")
    assert {number: found[:1] for number, found in tagged("mod", *(("", text) for text in texts)).items()} == {
        0: (1,),
        2: (1,),
        4: (1,),
        5: (1,),
    }
    assert tagged("mod", ("", "mod mod MOD"))[0][2] == 2


def test_endings_match_their_words() -> None:
    assert [found[0] for found in tagged("russia", ("", "Russia, Russian, Russians, Russiany")).values()] == [3]
    assert [found[0] for found in tagged("iran", ("", "a Revolutionary Guard, Revolutionary Guards")).values()] == [2]


QUOTED = [
    ("He said: “Iran is far.” Iran is near.", "“Iran is far.”"),
    ('"Iran," he said, "is far." Iran.', '"Iran,"|"is far."'),
    ("The minister called Iran ‘a friend of Iran’ in May.", " ‘a friend of Iran’ "),
    ("I don’t say Iran; the MPs’ Iran isn’t mine.", ""),
    ("I don't say Iran; the MPs' Iran isn't mine.", ""),
    ("“It began.\n“It ended in Iran.” Iran.", "“It began.\n|“It ended in Iran.”"),
    ("She asked (‘Why Iran?’), and left Iran.", "(‘Why Iran?’)"),
    ("No mark at all", ""),
]


@pytest.mark.parametrize(("text", "passages"), QUOTED, ids=[text[:24] for text, _ in QUOTED])
def test_quoted_text_is_what_quotation_marks_enclose(text: str, passages: str) -> None:
    frame = pl.DataFrame({"row": [0], "text": [text]})
    for known in ([], None):
        marked = frame.with_columns(quoted_paragraphs=pl.lit(known, pl.List(pl.Int64)))
        assert "".join(extract_quotations(marked)["text"]) == passages.replace("|", "\n_\n")


def test_mentions_in_a_block_quote_count_as_quoted_once() -> None:
    body = "Iran is near.\nIran, Iran and “Iran” again.\nHe said “Iran”. Iran."
    for blocks, quotes in (([1], 4), ([0], 3), ([0, 1, 2], 6), ([], 2), (None, 2)):
        assert counted("iran", [("Iran", body, blocks)]) == {0: (7, quotes, 0)}


def test_a_block_quote_counts_only_its_own_text_in_the_body() -> None:
    texts = [("Iran", "Iran\nRussia", [0]), ("Iran", "Russia\nIran\nIran", [1, 2]), ("“Iran”", "Iran", None)]
    assert counted("iran", texts) == {0: (2, 1, 0), 1: (3, 2, 0), 2: (2, 1, 0)}


def test_no_phrase_begins_in_one_quotation_and_ends_in_the_next() -> None:
    assert tagged("iran", ("", "A “revolutionary” and a “guard” of Iran")) == {0: (1, 0, 6)}
    assert counted("iran", [("", "Iran\nRevolutionary\nx\nGuard", [1, 3])]) == {0: (1, 0, 0)}


def test_quoted_mentions_are_counted_separately_and_title_and_text_alike() -> None:
    assert tagged("iran", ("‘Iran’ speaks", "“Iran and the Revolutionary Guard,” she said of Iran."), ("", "Iran")) == {
        0: (4, 3, 0),
        1: (1, 0, 0),
    }


WORDS = st.sampled_from(["Iran", "Russians", "revolutionary", "guards", "x", "MOD", "mod", "y.", "\n", "Kremlin,"])
TEXT = st.lists(WORDS, max_size=14).map(" ".join)
PATTERN = re.compile(r"\b(?:(iran|revolutionary\W+guards?)|(russians|russian|russia|kremlin))\b|\b(?P<mod>MOD)\b")


def mentions(title: str, body: str) -> list[Mention]:
    text = f"{title}\n{body}"
    found = []
    for match in re.finditer(PATTERN, re.sub(r"[A-Z][a-z]\w*", lambda word: word[0].lower(), text)):
        before = text[: match.start()]
        concept = "iran" if match[1] else "russia" if match[2] else "mod"
        lines = [line for line in before.split("\n")[:-1] if re.search(r"\w", line)]
        line = f"{len(before.split(chr(10)))}:{len(lines)}"
        found.append((concept, len(re.findall(r"\w+", before)), int(line.partition(":")[0]), "\n" not in before))
    return found


def near(found: list[Mention], same: Callable[[Mention, Mention], bool]) -> bool:
    return any(same(a, b) for a in found if a[0] == "iran" for b in found if b[0] in ("russia", "mod"))


ORACLE: dict[str, Callable[[list[Mention]], bool]] = {
    "iran NEAR/3 (russia OR mod)": lambda found: near(found, lambda a, b: abs(a[1] - b[1]) <= 3),
    "iran NEAR/P (russia OR mod)": lambda found: near(found, lambda a, b: a[2] == b[2]),
    "ATLEAST/2 (iran OR mod) AND NOT TITLE russia": lambda found: (
        sum(m[0] != "russia" for m in found) >= 2 and not any(m[0] == "russia" and m[3] for m in found)
    ),
    "iran OR TITLE mod": lambda found: any(m[0] == "iran" or (m[0] == "mod" and m[3]) for m in found),
}


@pytest.mark.parametrize("query", ORACLE)
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(WORDS, max_size=4).map(" ".join), TEXT), min_size=1, max_size=6))
def test_a_query_matches_the_texts_that_word_by_word_reading_matches(query: str, texts: list[tuple[str, str]]) -> None:
    texts = [(title.replace("\n", ""), body) for title, body in texts]
    wanted = [number for number, text in enumerate(texts) if ORACLE[query](mentions(*text))]
    assert list(tagged(query, *texts)) == wanted
