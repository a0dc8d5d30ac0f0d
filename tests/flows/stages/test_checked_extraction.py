"""A text that no encoding can write is found wherever it is in an extraction."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

import transforms.extract
from flows.stages.checked_extraction import extract_checked
from transforms.records import Capture, Credit, Extraction
from transforms.urls import find_outlet

URL = "https://pages.example/bridges"
PAGE = (
    f"<title>Bridges need mending</title><h1>Bridges need mending</h1><p>{'The bridge is closed for a year. ' * 9}</p>"
)
CAPTURE = Capture(URL, find_outlet(URL, ()), datetime(2026, 1, 10, tzinfo=UTC), "text/html", PAGE.encode())
HALF = "\ud800"


@pytest.mark.parametrize(
    "changes",
    [{"body": HALF}, {"removed": ("named block: a", HALF)}, {"credits": (Credit("Jane Roe", f"By {HALF}", "person"),)}],
)
def test_a_lone_surrogate_is_reported(monkeypatch: pytest.MonkeyPatch, changes: dict[str, object]) -> None:
    whole = extract_checked(CAPTURE)
    broken: Extraction = replace(whole, **changes)  # type: ignore[arg-type]
    monkeypatch.setattr(transforms.extract, "extract", lambda _: broken)
    with pytest.raises(UnicodeEncodeError):
        extract_checked(CAPTURE)
