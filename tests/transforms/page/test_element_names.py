"""The words of class names, ids and attributes by which elements are classified."""

from transforms.page import element_names
from transforms.page.element_names import BYLINE, FURNITURE, PUBLISHED, SCREEN, STANDFIRST, classify_names


def test_classes_and_ids_that_name_something_are_found_and_all_others_left_out() -> None:
    names = ["c-By_Line x", "wide related-Posts", "dt-published", "unpublished", "d-none stand-first", "page", None, ""]
    assert classify_names(names) == {
        "c-By_Line x": BYLINE,
        "wide related-Posts": FURNITURE,
        "dt-published": PUBLISHED,
        "d-none stand-first": SCREEN | STANDFIRST,
    }


def test_parts_of_two_words_do_not_make_a_name() -> None:
    assert classify_names(["by line", "read\nmore", "auth or"]) == {}


def test_a_word_may_belong_to_several_concepts() -> None:
    assert classify_names(["author-box"]) == {"author-box": BYLINE | FURNITURE}


def test_names_do_not_depend_on_the_cache() -> None:
    names = [f"{part}-{number}" for number in range(50) for part in ("teaser", "text", "subtitle")]
    element_names._known_words.clear()
    first = classify_names(names)
    element_names._known_words.update(f"word-{number}" for number in range(element_names.MAX_WORDS))
    assert classify_names(names) == classify_names(reversed(names)) == first
    assert len(element_names._known_words) <= element_names.MAX_WORDS
