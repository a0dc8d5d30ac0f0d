from justext import core as justext
from justext.utils import get_stoplist, get_stoplists
from trafilatura import external

from transforms.page.main_text import load_stop_words


def test_the_stop_words_are_those_of_justext_and_trafilatura_uses_them() -> None:
    words = load_stop_words()
    assert words == frozenset(word for language in get_stoplists() for word in get_stoplist(language)) - {""}
    assert external.JT_STOPLIST is words
    assert justext.define_stoplist(words) is words  # no second set
    assert words == {word.lower() for word in words}
