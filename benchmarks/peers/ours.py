"""Run `transforms.extract.extract` over the same file of pages, with output in the form of the peers."""

import base64
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from transforms.extract import extract
from transforms.records import Capture, Discard, Extraction, Quarantine
from transforms.urls import find_outlet


def _read(url: str, html: bytes) -> Extraction | None:
    try:
        return extract(Capture(url, find_outlet(url, ()), datetime(2026, 8, 1, tzinfo=UTC), "text/html", html))
    except (Quarantine, Discard):
        return None


def main() -> None:
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    pages = [(row["url"], base64.b64decode(row["html"])) for row in map(json.loads, lines)]
    _read(*pages[0])
    seconds = 0.0
    for url, html in pages:
        began = time.process_time()
        found = _read(url, html)
        seconds += time.process_time() - began
        row: dict[str, object] = {"url": url}
        if found:
            day = found.dating.published_on
            row |= {"title": found.title, "published_on": day.isoformat() if day else None, "body": found.body}
            row["authors"] = [{"name": credit.name} for credit in found.credits]
        print(json.dumps(row))
    print(json.dumps({"pages": len(pages), "seconds": seconds}))


if __name__ == "__main__":
    main()
