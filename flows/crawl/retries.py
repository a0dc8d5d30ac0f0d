"""Try again what may work in a moment, a few times, with growing pauses or the pause the server asks for."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import SystemRandom

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from flows.crawl.failures import Failed
from flows.crawl.rate_limits import LONGEST_WAIT
from flows.crawl.responses import Response
from transforms.records import Retry

ATTEMPTS = 3
TOO_MANY = 30
"""Times the usual pause after a 429 that names none: a minute at first, as the Wayback Machine's users are asked to."""
_random = SystemRandom()


class Unwell(Retry):
    """The server answered that it cannot serve us now (429 or 5xx)."""

    def __init__(self, response: Response) -> None:
        wait = retry_after(response.header("retry-after"), response.fetched_at)
        super().__init__(f"http_{response.status}", f"answered {response.status}", wait)
        self.response = response


def is_unwell(status: int) -> bool:
    """Tell whether the status may be another in a moment: 429 and all of 5xx."""
    return status == 429 or 500 <= status <= 599


def retry_after(value: str | None, now: datetime) -> float | None:
    """Return the seconds a Retry-After header asks for, given as seconds or as a date; None where it says nothing."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


def patiently(attempt: Callable[[], Response], postpone: Callable[[float], None], backoff_seconds: float) -> Response:
    """Return the attempt's response, the last one where the server stays unwell.

    `postpone` keeps everyone away from the host for so many seconds; the next attempt waits for its turn like any
    request. Raises Failed where no response came in the end.
    """
    retrying = Retrying(
        retry=retry_if_exception_type(Retry),
        stop=_over,
        wait=lambda state: _pause(state, backoff_seconds),
        sleep=postpone,
        retry_error_callback=lambda state: _give_up(state, postpone),
    )
    return retrying(attempt)


def _cause(state: RetryCallState) -> Retry:
    error = state.outcome.exception() if state.outcome else None
    if not isinstance(error, Retry):
        raise TypeError(f"retried without a Retry: {error!r}")
    return error


def _over(state: RetryCallState) -> bool:
    return stop_after_attempt(ATTEMPTS)(state) or (_cause(state).wait_seconds or 0) > LONGEST_WAIT


def _pause(state: RetryCallState, backoff_seconds: float) -> float:
    cause, asked = _cause(state), _cause(state).wait_seconds
    grown: float = backoff_seconds * 2 ** (state.attempt_number - 1) * (1 + _random.random() / 2)
    if asked is None and isinstance(cause, Unwell) and cause.response.status == 429:
        return grown * TOO_MANY
    return grown if asked is None else max(asked, grown / 2)


def _give_up(state: RetryCallState, postpone: Callable[[float], None]) -> Response:
    cause = _cause(state)
    if cause.wait_seconds:
        postpone(cause.wait_seconds)
    if isinstance(cause, Unwell):
        return cause.response
    raise Failed(cause.reason, cause.detail) from cause
