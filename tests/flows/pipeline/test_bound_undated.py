"""`backfill` in the mode EARLIEST_COPIES, against a real HTTP server that plays the Wayback Machine's index."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from flows import pipeline
from flows.crawl.client import Client
from flows.errors import WrongUse
from flows.reference.members import refresh_register
from flows.runs.runner import plain_runner
from flows.runs.runs import Accounts
from flows.settings import Settings
from flows.stages import lookups
from flows.stages.run_request import EARLIEST_COPIES, BackfillRequest
from tests.flows.pipeline.conftest import SEEDS, Trial, write_warc

INDEX = "index.example"
SAVED = datetime(2024, 6, 1, tzinfo=UTC)
ROOT = "https://www.fenland-member.example/notes"
Answer = tuple[int, bytes]


class PlayedIndex:
    """Answers questions about single addresses as scripted; keeps what was asked, in order."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[dict[str, list[str]]] = []
        self.address = ""

    @property
    def urls(self) -> list[str]:
        return [query["url"][0] for query in self.asked]

    def script(self, url: str, *answers: Answer) -> None:
        self.answers[url] = list(answers)

    def answer(self, path: str) -> Answer:
        query = parse_qs(urlsplit(path).query)
        self.asked.append(query)
        left = self.answers.get(query["url"][0], [(200, b"[]")])
        return left.pop(0) if len(left) > 1 else left[0]


def copies(*rows: tuple[str, str]) -> Answer:
    return 200, json.dumps([["timestamp", "original"], *map(list, rows)]).encode()


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[PlayedIndex]:
    played = PlayedIndex()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = played.answer(self.path)
            with suppress(ConnectionError):
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    played.address = f"127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setattr(lookups, "Client", partial(Client, backoff_seconds=0.01))
    yield played
    server.shutdown()
    server.server_close()


def page(number: int) -> bytes:
    """A page without any date; every one has a text of its own."""
    paragraphs = "".join(
        f"<p>Drainage board {number}, meeting {line}: the sluice at pump {number * 7 + line} was inspected, and the "
        f"ditch of {number * 31 + line} yards beside it was found to be in good order by the member and residents.</p>"
        for line in range(6)
    )
    return (
        f"<html lang=en><head><title>Sluice report {number}</title></head><body><article>"
        f"<h1>Sluice report {number}</h1>{paragraphs}</article></body></html>"
    ).encode()


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Trial, Settings]:
    """A corpus of four undated pages of an undeclared outlet; `home` is a copy of it."""
    folder = tmp_path_factory.mktemp("imported")
    trial = Trial(folder)
    settings = trial.settings()
    trial.take(settings, write_warc(folder / "pages.warc.gz", {f"{ROOT}/{n}": page(n) for n in range(4)}, SAVED))
    return trial, settings


@pytest.fixture
def home(imported: tuple[Trial, Settings], index: PlayedIndex, tmp_path: Path) -> Settings:
    shutil.copytree(imported[1].home, tmp_path / "home")
    asked = {"host_overrides": {INDEX: index.address}, "wayback_url": f"http://{INDEX}", "archive_seconds": 0.001}
    return replace(imported[1], home=tmp_path / "home", **asked)


def bound(settings: Settings, stop: Callable[[], bool] = lambda: False, **request: Any) -> Accounts:
    with plain_runner(quiet=True) as runner:
        return pipeline.backfill(settings, runner, stop, BackfillRequest(mode=EARLIEST_COPIES, **request))


def bounds(trial: Any, settings: Settings) -> dict[str, tuple[date, str]]:
    rows = trial.rows(settings, "select url, published_not_after, date_basis from articles order by url")
    return {url.removeprefix("https://").rpartition("/")[2]: (day, basis) for url, day, basis in rows}


def test_the_earliest_copy_bounds_an_undated_import_and_is_in_the_ledger(
    trial: Any, index: PlayedIndex, home: Settings
) -> None:
    index.script(f"{ROOT}/0", copies(("20210305101500", f"{ROOT}/0"), ("20230101000000", f"{ROOT}/0")))
    accounts = bound(home)
    assert (accounts.state, accounts.counts["unchanged_text"], accounts.counts["unchanged"]) == ("completed", 1, 3)
    found = bounds(trial, home)
    assert found["0"] == (date(2021, 3, 5), "archive-bound")
    assert found["1"] == (SAVED.date(), "unknown")
    ledger = trial.rows(home, "select basis, parsed_on, bound, reason from date_candidates where basis like 'arch%'")
    assert ledger == [("archived-copy", date(2021, 3, 5), "not_after", "sets published_not_after")]
    (query,) = [query for query in index.asked if query["url"] == [f"{ROOT}/0"]]
    assert (query["matchType"], query["filter"]) == (["exact"], ["statuscode:200", "mimetype:text/html"])


def test_an_answered_lookup_is_repeated_only_on_request_or_after_the_limit(
    trial: Any, index: PlayedIndex, home: Settings
) -> None:
    index.script(f"{ROOT}/0", copies(("20210305101500", f"{ROOT}/0")))
    bound(home)
    assert sorted(index.urls) == [f"{ROOT}/{n}" for n in range(4)]
    index.asked.clear()
    assert bound(home).counts["discovered"] == 0
    assert index.asked == []
    again = bound(home, ask_again=True)
    assert (sorted(index.urls), again.counts["unchanged"]) == ([f"{ROOT}/{n}" for n in range(1, 4)], 3)
    assert trial.rows(home, "select count(*) from archive_lookups where copied_at is null") == [(6,)]


