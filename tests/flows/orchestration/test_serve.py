"""`backbench serve --sample` as a user sees it: schedule, runs, artifacts, refusals."""

import json
import os
import subprocess
import sys
import time
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
import requests

from flows.settings import Settings

pytestmark = pytest.mark.server
MAX_WAIT_SECONDS = 600


@pytest.fixture(scope="module")
def nightly(served: Any) -> Any:
    """A nightly run, started by hand, at its end."""
    return served.wait(served.start("nightly"), "Completed", "Failed", "Crashed")


def test_the_nightly_deployment_gets_scheduled_runs_from_its_cron(served: Any) -> None:
    # With sqlalchemy 2.1 all looks healthy and this list stays empty for ever.
    settings, deadline = Settings(), time.monotonic() + MAX_WAIT_SECONDS
    while not served.scheduled():
        assert time.monotonic() < deadline, "the scheduler made no run"
        time.sleep(0.5)
    minute, hour = settings.nightly_cron.split()[:2]
    for run in served.scheduled():
        local = datetime.fromisoformat(run["expected_start_time"]).astimezone(ZoneInfo(settings.nightly_timezone))
        assert (local.hour, local.minute) == (int(hour), int(minute))
        assert run["deployment_id"] == served.deployment("nightly")["id"]


def test_a_nightly_run_completes_and_its_state_says_the_accounts(nightly: Any) -> None:
    assert nightly["state_name"] == "Completed", nightly["state"]["message"]
    assert "discovered" in nightly["state"]["message"]


def test_a_run_has_an_artifact_with_counts_that_add_up(served: Any, nightly: Any) -> None:
    table = json.loads(served.artifacts(nightly["id"])["accounts"]["data"])
    counts = {row["place"]: row["urls"] for row in table}
    assert counts["discovered"] == sum(counts[name] for name in ("fetched", "unchanged", "disallowed", "failed"))
    ends = ("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded")
    assert counts["fetched"] == sum(counts[name] for name in ends) > 0


def test_a_run_has_complete_progress_and_a_table_of_quarantined_captures(served: Any, nightly: Any) -> None:
    left = served.artifacts(nightly["id"])
    assert (left["progress"]["type"], left["progress"]["data"]) == ("progress", 100.0)
    assert {"url", "rule", "detail"} <= set(json.loads(left["quarantined"]["data"])[0])


def test_the_link_to_the_quality_page_opens_in_a_browser(served: Any, nightly: Any) -> None:
    text = served.artifacts(nightly["id"])["quality"]["data"]
    address = text.partition("](")[2].partition(")")[0]
    assert address.startswith(f"{served.address}/reports/quality-")
    assert requests.get(address, timeout=120).status_code == 401
    answer = requests.get(address, auth=served.login, timeout=120)
    assert answer.ok
    assert answer.headers["Content-Type"].startswith("text/html")


def test_the_run_is_in_the_published_database_with_authors_matched(served: Any, nightly: Any) -> None:
    with duckdb.connect(str(served.home / "corpus.duckdb"), read_only=True) as corpus:
        runs = corpus.execute("SELECT state FROM runs WHERE flow = 'nightly'").fetchall()
        (resolved,) = corpus.execute("SELECT count(*) FROM article_authors WHERE resolution = 'resolved'").fetchone()
    assert runs == [("completed",)]
    assert resolved > 10


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"outlets": ["the-hosue"]}, "the-hosue"),
        ({"outlets": []}, "outlets"),
        ({}, "outlets"),
        ({"outlets": ["the-chamber"], "published_from": "last week"}, "published_from"),
        ({"outlets": ["the-chamber"], "limit": 0}, "limit"),
    ],
)
def test_a_backfill_with_wrong_input_makes_no_run(served: Any, parameters: Any, named: str) -> None:
    path = f"{served.address}/api/deployments/{served.deployment('backfill')['id']}/create_flow_run"
    answer = requests.post(path, json={"parameters": parameters}, auth=served.login, timeout=120)
    assert 400 <= answer.status_code < 500
    assert named in answer.text


def test_the_port_and_the_data_folder_can_be_used_by_one_server(served: Any) -> None:
    def second(home: str, port: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "flows.cli.main", "serve", "--port", port]
        result = subprocess.run(
            command, env=os.environ | {"BACKBENCH_HOME": home}, capture_output=True, text=True, timeout=600, check=False
        )
        return result.returncode, result.stderr

    port = served.address.rpartition(":")[2]
    code, output = second(str(served.home.parent), port)
    assert (code, output.count("\n")) == (1, 1)
    assert f"Port {port} on 127.0.0.1 cannot be used" in output
    code, output = second(str(served.home), "4999")
    assert (code, output.count("\n")) == (1, 1)
    assert "Another `backbench serve` runs" in output
