"""Topics: the shipped definitions, tagging against regular expressions, and files that are refused."""

import hashlib
import json
import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.frames import build_schema
from transforms.topics.definitions import Topic, TopicError, read_topics, restore_topic
from transforms.topics.tagging import build_topics_frame, tag_topics
from warehouse.schema.tables import ARTICLE_TOPICS, TOPICS

ROOT = Path(__file__).parents[3]
SHIPPED = read_topics((ROOT / "seeds" / "topics.toml").read_text(encoding="utf-8"))
VERSIONS = Path(__file__).with_name("topic_versions.json")
SEED = ROOT.parent / "shared" / "seed" / "000_6686baedbfc315f2.txt"


def texts(*bodies: str, title: str = "") -> pl.DataFrame:
    rows = [(f"{number:024x}", "c" * 24, title, body) for number, body in enumerate(bodies)]
    return pl.DataFrame(rows, schema=["article_id", "capture_id", "title", "body"], orient="row")


def topic(query: str = "iran AND russia", **changes: object) -> Topic:
    values: dict[str, object] = {"iran": ["Iran", "Tehran"], "russia": ["Russia", "Moscow"], "ignore": [], "least": 1}
    values |= changes
    lists = "\n".join(f"{name} = {json.dumps(values[name])}" for name in ("iran", "russia") if name in query)
    ignored = f"ignore = {json.dumps(values['ignore'])}\n" if values["ignore"] else ""
    text = (
        f'[[topic]]\nid = "t"\nversion = 3\ntitle = "T"\ndescription = "D"\nquery = "{query}"\n{ignored}'
        f'minimum_count = {values["least"]}\nmust_match = ["x"]\nmust_not_match = ["y"]\n[topic.concepts]\n{lists}\n'
    )
    return read_topics(text)[0]


def counts(frame: pl.DataFrame) -> list[tuple[str, int, int]]:
    return frame.select(pl.col("article_id").str.slice(-1), "mention_count", "first_offset").rows()


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.topic_id)
def test_a_shipped_topic_matches_its_examples(shipped: Topic) -> None:
    taken = tag_topics(texts(*shipped.must_match, *shipped.must_not_match), (shipped,))["article_id"].to_list()
    bodies = [(*shipped.must_match, *shipped.must_not_match)[int(article, 16)] for article in taken]
    assert bodies == list(shipped.must_match)


def test_the_required_topics_are_shipped_iran_russia_first() -> None:
    names = [shipped.topic_id for shipped in SHIPPED]
    assert names[0] == "iran-russia"
    assert {"ukraine", "china", "israel-gaza", "climate", "nhs"} <= set(names)


def test_a_changed_definition_has_a_new_version() -> None:
    """To pass: raise the topic's version, say so in CHANGELOG.md, and add the new line to topic_versions.json."""
    known = json.loads(VERSIONS.read_text(encoding="utf-8"))
    for shipped in SHIPPED:
        digest = hashlib.sha256(shipped.definition.encode()).hexdigest()[:16]
        key = f"{shipped.topic_id} {shipped.version}"
        assert known.get(key) == digest, f'add to {VERSIONS.name}: "{key}": "{digest}"'


def test_a_mention_that_contains_several_terms_counts_once() -> None:
    corps = topic(
        "iran", iran=["Revolutionary Guard", "Revolutionary Guard Corps", "Islamic Revolutionary Guard Corps"]
    )
    found = tag_topics(texts("The Islamic Revolutionary Guard Corps met a Revolutionary-Guard."), (corps,))
    assert counts(found) == [("0", 2, 1)]


def test_terms_that_touch_are_each_counted() -> None:
    assert counts(tag_topics(texts("Iran Iran Russia, Iran."), (topic(),))) == [("0", 4, 0)]


def test_the_offset_is_the_word_with_the_title_first() -> None:
    assert counts(tag_topics(texts("spoke of Russia", title="Why Tehran's men"), (topic(),))) == [("0", 2, 1)]
    assert counts(tag_topics(texts("Élysée naïveté: Iran and Russia"), (topic(),))) == [("0", 2, 2)]


def test_words_that_only_begin_or_end_like_a_term_do_not_count() -> None:
    assert tag_topics(texts("Iranian Belarussia", "Tehrangeles and Prussia", "iran_russia"), (topic(),)).is_empty()


def test_ignored_phrases_swallow_the_terms_inside_them() -> None:
    moscow = topic(ignore=["Moscow, Idaho"])
    found = tag_topics(texts("Iran, and Moscow, Idaho", "Iran, Moscow, and Moscow (Idaho)"), (moscow,))
    assert counts(found) == [("1", 2, 0)]


def test_forbidden_concepts_are_not_counted_as_mentions() -> None:
    assert counts(tag_topics(texts("Iran, Iran", "Iran, Russia"), (topic("iran AND NOT russia"),))) == [("0", 2, 0)]


def test_a_minimum_leaves_out_passing_mentions() -> None:
    assert counts(tag_topics(texts("Iran", "Iran and Tehran"), (topic("iran", least=2),))) == [("1", 2, 0)]


def test_topics_that_share_a_term_each_count_it() -> None:
    found = tag_topics(texts("Ukraine, Russia and Iran. Ukraine."), SHIPPED)
    assert found["topic_id"].to_list() == ["iran-russia", "ukraine"]


