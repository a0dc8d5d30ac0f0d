"""Responses of a killed run are reused from the archive, whatever their status."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import OutletFetcher
from flows.crawl.response_replay import ResponseReplay
from flows.settings import Settings
from transforms.records import Candidate, Hint, Outlet
from transforms.urls import make_candidate
from warehouse.archive.archive_writer import ArchiveWriter, recover_open_file
from warehouse.store.capture_index import KnownCapture

ROOT, RUN = "http://one.example", "20260801T000000-abcdef"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
Known_ = dict[str, KnownCapture]


def listed(*paths: str) -> list[Candidate]:
    return [make_candidate(ROOT + path, "the-one", Hint("sitemap")) for path in paths]


@pytest.fixture
def fetch(settings_for: Callable[..., Settings], outlet: Outlet, tmp_path: Path) -> Callable[..., Any]:
    """Fetch paths under a run's id, with what other runs were answered; return what became of them."""

    def run(run_id: str, *paths: str, answered: Any = None, known: Known_ | None = None) -> Any:
        client = Client(settings_for(), backoff_seconds=0.01)
        if answered:
            client.replay = answered.get
        with ArchiveWriter(tmp_path / "archive", run_id, "the-one") as writer:
            fetcher = OutletFetcher(outlet, known or {}, client, writer)
            fetcher.fetch_all(listed(*paths), lambda: None, lambda: False)
            return fetcher.result

    return run


def outcomes(fetched: Any) -> list[tuple[str, str]]:
    return [(row["fate"], row["reason"]) for row in fetched.outcomes]


def test_pages_redirects_and_failures_are_all_answered(site: Any, fetch: Any, tmp_path: Path) -> None:
    paths = ("/a/page", "/a/moved", "/a/gone", "/a/failing")
    site.script("/a/page", b"<p>A page.</p>")
    site.redirect("/a/moved", "/a/here")
    site.script("/a/here", b"<p>Here.</p>")
    site.script("/a/failing", site.answer(503, b"later"))
    first = fetch(RUN, *paths)
    asked = site.paths()
    answers = ResponseReplay(tmp_path / "archive", [RUN], LONG_AGO)
    second = fetch("20260802T000000-abcdef", *paths, answered=answers)
    assert site.paths() == asked
    assert second.captures == first.captures, "where they lie in the archive is where they lay"
    assert outcomes(second) == outcomes(first) == [("failed", "http_404"), ("failed", "http_503")]
    assert len(list((tmp_path / "archive").glob("*/*.warc.gz"))) == 1, "nothing is archived twice"


@pytest.mark.parametrize("is_marked", [True, False], ids=["304", "same bytes"])
def test_an_unchanged_response_is_replayed_too(site: Any, fetch: Any, tmp_path: Path, is_marked: bool) -> None:
    site.script("/a/old", site.answer(body=b"old", etag='"1"' if is_marked else None))
    (row,) = fetch("20260701T000000-abcdef", "/a/old").captures
    identity, at = str(row["article_id"]), datetime(2026, 7, 1, tzinfo=UTC)
    known = {identity: KnownCapture(row["capture_id"], row["payload_sha256"], row["etag"], None, at, row["url"])}
    assert outcomes(fetch(RUN, "/a/old", known=known)) == [("unchanged", "not_modified" if is_marked else "same_bytes")]
    asked = site.paths()
    answers = ResponseReplay(tmp_path / "archive", [RUN], LONG_AGO)
    again = fetch("20260802T000000-abcdef", "/a/old", answered=answers, known=known)
    assert outcomes(again) == [("unchanged", "not_modified")]
    assert site.paths() == asked


def test_answers_that_are_too_old_and_those_of_other_runs_do_not_count(site: Any, fetch: Any, tmp_path: Path) -> None:
    site.script("/a/page", b"<p>A page.</p>")
    fetch(RUN, "/a/page")
    folder, now = tmp_path / "archive", datetime.now(UTC)
    assert ResponseReplay(folder, [RUN], now - timedelta(hours=1)).get(f"{ROOT}/a/page")
    assert ResponseReplay(folder, [RUN], now + timedelta(hours=1)).get(f"{ROOT}/a/page") is None
    assert ResponseReplay(folder, ["20260802T000000-abcdef"], LONG_AGO).get(f"{ROOT}/a/page") is None
    assert ResponseReplay(folder, [RUN], LONG_AGO).get(f"{ROOT}/a/other") is None


def test_a_response_that_cannot_be_read_back_is_requested_again(site: Any, fetch: Any, tmp_path: Path) -> None:
    site.script("/a/page", b"<p>A page.</p>")
    fetch(RUN, "/a/page")
    answers = ResponseReplay(tmp_path / "archive", [RUN], LONG_AGO)
    (file,) = (tmp_path / "archive").glob("*/*.warc.gz")
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    part = file.rename(file.with_name(f"{file.name}.open"))
    recover_open_file(part)
    assert answers.get(f"{ROOT}/a/page") is None
