"""The outlet of a URL has an id that the tables accept, whatever its host is."""

import re

import pytest

from transforms.urls import find_outlet
from warehouse.schema.tables.columns import SLUG


@pytest.mark.parametrize(
    ("url", "outlet_id"),
    [
        ("https://www.a.example/piece", "a.example"),
        ("http://[::1]/piece", "1"),
        ("http://a.example:8080/piece", "a.example:8080"),
        ("http://-a.example/piece", "a.example"),
        ("http://a%20b.example/piece", "unknown"),
        ("http://[bad/piece", "unknown"),
        ("/piece", "unknown"),
    ],
)
def test_the_outlet_of_any_host_has_a_valid_id(url: str, outlet_id: str) -> None:
    outlet = find_outlet(url, ())
    assert outlet.outlet_id == outlet_id
    assert re.fullmatch(SLUG, outlet.outlet_id)
