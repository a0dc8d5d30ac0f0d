"""One request and its answer: sent to a checked address, read within a time and a size, failures named."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urljoin

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from flows.crawl.connections import CheckedAdapter, Deadline
from flows.crawl.failures import Failed
from flows.crawl.responses import Response, read_body
from transforms.records import Retry

_CONNECT_SECONDS = 10.0


class Exchange:
    """Asks servers for one address at a time and follows no redirect; may be used from several threads.

    `headers` go with every request. `seconds` bound an exchange from connecting to the last byte.
    """

    def __init__(self, overrides: Mapping[str, str], headers: Mapping[str, str], seconds: float) -> None:
        self._adapter, self._headers, self._seconds = CheckedAdapter(overrides), dict(headers), seconds

    def ask(self, url: str, headers: dict[str, str], most_bytes: int) -> Response:
        """Return the server's answer; raises Retry where it may come in a moment, Failed otherwise."""
        seconds = self._seconds
        with Deadline(seconds) as deadline:
            try:
                response = self._send(url, headers, most_bytes)
            except (requests.RequestException, HTTPError, Retry) as error:
                if deadline.passed:
                    raise Failed("timeout", f"not done in {seconds:g} s") from error
                raise _read_error(error) from error
        if deadline.passed:  # a body without a length ends silently when it is cut
            raise Failed("timeout", f"not done in {seconds:g} s")
        return response

    def _send(self, url: str, headers: dict[str, str], most_bytes: int) -> Response:
        # The adapter alone, not a Session: a Session would read a redirect's body whole, however large, take proxies
        # and passwords from the environment, and keep cookies.
        seconds = self._seconds
        request = requests.Request("GET", url, headers=self._headers | headers).prepare()
        answer = self._adapter.send(request, stream=True, timeout=(min(_CONNECT_SECONDS, seconds), seconds))
        try:
            body = read_body(answer.raw, most_bytes)
        except BaseException:
            answer.raw.close()  # never back into the pool half read
            raise
        return Response(
            url=url,
            status=answer.status_code,
            headers=tuple(answer.raw.headers.items()),
            body=body,
            fetched_at=datetime.now(UTC),
            location=_location(url, answer),
        )


def _location(url: str, answer: requests.Response) -> str | None:
    """Return where a redirect points, absolute; None where the answer is none."""
    if not answer.is_redirect:
        return None
    target = answer.headers["location"]
    with suppress(UnicodeError):  # servers send UTF-8, http.client reads Latin-1
        target = target.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, target)
    except ValueError as error:
        raise Failed("bad_url", f"redirected to {target!r}, which is no address") from error


def _read_error(error: requests.RequestException | HTTPError | Retry) -> Exception:
    """Return what the error means: Retry where it may work in a moment, Failed otherwise."""
    match error:
        case Retry():
            return error
        case requests.Timeout() | ReadTimeoutError():
            return Failed("timeout", "the server fell silent")
        case requests.exceptions.SSLError():
            return Failed("tls", f"no secure connection: {error}")
        case requests.ConnectionError() | HTTPError() | requests.exceptions.ChunkedEncodingError():
            return Retry("connection", f"the connection failed: {error}")
        case _:
            return Failed("bad_url", f"cannot be asked for: {error}")