def test_invalid_lookup_answers_are_requested_again_and_empty_ones_are_not(
    trial: Any, index: PlayedIndex, home: Settings
) -> None:
    index.script(f"{ROOT}/0", (503, b"busy"))
    index.script(f"{ROOT}/1", (200, b"<html>Down for maintenance</html>"))
    index.script(f"{ROOT}/2", (200, b'[["timestamp", "original"], ' + b'["20210305101500", "x"],' * 50_000 + b"[]]"))
    index.script(f"{ROOT}/3", copies(("20990101000000", f"{ROOT}/3"), ("19700101000000", f"{ROOT}/3")))
    accounts = bound(home)
    assert (accounts.state, accounts.counts["failed"], accounts.counts["unchanged"]) == ("completed", 3, 1)
    reasons = trial.rows(home, "select reason from run_fates where fate = 'failed' order by url")
    assert reasons == [("http_503",), ("not_an_index",), ("too_large",)]
    assert set(bounds(trial, home).values()) == {(SAVED.date(), "unknown")}
    index.asked.clear()
    index.script(f"{ROOT}/0", copies(("20210305101500", f"{ROOT}/0")))
    bound(home)
    assert (set(index.urls), bounds(trial, home)["0"][0]) == ({f"{ROOT}/{n}" for n in range(3)}, date(2021, 3, 5))


def test_the_archive_alone_gives_the_same_rows(trial: Any, index: PlayedIndex, home: Settings) -> None:
    index.script(f"{ROOT}/0", copies(("20210305101500", f"{ROOT}/0")))
    bound(home)
    before = trial.tables(home)
    index.asked.clear()
    trial.reprocess(home)
    assert trial.tables(home) == before
    del before["outlet_days"]  # it counts the answers of runs
    home.warehouse.unlink()
    home.corpus.unlink()
    refresh_register(home, str(SEEDS / "sample" / "register"))
    trial.reprocess(home)
    after = trial.tables(home)
    assert {name: rows for name, rows in before.items() if rows != after[name]} == {}
    assert index.asked == []


def test_a_crashed_run_is_continued(
    trial: Any, index: PlayedIndex, home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second question kills the run; the next run, of another flow, loads what the first one answered."""
    index.script(f"{ROOT}/0", copies(("20210305101500", f"{ROOT}/0")))
    order = [url for (url,) in trial.rows(home, "select url from articles order by article_id")]
    ask = lookups._Asking._ask

    def dies(asking: Any, article: Any) -> Any:
        if len(index.asked) == 2:
            raise KeyboardInterrupt
        return ask(asking, article)

    with monkeypatch.context() as patched:
        patched.setattr(lookups._Asking, "_ask", dies)
        with pytest.raises(KeyboardInterrupt):
            bound(home)
    assert index.urls == order[:2]
    index.asked.clear()
    accounts = bound(home)
    assert index.urls == order[2:]
    assert accounts.state == "completed"
    assert bounds(trial, home)["0"] == (date(2021, 3, 5), "archive-bound")


def test_an_index_that_is_down_fails_the_run_and_changes_nothing(
    trial: Any, index: PlayedIndex, home: Settings
) -> None:
    for number in range(4):
        index.script(f"{ROOT}/{number}", (503, b"busy"))
    accounts = bound(home)
    assert (accounts.state, accounts.counts["failed"]) == ("failed", 4)
    assert "answered none of the questions" in str(accounts.message)
    assert bounds(trial, home)["0"] == (SAVED.date(), "unknown")


def test_a_dry_run_sends_no_request_and_a_limit_or_stop_leaves_the_rest(index: PlayedIndex, home: Settings) -> None:
    planned = bound(home, is_dry_run=True)
    assert (index.asked, planned.counts["deferred"]) == ([], 4)
    assert planned.plan is not None
    assert planned.plan.requests == 4
    stopped = bound(home, stop=lambda: len(index.asked) >= 2, limit=3)
    assert (stopped.counts["deferred"], stopped.counts["unchanged"]) == (1, 2)


def test_days_and_outlets_choose_and_a_wrong_name_is_refused(trial: Any, index: PlayedIndex, home: Settings) -> None:
    assert bound(home, since=date(2024, 6, 2)).counts["discovered"] == 0
    ((outlet_id,),) = trial.rows(home, "select distinct outlet_id from articles")
    assert bound(home, outlets=("the-chamber",)).counts["discovered"] == 0
    assert index.asked == []
    assert bound(home, outlets=("the-chamber",), with_imports=True, limit=1).counts["discovered"] == 1
    assert bound(home, outlets=(outlet_id,)).counts["discovered"] == 3
    with pytest.raises(WrongUse, match="nowhere"):
        bound(home, outlets=("nowhere",))
    with pytest.raises(WrongUse, match="routes"):
        bound(home, routes=("feed",))
