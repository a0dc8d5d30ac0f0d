"""Processes of one machine take turns at a host, also if one of them is killed or suspended."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from threading import Event, Timer

import pytest

from flows.crawl import rate_limits
from flows.crawl.client import Client
from flows.crawl.outlet_fetcher import OutletFetcher
from flows.crawl.rate_limits import HostRateLimiter
from flows.crawl.responses import Failed
from flows.errors import BackbenchError
from flows.settings import CHECKOUT
from transforms.records import Hint
from transforms.urls import make_candidate
from warehouse.archive.archive_writer import ArchiveWriter

SCRIPT = Path(__file__).parent / "request_pages.py"
DELAY = 0.15


class ClientProcess:
    """Another process that asks one.example for pages, one after the other, from `go` on."""

    def __init__(self, address: str, delay: float, paths: tuple[str, ...]) -> None:
        command = [sys.executable, str(SCRIPT), address, str(delay), *paths]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=CHECKOUT, **pipes)
        assert self.process.stdout.readline() == "ready\n"

    def go(self) -> None:
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def outcomes(self) -> list[str]:
        output, _ = self.process.communicate(timeout=600)
        return output.split()


@pytest.fixture
def start_client(site) -> Iterator[Callable[..., ClientProcess]]:
    started = []

    def start(*paths: str, delay: float = DELAY) -> ClientProcess:
        started.append(ClientProcess(site.address, delay, paths))
        return started[-1]

    yield start
    for each in started:
        each.process.kill()
        each.process.communicate()


@pytest.fixture
def make_limiter(site) -> Callable[[], HostRateLimiter]:
    """Make what a run has: its view of whose turn it is, at the server that the other processes ask."""
    return lambda: HostRateLimiter({"one.example": site.address})


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 600
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_two_processes_never_request_at_once_and_keep_the_pause(site, start_client):
    lasts = 0.05
    for path in ("/robots.txt", "/a/x", "/a/y"):
        site.script(path, site.answer(wait_seconds=lasts))
    both = [start_client(*["/a/x"] * 8), start_client(*["/a/y"] * 8)]
    for each in both:
        each.go()
    assert [each.outcomes() for each in both] == [["200"] * 8] * 2
    assert len(site.asked) == 18
    # From beginning to beginning, which the server knows for sure: the answer, then the pause.
    assert min(later.began - earlier.began for earlier, later in pairwise(site.asked)) >= lasts + DELAY


def test_a_process_with_one_page_to_fetch_does_not_wait_for_all_of_anothers(site, start_client):
    site.script("/a/x", b"one of many")
    site.script("/a/y", b"one")
    many, one = start_client(*["/a/x"] * 3000, delay=0.03), start_client("/a/y", delay=0.03)
    many.go()
    until(lambda: "/a/x" in site.paths())
    one.go()
    assert one.outcomes() == ["200"]
    assert many.process.poll() is None


def test_both_processes_keep_the_pause_that_one_was_given(site, start_client):
    site.script("/a/x", site.answer(503, headers={"Retry-After": "1"}), b"well again")
    site.script("/a/y", b"another")
    first, other = start_client("/a/x", delay=0), start_client("/a/y", delay=0)
    first.go()
    until(lambda: any(asked.ended for asked in site.asked if asked.path == "/a/x"))
    other.go()
    assert (first.outcomes(), other.outcomes()) == (["200"], ["200"])
    refusal, *later = [asked.began for asked in site.asked if asked.path != "/robots.txt"]
    assert len(later) == 2
    assert min(later) - refusal >= 1


def test_a_long_pause_is_kept_by_a_process_that_starts_later(site, start_client):
    site.script("/a/x", site.answer(429, headers={"Retry-After": "7200"}))
    first = start_client("/a/x", delay=0)
    first.go()
    assert first.outcomes() == ["429"]
    asked = len(site.asked)
    later = start_client("/a/y", delay=0)
    later.go()
    assert later.outcomes() == ["asked_to_wait"]
    assert len(site.asked) == asked


def test_a_pause_of_years_lasts_a_day(make_limiter):
    make_limiter().postpone("one.example", 1e9)
    with pytest.raises(Failed, match="asked us to wait 86400 s more"), make_limiter().turn("one.example", 0):
        pass


def test_the_turn_of_a_killed_process_is_free_after_a_pause(site, start_client):
    site.script("/a/x", site.answer(wait_seconds=60))
    site.script("/a/y", b"another")
    killed, other = start_client("/a/x"), start_client("/a/y")
    killed.go()
    until(lambda: "/a/x" in site.paths())
    other.go()
    time.sleep(0.1)  # so that it waits, as it will: no less is proved where it comes later
    assert "/a/y" not in site.paths()
    at = time.monotonic()
    killed.process.kill()
    assert other.outcomes() == ["200"]
    assert min(asked.began for asked in site.asked if asked.began > at) - at >= DELAY


def test_a_suspended_process_blocks_others_only_for_a_limited_time(site, start_client, make_limiter, monkeypatch):
    site.script("/a/x", site.answer(wait_seconds=60))
    suspended = start_client("/a/x")
    suspended.go()
    until(lambda: "/a/x" in site.paths())
    monkeypatch.setattr(rate_limits, "MAX_TURN_SECONDS", 0.1)
    ours = make_limiter()
    with pytest.raises(Failed) as first, ours.turn("one.example", 0):
        pass
    monkeypatch.setattr(rate_limits, "MAX_TURN_SECONDS", 3600)
    with pytest.raises(Failed) as second, ours.turn("one.example", 0):
        pass  # it is not waited for once more
    assert (first.value.reason, second.value.reason) == ("host_busy", "host_busy")


def test_a_stopped_run_does_not_wait_for_a_host(site, start_client):
    site.script("/a/x", site.answer(wait_seconds=60))
    holder = start_client("/a/x")
    holder.go()
    until(lambda: "/a/x" in site.paths())
    with (
        pytest.raises(Failed) as while_waiting,
        HostRateLimiter({"one.example": site.address}, lambda: True).turn("one.example", 0),
    ):
        pass
    HostRateLimiter({}).postpone("two.example", 100)
    with pytest.raises(Failed) as while_paused, HostRateLimiter({}, lambda: True).turn("two.example", 0):
        pass
    assert (while_waiting.value.reason, while_paused.value.reason) == ("stopped", "stopped")


def test_a_request_that_waits_when_the_run_is_stopped_is_left_for_the_next_run(
    site, settings_for, outlet, make_limiter, tmp_path
):
    site.script("/a/x", b"never asked for")
    make_limiter().postpone("one.example", 100)
    stopped = Event()
    Timer(0.1, stopped.set).start()
    candidate = make_candidate("http://one.example/a/x", outlet.outlet_id, Hint("feed"))
    with ArchiveWriter(tmp_path, "run", outlet.outlet_id) as archive:
        client = Client(settings_for(), stop=stopped.is_set)
        fetcher = OutletFetcher(outlet, {}, client, archive)
        fetcher.fetch_all([candidate], lambda: None, stopped.is_set)
    fetched = fetcher.result
    assert (fetched.left, fetched.outcomes, fetched.captures, site.asked) == ([candidate], [], [], [])


def test_a_host_that_is_down_is_skipped_by_current_runs_and_retried_by_the_next(make_limiter):
    runs = [make_limiter(), make_limiter()]
    for number in range(rate_limits.MAX_FAILURES):
        runs[number % 2].note("one.example", answered=False)
    for run in runs:
        with pytest.raises(Failed, match="gave no answer 10 times"), run.turn("one.example", 0):
            pass
    with make_limiter().turn("one.example", 0):
        pass


def test_concurrent_updates_of_a_host_are_all_recorded(make_limiter, _own_state_home):
    def note(run: HostRateLimiter) -> None:
        for _ in range(100):
            run.note("one.example", answered=False)

    runs = [make_limiter() for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(note, runs))
    (file,) = _own_state_home.rglob("*.json")
    assert json.loads(file.read_text())["failures"] == 400


def test_servers_at_two_addresses_under_one_name_do_not_wait_for_each_other(make_limiter):
    make_limiter().postpone("one.example", 3600)
    for elsewhere in (HostRateLimiter({"one.example": "127.0.0.1:9"}), HostRateLimiter({})):
        with elsewhere.turn("one.example", 0):
            pass


class TestWhatLiesThere:
    """The file in which processes tell each other, a pause of an hour in it."""

    @pytest.fixture
    def state(self, make_limiter, _own_state_home: Path) -> Path:
        make_limiter().postpone("one.example", 3600)
        (file,) = _own_state_home.rglob("*.json")
        return file

    def may_ask(self, make_limiter: Callable[[], HostRateLimiter]) -> bool:
        try:
            with make_limiter().turn("one.example", 0):
                return True
        except Failed:
            return False

    def test_the_state_is_valid_until_the_machine_reboots(self, make_limiter, state):
        assert not self.may_ask(make_limiter)
        output = json.loads(state.read_text())
        state.write_text(json.dumps(output | {"boot": "an earlier one"}))
        assert self.may_ask(make_limiter)

    def test_a_state_of_another_clock_is_ignored(self, make_limiter, state):
        found = json.loads(state.read_text())
        state.write_text(json.dumps(found | {"ended_at": time.monotonic() + 1e9}))
        assert self.may_ask(make_limiter)

    @pytest.mark.parametrize("content", ["", "{", "null", '{"boot": 1}', '{"colour": "blue"}', "\0" * 512])
    def test_a_damaged_state_file_is_ignored(self, make_limiter, state, content):
        state.write_text(content)
        assert self.may_ask(make_limiter)
        assert self.may_ask(make_limiter)

    def test_the_state_may_be_deleted_at_any_time(self, make_limiter, state):
        ours = make_limiter()
        for file in state.parent.iterdir():
            file.unlink()
        with ours.turn("one.example", 0):
            for file in state.parent.iterdir():
                file.unlink()
        assert self.may_ask(make_limiter)


def test_a_folder_that_cannot_be_one_is_reported_plainly(make_limiter, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(BackbenchError) as error:
        make_limiter()
    assert str(tmp_path / "file" / "backbench" / "hosts") in error.value.message
    assert "XDG_STATE_HOME" in error.value.advice


def test_a_user_without_a_home_is_named_the_setting(make_limiter, monkeypatch):
    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", lambda uid: {}[uid])  # a container's user of whom it knows the number alone
    with pytest.raises(BackbenchError, match=r"no home folder.*XDG_STATE_HOME"):
        make_limiter()


@pytest.mark.parametrize("kind", ["json", "turn"])
def test_a_place_that_cannot_be_written_is_reported_plainly(site, make_limiter, kind, _own_state_home):
    ours = make_limiter()
    (_own_state_home / "backbench" / "hosts" / f"one.example@{site.address}.{kind}").mkdir()
    with pytest.raises(BackbenchError, match=f"{kind} cannot be written"), ours.turn("one.example", 0):
        pass


def test_no_name_of_a_host_leaves_the_folder(make_limiter, _own_state_home):
    for host in ("../../escaped", "x" * 300, "bücher.example"):
        with make_limiter().turn(host, 0):
            pass
    folder = _own_state_home / "backbench" / "hosts"
    assert {file.parent for file in _own_state_home.rglob("*") if file.is_file()} == {folder}


def test_robots_txt_is_read_once_the_pause_is_over(site, settings_for, outlet, make_limiter, _own_state_home):
    client = Client(settings_for())
    site.script("/a/x", b"well again")
    make_limiter().postpone("one.example", 3600)
    with pytest.raises(Failed) as failure:
        client.get("http://one.example/a/x", outlet=outlet)
    assert (failure.value.reason, site.asked) == ("asked_to_wait", [])
    for file in _own_state_home.rglob("*.json"):
        file.unlink()
    assert client.get("http://one.example/a/x", outlet=outlet).status == 200
