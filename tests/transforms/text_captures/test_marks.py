"""The marks of the declared outlets: each recognises its own outlet and no other."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.reference.outlets import read_outlets
from transforms.extract import extract
from transforms.records import Capture, Outlet
from transforms.text_captures.identity import recognise_outlet
from transforms.urls import find_outlet

ROOT = Path(__file__).parents[3]
OUTLETS = read_outlets(ROOT / "seeds" / "outlets.toml")
SHARED = ROOT.parent / "shared" / "captures"
PROSE = "The county waits for its bridge, and LabourList, ConservativeHome and Holyrood have each said so this week."


@pytest.mark.parametrize("outlet", OUTLETS, ids=lambda outlet: outlet.outlet_id)
def test_every_declared_outlet_has_marks_that_recognise_it(outlet: Outlet) -> None:
    assert outlet.marks
    for mark in outlet.marks:
        assert recognise_outlet(f"{PROSE}\n\n{mark}\n\n{PROSE}", OUTLETS) == outlet.outlet_id


def test_names_in_running_prose_are_not_marks() -> None:
    assert recognise_outlet(PROSE, OUTLETS) == "unknown"


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/captures")
def test_no_shared_capture_is_assigned_to_another_site() -> None:
    """The House and PoliticsHome share a site and its menu, so a capture that shows only these is the site's."""
    for path in sorted(SHARED.glob("*.txt")):
        found = recognise_outlet(path.read_text("utf-8"), OUTLETS)
        right = find_outlet(json.loads(path.with_suffix(".json").read_text("utf-8"))["url"], OUTLETS)
        hosts = {outlet.outlet_id: set(outlet.hosts) for outlet in OUTLETS}
        assert found == "unknown" or hosts[found] & set(right.hosts), path.name


def test_a_text_recognised_only_by_a_sites_marks_has_a_warning_about_its_outlet() -> None:
    """PoliticsHome's menu is on The House's pages too; The House's own mark is on no other."""

    def warn(outlet_id: str, url: str) -> list[str]:
        text = "\n\n".join(["The bridge cannot wait", "4 min read", *[f"{PROSE} {number}." for number in range(4)]])
        outlet = find_outlet(f"urn:text:{outlet_id}:0", OUTLETS)
        found = extract(Capture(url, outlet, datetime(2024, 6, 1, tzinfo=UTC), "text/plain", text.encode()))
        return [warning for warning in found.warnings if warning.startswith("outlet: ")]

    (doubt,) = warn("politicshome", f"urn:text:politicshome:{'0' * 24}")
    assert "The House" in doubt
    assert warn("the-house", f"urn:text:the-house:{'0' * 24}") == []
    assert warn("labourlist", f"urn:text:labourlist:{'0' * 24}") == []
    assert warn("politicshome", "https://www.politicshome.com/news/article/the-bridge") == []
