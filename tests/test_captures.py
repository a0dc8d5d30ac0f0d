"""Every declared outlet has captures in its markup, each with the expected extraction in a JSON file."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from flows.reference.outlets import read_outlets
from flows.settings import CHECKOUT
from transforms.extract import extract
from transforms.records import Capture, Extraction
from transforms.urls import find_outlet, is_article_url

FOLDER = CHECKOUT / "tests" / "captures"
MEDIA = {".html": "text/html", ".txt": "text/plain"}
OUTLETS = read_outlets(CHECKOUT / "seeds" / "outlets.toml")
CAPTURES = sorted(path for path in FOLDER.glob("*/*.gz") if path.with_suffix("").suffix in MEDIA)

SAID: Mapping[str, Callable[[Extraction], object]] = {
    "title": lambda found: found.title,
    "standfirst": lambda found: found.standfirst,
    "published_on": lambda found: found.dating.published_on and found.dating.published_on.isoformat(),
    "published_not_after": lambda found: (
        found.dating.published_not_after and found.dating.published_not_after.isoformat()
    ),
    "date_basis": lambda found: found.dating.date_basis,
    "authors": lambda found: [credit.name for credit in found.credits],
    "affiliation": lambda found: found.affiliation_text,
    "categories": lambda found: list(found.categories),
    "genre": lambda found: found.genre,
}
# One check a string, so that one wrong string does not hide the others. A line to lack ends in a line feed where the
# same words stand rightly inside a paragraph (pull quotes): the body is read with one at its end.
IN_BODY: Mapping[str, Callable[[str, str], bool]] = {
    "body_starts": lambda body, text: body.startswith(text),
    "body_ends": lambda body, text: body.endswith(text),
    "body_has": lambda body, text: text in body,
    "body_lacks": lambda body, text: text not in f"{body}\n",
}
REQUIRED = {"url", "captured_at", "note"}
KNOWN = REQUIRED | set(SAID) | set(IN_BODY) | {"known_wrong"}


def sidecar(path: Path) -> Path:
    return path.with_suffix("").with_suffix(".json")


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


@cache
def expected(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(sidecar(path).read_text(encoding="utf-8"))
    return loaded


@cache
def extracted(path: Path) -> Extraction:
    wanted = expected(path)
    outlet = find_outlet(wanted["url"], OUTLETS)
    media_type = MEDIA[path.with_suffix("").suffix]
    payload = gzip.decompress(path.read_bytes())
    return extract(Capture(wanted["url"], outlet, datetime.fromisoformat(wanted["captured_at"]), media_type, payload))


def checks(wanted: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Yield (id, key, value) of everything a sidecar asserts; each string about the body has an id of its own."""
    for key in SAID.keys() & wanted.keys():
        yield key, key, wanted[key]
    for key in IN_BODY.keys() & wanted.keys():
        for text in wanted[key] if isinstance(wanted[key], list) else [wanted[key]]:
            yield f"{key}: {text.strip()}" if isinstance(wanted[key], list) else key, key, text


def cases() -> Iterator[Any]:
    for path in CAPTURES:
        wanted = expected(path) if sidecar(path).is_file() else {}
        wrong = wanted.get("known_wrong", {})
        for check, key, value in sorted(checks(wanted), key=lambda case: case[0]):
            marks = [pytest.mark.xfail(reason=wrong[check], raises=AssertionError)] if check in wrong else []
            yield pytest.param(path, key, value, id=f"{name_of(path)}-{check}", marks=marks)


@pytest.mark.parametrize("outlet_id", [outlet.outlet_id for outlet in OUTLETS])
def test_every_declared_outlet_has_a_capture(outlet_id):
    assert any(path.parent.name == outlet_id for path in CAPTURES), f"none in tests/captures/{outlet_id}/"


def test_every_file_belongs_to_a_capture_of_a_declared_outlet():
    known = {*CAPTURES, *map(sidecar, CAPTURES)}
    strays = [path for path in FOLDER.rglob("*") if path.is_file() and path not in known]
    assert not strays
    assert {path.parent.name for path in CAPTURES} <= {outlet.outlet_id for outlet in OUTLETS}


@pytest.mark.parametrize("path", CAPTURES, ids=name_of)
def test_a_capture_says_what_is_right_for_it(path):
    assert sidecar(path).is_file(), f"{sidecar(path).name} is missing beside {name_of(path)}"
    wanted = expected(path)
    assert wanted.keys() <= KNOWN, f"unknown keys: {sorted(wanted.keys() - KNOWN)}"
    assert wanted.keys() >= REQUIRED, f"missing keys: {sorted(REQUIRED - wanted.keys())}"
    assert wanted.keys() & (SAID.keys() | IN_BODY.keys()), "it asserts nothing"
    assert wanted.get("known_wrong", {}).keys() <= {check for check, _, _ in checks(wanted)}, (
        "known_wrong names no check"
    )
    assert datetime.fromisoformat(wanted["captured_at"]).tzinfo
    assert path.name.startswith(wanted["captured_at"][:10]), "a capture is named after its day"


@pytest.mark.parametrize("path", CAPTURES, ids=name_of)
def test_a_capture_is_small_and_the_same_whenever_it_is_packed(path):
    packed = path.read_bytes()
    assert packed[4:8] == bytes(4), "packed with a time: see CONTRIBUTING.md"
    assert len(gzip.decompress(packed)) <= 40_000


@pytest.mark.parametrize("path", CAPTURES, ids=name_of)
def test_the_address_is_an_article_of_its_outlet(path):
    outlet = find_outlet(expected(path)["url"], OUTLETS)
    assert outlet.outlet_id == path.parent.name
    assert is_article_url(expected(path)["url"], outlet)


@pytest.mark.parametrize(("path", "key", "value"), list(cases()))
def test_extraction_gives_the_gold_values(path, key, value):
    found = extracted(path)
    if key in IN_BODY:
        assert IN_BODY[key](found.body, value), f"{key} {value!r} in\n{found.body}"
    else:
        assert SAID[key](found) == value
