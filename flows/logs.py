"""Configure logging: every line has the run, the outlet and the stage, as text or JSON; secrets are removed."""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import ParamSpec, TextIO, TypeAlias, TypeVar

from flows.safe_text import escape_log_line, redact
from flows.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
Target: TypeAlias = "logging.Logger | logging.LoggerAdapter[logging.Logger]"

PACKAGES = ("flows", "transforms", "expectations", "warehouse")
FIELDS = ("run_id", "outlet", "stage")
LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)  # without -v, with -v, with -vv

_context: ContextVar[Mapping[str, str]] = ContextVar("log_context", default={})  # noqa: B039  # never changed in place


@contextmanager
def log_context(**fields: str) -> Iterator[None]:
    """Add fields (run_id, outlet, stage) to every line that is logged inside the block."""
    token = _context.set({**_context.get(), **fields})
    try:
        yield
    finally:
        _context.reset(token)


def keep_log_context(function: Callable[P, R], **fields: str) -> Callable[P, R]:
    """Return the function with the current log context and these fields, for a thread, which starts without any."""
    kept = {**_context.get(), **fields}

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        with log_context(**kept):
            return function(*args, **kwargs)

    return call


def configure_logging(settings: Settings, verbosity: int = 0, stream: TextIO | None = None) -> None:
    """Write our packages' log to stderr; `verbosity` counts the -v, BACKBENCH_LOG_LEVEL takes precedence."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "JSON" else TextFormatter())
    _attach(handler, settings.log_level or LEVELS[min(verbosity, len(LEVELS) - 1)])


@contextmanager
def forward_logging(settings: Settings, target: Target) -> Iterator[None]:
    """Send our packages' log inside the block, with its context, to another logger: that of a Prefect run."""
    before = {name: (found.handlers, found.level, found.propagate) for name, found in _package_loggers()}
    _attach(_ForwardHandler(target), settings.log_level or logging.INFO)
    try:
        yield
    finally:
        for name, logger in _package_loggers():
            logger.handlers, level, logger.propagate = before[name]
            logger.setLevel(level)


def _package_loggers() -> Iterator[tuple[str, logging.Logger]]:
    return ((name, logging.getLogger(name)) for name in PACKAGES)


def _attach(handler: logging.Handler, level: int | str) -> None:
    handler.addFilter(_add_context)
    for _, logger in _package_loggers():
        logger.handlers = [handler]
        logger.setLevel(level)
        logger.propagate = False


def _add_context(record: logging.LogRecord) -> bool:
    for name in FIELDS:
        if not hasattr(record, name):
            setattr(record, name, _context.get().get(name))
    return True


def _format_message(record: logging.LogRecord) -> str:
    return escape_log_line(redact(record.getMessage()))


def _format_context(record: logging.LogRecord) -> str:
    given = [f"{name}={getattr(record, name)}" for name in FIELDS if getattr(record, name, None)]
    return " ".join([*given, record.name])


def _format_error(record: logging.LogRecord) -> str:
    if not record.exc_info:
        return ""
    lines = redact(logging.Formatter().formatException(record.exc_info)).split("\n")
    return "\n".join(map(escape_log_line, lines))


class TextFormatter(logging.Formatter):
    """`2026-11-27T20:00:00Z WARNING run_id=… outlet=… stage=… logger: message`, then a traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        line = f"{at} {record.levelname} {_format_context(record)}: {_format_message(record)}"
        return f"{line}\n{error}" if (error := _format_error(record)) else line


class JsonFormatter(logging.Formatter):
    """One JSON object per line: at, level, run_id, outlet, stage, logger, message and, of an exception, error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        values: dict[str, object] = {"at": at, "level": record.levelname}
        values |= {name: getattr(record, name, None) for name in FIELDS}
        values |= {"logger": record.name, "message": redact(record.getMessage())}
        if error := _format_error(record):
            values["error"] = error
        return json.dumps(values)


class _ForwardHandler(logging.Handler):
    def __init__(self, target: Target) -> None:
        super().__init__()
        self._target = target

    def emit(self, record: logging.LogRecord) -> None:
        error = _format_error(record)
        message = f"{_format_context(record)}: {_format_message(record)}"
        self._target.log(record.levelno, "%s", f"{message}\n{error}" if error else message)
