"""Make an address for a text capture without one, from its outlet and the beginning of its text."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line
from transforms.records import Capture, Outlet
from transforms.text_captures.foreign_lines import find_foreign_lines
from transforms.text_captures.layout import Layout, find_layout
from transforms.text_captures.lines import is_prose, read_lines
from transforms.text_captures.titles import find_title
from transforms.urls import TEXT_SCHEME, find_outlet, split_address

MIN_OPENING = 300  # characters of the text's first paragraphs: captures that are cut off later have the same beginning
_LABELLESS = frozenset(
    {"www", "co", "com", "org", "net", "uk", "eu", "ie", "scot", "wales", "news", "blog", "m", "blogs"}
)


def make_text_address(text: str, outlets: tuple[Outlet, ...]) -> str:
    """Return `urn:text:OUTLET:DIGEST` for a capture without an address.

    The outlet is the first one with a declared mark in the text, else `unknown`. The digest is that of the first
    paragraphs, so that another capture of the article, with other teasers around it or cut off later, has the same.
    """
    outlet_id = recognise_outlet(text, outlets)
    lines, _ = read_lines(text)
    outlet = find_outlet(f"{TEXT_SCHEME}{outlet_id}:", outlets)
    capture = Capture("", outlet, datetime(1970, 1, 1, tzinfo=UTC), "text/plain", b"")
    sites, reader = find_site_names(capture), DateReader(capture, None)
    title = find_title(lines, capture, sites, reader)
    opening = _read_opening(find_layout(lines, title.index, sites, reader)) or fold_line(" ".join(lines))
    return f"{TEXT_SCHEME}{outlet_id}:{hashlib.sha256(opening.encode()).hexdigest()[:24]}"


def recognise_outlet(text: str, outlets: Sequence[Outlet]) -> str:
    """Return the id of the first declared outlet one of whose marks the text prints, or `unknown`."""
    folded = f" {fold_line(text)} "
    for outlet in outlets:
        if any(f" {fold_line(mark)} " in folded for mark in outlet.marks):
            return outlet.outlet_id
    return "unknown"


def _read_opening(layout: Layout) -> str:
    foreign, opening = find_foreign_lines(layout), ""
    for index in range(layout.start, layout.end):
        if index not in foreign and is_prose(layout.lines[index]):
            opening += f" {fold_line(layout.lines[index])}"
        if len(opening) >= MIN_OPENING:
            break
    return opening.strip()


def find_site_names(capture: Capture) -> frozenset[str]:
    """Return the outlet's name, its marks and the labels of its host, folded and without spaces."""
    host = split_address(capture.url).hostname or ""
    labels = [label for label in host.split(".") if label not in _LABELLESS]
    folded = (fold_line(name).replace(" ", "") for name in (capture.outlet.name, *labels))
    return frozenset(name for name in folded if len(name) > 1)
