"""Request pages of one.example as a run does: `python request_pages.py ADDRESS DELAY PATH…`, after a line on stdin.

Says `ready`, then what came of each page (its status, or why there was none). Not a test: tests start it.
"""

import sys
from pathlib import Path

from flows.crawl.client import Client
from flows.crawl.responses import NoAnswer
from flows.settings import Settings
from transforms.records import Outlet


def main(address: str, delay: str, *paths: str) -> None:
    client = Client(Settings(home=Path("nowhere"), host_overrides={"one.example": address}), backoff_seconds=0.01)
    outlet = Outlet("the-one", "The One", "http://one.example/", ("one.example",), "UTC", delay_seconds=float(delay))
    print("ready", flush=True)
    sys.stdin.readline()
    for path in paths:
        try:
            print(client.get(f"http://one.example{path}", outlet=outlet).status, flush=True)
        except NoAnswer as failure:
            print(failure.reason, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