def test_rows_come_in_the_order_of_texts_and_conform_to_the_contract() -> None:
    found = tag_topics(texts(*["Iran and Russia", "nothing", "Ukraine, Russia, Kyiv, Iran"] * 20), SHIPPED)
    assert found.schema == build_schema(ARTICLE_TOPICS)
    assert found["article_id"].is_sorted()
    assert found.height == 60
    assert (
        tag_topics(texts("nothing"), SHIPPED).schema
        == tag_topics(texts(), SHIPPED).schema
        == build_schema(ARTICLE_TOPICS)
    )
    assert tag_topics(texts("Iran and Russia"), ()).is_empty()


def test_topics_become_rows_whose_definition_can_be_read_back() -> None:
    frame = build_topics_frame(SHIPPED)
    assert frame.schema == build_schema(TOPICS)
    assert json.loads(frame["definition"][0])["query"] == "iran AND russia"
    back = tuple(restore_topic(*row) for row in frame.select(TOPICS.names).rows())
    assert back == SHIPPED
    assert build_topics_frame(back).equals(frame)


WORDS = [
    "iran",
    "Iran's",
    "revolutionary",
    "guard",
    "Guards",
    "corps",
    "russia",
    "RUSSIAN",
    "islamic",
    "x",
    "Éire",
    "—",
    "\n",
]
TERMS = [
    "Iran",
    "Revolutionary Guard",
    "Islamic Revolutionary",
    "Guard Corps",
    "Revolutionary Guard Corps",
    "corps russia",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), min_size=1, max_size=8))
def test_counts_equal_those_of_a_regular_expression(bodies: list[str]) -> None:
    longest_first = sorted((term.lower().split() for term in TERMS), key=lambda words: -len(" ".join(words)))
    pattern = re.compile(r"\b(" + "|".join(r"\W+".join(words) for words in longest_first) + r")\b")
    wanted = {f"{number:x}": len(pattern.findall(body.lower())) for number, body in enumerate(bodies)}
    found = {article: count for article, count, _ in counts(tag_topics(texts(*bodies), (topic("iran", iran=TERMS),)))}
    assert found == {article: count for article, count in wanted.items() if count}


@pytest.mark.skipif(not SEED.exists(), reason="../shared is absent")
def test_the_seed_article_is_about_iran_and_russia_and_ukraine() -> None:
    found = tag_topics(texts(SEED.read_text(encoding="utf-8")), SHIPPED)
    assert {"iran-russia", "ukraine"} <= set(found["topic_id"])


GOOD = """[[topic]]
id = "good"
version = 1
title = "T"
description = "D"
query = "a"
must_match = ["x"]
must_not_match = ["y"]
[topic.concepts]
a = ["x"]
"""


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (("version = 1", "version = 0"), 3, "'version' must be a whole number from 1"),
        (("version = 1", "version = true"), 3, "'version' must be a whole number from 1"),
        (('title = "T"\n', ""), 1, "'title' is missing"),
        (('title = "T"', 'title = " "'), 4, "'title' must be a text"),
        (('id = "good"', 'id = "Not Good"'), 2, "'id' must be small letters, digits and hyphens"),
        (('query = "a"', 'query = "a AND"'), 6, "query: a concept is missing at the end"),
        (('query = "a"', 'query = "b"'), 6, "query asks for 'b'; concepts are a"),
        (('query = "a"', 'query = "NOT a"'), 6, "the query matches texts with none of its concepts"),
        (('must_match = ["x"]', 'must_mach = ["x"]'), 1, "'must_match' is missing"),
        (('must_match = ["x"]', "must_match = []"), 7, "'must_match' must be a list of at least one text"),
        (("version = 1", "version = 1\nweight = 2"), 4, "'weight' is not known"),
        (('a = ["x"]', 'a = ["x", "…"]'), 10, "'a': a term without a word in it: '…'"),
        (('a = ["x"]', 'a = ["x", "X!"]'), 10, "'X!' is in 'a' and again in 'a'"),
        (('a = ["x"]', 'a = ["Xs", "X(s)"]'), 10, "'X(s)' is in 'a' and again in 'a'"),
        (('a = ["x"]', 'a = ["X(s"]'), 10, "'a': 'X(s' has a bracket without endings"),
        (('a = ["x"]', 'a = ["=x"]'), 10, "'a': '=x' asks for its capitals and has none"),
        (('a = ["x"]', 'a = ["Iran*"]'), 10, "'a': 'Iran*': endings are listed"),
        (('a = ["x"]', 'a = "x"'), 10, "'a' must be a list of at least one term"),
        (('a = ["x"]', 'a = ["x"]\nb = ["z"]'), 11, "concept 'b' is not in the query"),
        (('a = ["x"]', 'A = ["x"]'), 10, "concept 'A' must be small letters, digits and underscores"),
        (("version = 1", "version = "), 3, "not TOML"),
    ],
)
def test_a_file_with_an_error_is_refused_with_line_and_reason(change: tuple[str, str], line: int, reason: str) -> None:
    before = GOOD.replace("good", "first")
    with pytest.raises(TopicError) as caught:
        read_topics(before + GOOD.replace(*change))
    assert caught.value.line == before.count("\n") + line
    assert reason in str(caught.value)


def test_an_id_taken_twice_and_strays_are_refused() -> None:
    with pytest.raises(TopicError, match="line 11, topic good: the id is already taken on line 1"):
        read_topics(GOOD + GOOD)
    with pytest.raises(TopicError, match="line 1: 'colour' is outside"):
        read_topics('colour = "red"\n' + GOOD)
    with pytest.raises(TopicError, match=r"no \[\[topic\]\] in the file"):
        read_topics("")
