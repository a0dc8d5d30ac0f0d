"""Quality floors on thirty invented pages, each in another kind of markup; `gold.json` has what is right for each.

The floors are what the extraction reached when they were set. A floor that sinks gets a line in CHANGELOG.
"""

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from transforms.extract import extract
from transforms.records import Capture, Extraction, Outlet

FOLDER = Path(__file__).parent / "pages"
GOLD: list[dict[str, Any]] = json.loads((FOLDER / "gold.json").read_text("utf-8"))
AT_LEAST = {"title": 1.0, "date": 1.0, "authors": 1.0, "categories": 1.0, "without": 1.0, "body_f1": 0.99}


def _extract(gold: dict[str, Any]) -> Extraction:
    host = str(urlsplit(gold["url"]).hostname)
    outlet = Outlet(host, host, None, (host,), "Europe/London", is_declared=False)
    payload = (FOLDER / gold["file"]).read_bytes()
    return extract(Capture(gold["url"], outlet, datetime.fromisoformat(gold["captured_at"]), "text/html", payload))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def _f1(right: str, found: str) -> float:
    wanted, got = _shingles(right), _shingles(found)
    return 2 * sum((wanted & got).values()) / (sum(wanted.values()) + sum(got.values()))


@pytest.fixture(scope="module")
def scores() -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = {name: [] for name in AT_LEAST}
    for gold in GOLD:
        page, file = _extract(gold), gold["file"]
        day = page.dating.published_on.isoformat() if page.dating.published_on else None
        people = sorted(credit.name for credit in page.credits if credit.kind == "person")
        found["title"].append((file, page.title == gold["title"]))
        found["date"].append((file, day == gold["published_on"]))
        found["authors"].append((file, people == sorted(gold["authors"])))
        if gold["categories"] is not None:
            found["categories"].append((file, list(page.categories) == gold["categories"]))
        found["without"] += [(f"{file}: {text}", text not in page.body) for text in gold["without"]]
        found["body_f1"].append((file, _f1(gold["body"], page.body)))
    return found


@pytest.mark.parametrize("measure", AT_LEAST)
def test_quality_stays_above_its_floors(measure: str, scores: dict[str, list[tuple[str, float]]]) -> None:
    values = scores[measure]
    worst = sorted(values, key=lambda item: item[1])[:5]
    assert sum(value for _, value in values) / len(values) >= AT_LEAST[measure], worst


def test_the_gold_set_and_its_files_belong_together() -> None:
    assert len(GOLD) == 30
    assert sorted(gold["file"] for gold in GOLD) == sorted(path.name for path in FOLDER.glob("*.html"))
