"""Log lines: context on each, JSON on request, no secret, no control character."""

import io
import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from flows.logs import PACKAGES, configure_logging, forward_logging, keep_log_context, log_context
from flows.safe_text import redact
from flows.settings import Settings

logger = logging.getLogger("flows.example")


@pytest.fixture(autouse=True)
def _restore() -> Iterator[None]:
    before = {
        name: (list(found.handlers), found.level, found.propagate)
        for name in PACKAGES
        if (found := logging.getLogger(name))
    }
    yield
    for name, (handlers, level, propagate) in before.items():
        found = logging.getLogger(name)
        found.handlers, found.propagate = handlers, propagate
        found.setLevel(level)


def lines(verbosity: int = 0, **settings: str) -> io.StringIO:
    stream = io.StringIO()
    configure_logging(Settings(**settings), verbosity, stream)  # type: ignore[arg-type]
    return stream


def log_error(message: str, error: Exception) -> None:
    """Log a message with the traceback of an error."""
    logger.error(message, exc_info=(type(error), error, error.__traceback__))


def test_a_line_names_run_outlet_and_stage() -> None:
    stream = lines()
    with log_context(run_id="r1", outlet="the-one"), log_context(stage="fetch"):
        logger.warning("%d of %d failed", 2, 5)
    logger.warning("outside")
    inside, outside = stream.getvalue().splitlines()
    assert inside.endswith("WARNING run_id=r1 outlet=the-one stage=fetch flows.example: 2 of 5 failed")
    assert outside.endswith("WARNING flows.example: outside")


def test_threads_keep_the_context() -> None:
    stream = lines()
    with log_context(run_id="r1"), ThreadPoolExecutor(2) as threads:
        list(threads.map(keep_log_context(logger.warning, stage="extract"), ["one", "two"]))
    logged = stream.getvalue().splitlines()
    assert len(logged) == 2
    assert all("run_id=r1 stage=extract" in line for line in logged)


@pytest.mark.parametrize(
    ("verbosity", "settings", "shown"),
    [(0, {}, 1), (1, {}, 2), (2, {}, 3), (9, {}, 3), (2, {"log_level": "ERROR"}, 0), (0, {"log_level": "DEBUG"}, 3)],
)
def test_verbosity_and_the_setting_choose_the_level(verbosity: int, settings: dict[str, str], shown: int) -> None:
    stream = lines(verbosity, **settings)
    logger.debug("a")
    logger.info("b")
    logger.warning("c")
    assert len(stream.getvalue().splitlines()) == shown


def test_json_lines_are_objects_with_the_error() -> None:
    stream = lines(log_format="JSON")
    with log_context(run_id="r1", outlet="the-one", stage="discover"):
        log_error("listing\nfailed", ValueError("no\nfeed"))
    (line,) = stream.getvalue().splitlines()
    found = json.loads(line)
    assert found["message"] == "listing\nfailed"
    assert {name: found[name] for name in ("level", "run_id", "outlet", "stage", "logger")} == {
        "level": "ERROR", "run_id": "r1", "outlet": "the-one", "stage": "discover", "logger": "flows.example",
    }  # fmt: skip
    assert "ValueError: no" in found["error"]


@pytest.mark.parametrize("form", ["TEXT", "JSON"])
@pytest.mark.parametrize(
    "secret_line",
    [
        "GET https://user:hunter2@proxy.example/feed failed",
        "Authorization: Basic aHVudGVyMjpodW50ZXIy hunter-free",
        "https://one.example/feed?token=hunter2&page=2",
        "PREFECT_API_AUTH_STRING=backbench:hunter2",
        '{"password": "hunter2"}',
        "s3://AKIAEXAMPLE:hun/hunter2@bucket/prefix cannot be used",
        "https:/user:p@hunter2@proxy.example/feed does not exist",
    ],
)
def test_secrets_are_removed(form: str, secret_line: str) -> None:
    stream = lines(log_format=form)
    log_error(secret_line, ValueError(secret_line))
    assert "hunter2" not in stream.getvalue()
    assert "aHVudGVy" not in stream.getvalue()
    assert "[removed]" in stream.getvalue()


def test_text_from_a_page_can_neither_drive_the_terminal_nor_forge_a_line() -> None:
    stream = lines()
    logger.warning("title %s", "\x1b[2J\x9b1m\u202eevil\n2026-11-27T00:00:00Z ERROR forged")
    assert len(stream.getvalue().splitlines()) == 1
    assert stream.getvalue().rstrip("\n").isprintable()


def test_a_run_of_prefect_gets_the_same_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "a run of prefect")
    stream, target = lines(), logging.getLogger("a run of prefect")
    with forward_logging(Settings(), target), log_context(run_id="r1", outlet="the-one", stage="fetch"):
        logger.info("12 answered")
    assert stream.getvalue() == ""
    logger.warning("after the run")
    assert stream.getvalue().endswith("after the run\n")
    assert caplog.messages == ["run_id=r1 outlet=the-one stage=fetch flows.example: 12 answered"]


@pytest.mark.parametrize(
    "text",
    [
        "https://one.example:8080/@jane/1?to=a@b.example",
        "https://one.example?to=a@b.example",
        "s3://bucket/a@b.parquet",
        '{"url": "https://one.example", "mail": "a@b.example"}',
    ],
)
def test_an_address_without_a_password_is_unchanged(text: str) -> None:
    assert redact(text) == text
