"""What a page's elements say near the headline is read once, whatever rules ask for it."""

from itertools import permutations

import pytest
from lxml.html import fromstring

from transforms.page.placement import Placement, get_line

MARKUP = (
    "<div><h1>Bridges</h1><p>By <b>Jane Roe</b> of Marsh</p><p> </p><p>One line of prose with <i>a</i> word.</p></div>"
)
LENGTHS = (5, 19, 20, 80)


@pytest.mark.parametrize("order", list(permutations(LENGTHS)))
def test_a_line_is_the_same_whichever_length_was_asked_before(order: tuple[int, ...]) -> None:
    tree = fromstring(MARKUP)
    place, elements = Placement(tree.find("h1")), list(tree.iter())
    for longest in order:
        for element in elements:
            assert place.read_line(element, longest) == get_line(element, longest)
