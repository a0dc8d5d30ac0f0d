"""The runner that runs the stages' functions as Prefect tasks, against a real server."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.errors import BackbenchError
from flows.orchestration import prefect_runner

pytestmark = pytest.mark.server
MAX_WAIT_SECONDS = 600  # a bound on waits for a state; only a server that makes no progress reaches it
Trial = Callable[..., tuple[Any, list[Any]]]


def wait_for_tasks(api: Any, state: Any, names: list[str]) -> None:
    """Wait until the server has recorded tasks of these names for the run, and no others."""
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    chosen = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while (recorded := sorted(run.name for run in api.read_task_runs(flow_run_filter=chosen))) != sorted(names):
        assert time.monotonic() < deadline, f"the server has recorded {recorded}"
        time.sleep(0.5)


def artifacts(api: Any, state: Any) -> dict[str, Any]:
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId

    chosen = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[state.state_details.flow_run_id]))
    return {artifact.key: artifact for artifact in api.read_artifacts(artifact_filter=chosen)}


def test_results_come_back_in_the_items_order_from_a_few_chunks(trial: Trial, api: Any) -> None:
    def late_first(item: int) -> int:
        time.sleep(0.05 if item < 4 else 0)
        return item * item

    state, returned = trial(lambda runner: runner.map_stage("extract", late_first, range(90), 3))
    assert state.is_completed()
    assert returned == [[item * item for item in range(90)]]
    wait_for_tasks(api, state, [f"extract {number}/12" for number in range(1, 13)])


def test_no_more_calls_run_at_once_than_the_limit(trial: Trial) -> None:
    lock, now, most = threading.Lock(), 0, 0
    meeting = threading.Barrier(3, timeout=MAX_WAIT_SECONDS)  # three at a time must meet, whatever the machine's load

    def work(_: int) -> None:
        nonlocal now, most
        with lock:
            now, most = now + 1, max(most, now + 1)
        meeting.wait()
        with lock:
            now -= 1

    trial(lambda runner: runner.map_stage("fetch", work, range(12), 3))
    assert most == 3


def test_a_stage_may_return_a_value_that_prefect_cannot_store(trial: Trial, api: Any) -> None:
    lock = threading.Lock()
    state, returned = trial(lambda runner: runner.run_stage("normalise", lambda: {"frames": lock}))
    assert returned[0]["frames"] is lock
    wait_for_tasks(api, state, ["normalise"])


def test_the_first_error_is_raised_as_it_is_and_fails_the_run(trial: Trial) -> None:
    def breaks(item: int) -> int:
        if item == 5:
            raise ZeroDivisionError("item 5")
        return item

    def body(runner: Any) -> str:
        with pytest.raises(ZeroDivisionError, match="item 5"):
            runner.map_stage("extract", breaks, range(40), 2)
        return "caught"

    assert trial(body)[1] == ["caught"]
    state, _ = trial(lambda runner: runner.run_stage("validate", lambda: 1 / 0))
    assert state.is_failed()


def test_only_a_load_is_tried_again_and_only_for_what_may_pass(trial: Trial, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(prefect_runner, "RETRY_DELAYS", {"load": (0, 0)})
    tries: list[str] = []

    def busy(stage: str, error: Exception) -> Callable[[], str]:
        def work() -> str:
            tries.append(stage)
            if tries.count(stage) < 3:
                raise error
            return "loaded"

        return work

    assert trial(lambda runner: runner.run_stage("load", busy("load", BackbenchError("in use"))))[1] == ["loaded"]
    trial(lambda runner: runner.run_stage("load", busy("a fault of ours", KeyError("x"))))
    trial(lambda runner: runner.run_stage("validate", busy("validate", BackbenchError("in use"))))
    assert tries == ["load", "load", "load", "a fault of ours", "validate"]


def test_progress_advances_while_threads_work_and_ends_complete(
    trial: Trial, api: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.runs import progress

    monkeypatch.setattr(progress, "SECONDS_BETWEEN", 0.0)
    figures: list[float] = []

    def body(runner: Any) -> None:
        send = runner._board.send
        runner._board.send = lambda per_cent, text: (figures.append(per_cent), send(per_cent, text))
        runner.set_total("fetch", 60)
        runner.map_stage("fetch", lambda item: (time.sleep(0.1), runner.advance("fetch")), range(60), 4)
        runner.run_stage("load", lambda: None)

    state, _ = trial(body, {"fetch": 3, "load": 1})
    shown = artifacts(api, state)["progress"]
    assert (shown.type, shown.data) == ("progress", 100.0)
    assert shown.description == "fetch 60 of 60 · load done"
    assert figures == sorted(figures)
    assert len({figure for figure in figures if 0 < figure < 75}) > 3


def test_progress_is_sent_seldom(trial: Trial) -> None:
    sent: list[float] = []

    def body(runner: Any) -> None:
        runner._board.send = lambda per_cent, text: sent.append(per_cent)
        runner.set_total("fetch", 1000)
        for _ in range(1000):
            runner.advance("fetch")

    trial(body, {"fetch": 1})
    assert len(sent) <= 3


def test_a_thread_of_the_stages_own_may_use_the_runner(trial: Trial, api: Any) -> None:
    def body(runner: Any) -> list[int]:
        def from_outside(number: int) -> int:
            runner.advance("fetch")
            runner.add_table(f"table {number}", "From a thread", [{"number": number}])
            return int(runner.run_stage("fetch", lambda: number))

        with ThreadPoolExecutor(3) as threads:
            return list(threads.map(from_outside, range(6)))

    state, returned = trial(body)
    assert returned == [[0, 1, 2, 3, 4, 5]]
    wait_for_tasks(api, state, ["fetch"] * 6)
    assert set(artifacts(api, state)) == {"progress"} | {f"table-{number}" for number in range(6)}


def test_tables_have_days_and_paths_as_text_and_links_lead_to_the_served_page(
    trial: Trial, api: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKBENCH_REPORTS_URL", "http://127.0.0.1:4200/reports")
    page = home / "reports" / "quality 1.html"

    def body(runner: Any) -> None:
        runner.add_table("accounts", "Where they ended", [{"day": date(2024, 4, 20), "file": page, "urls": 3}])
        runner.add_link("quality", "The quality page", page.as_uri())

    left = artifacts(api, trial(body)[0])
    assert left["accounts"].data == f'[{{"day": "2024-04-20", "file": "{page}", "urls": 3}}]'
    assert left["quality"].data.startswith("[The quality page](http://127.0.0.1:4200/reports/quality%201.html)")
    assert str(page) in left["quality"].data


def test_a_page_cannot_put_an_image_or_a_link_into_an_artifact(trial: Trial, api: Any, home: Path) -> None:
    hostile = "![x](http://evil.example/p.png)\x1b[31m\u202e\n<script>alert(1)</script>"

    def body(runner: Any) -> None:
        runner.add_table("quarantined", "Kept back", [{"url": hostile, "rule": "page_time", "detail": None, "n": 1}])

    ((row),) = json.loads(artifacts(api, trial(body)[0])["quarantined"].data)
    shown = "!\\[x\\](http://evil.example/p.png)�\\[31m� \\<script\\>alert(1)\\</script\\>"
    assert row == {"url": shown, "rule": "page_time", "detail": None, "n": 1}
