"""A server's response, read completely and within limits, or the reason why there is none."""

from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from urllib3.response import BaseHTTPResponse

from warehouse.archive.content_encoding import GZIP_MAGIC, EncodingError, decode_content
from warehouse.archive.files import RecordLocation
from warehouse.archive.media_types import get_media_type


class NoAnswer(Exception):
    """No usable response. `reason` is one word, `detail` a sentence; both are part of the URL's outcome."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail

    def __reduce__(self) -> tuple[type["NoAnswer"], tuple[str, str]]:
        return type(self), (self.reason, self.detail)


class Disallowed(NoAnswer):
    """Forbidden by robots.txt or by our own address rules: not requested."""


class Failed(NoAnswer):
    """Requested without a usable response."""


_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Response:
    """A response: `url` is the address that answered, `body` is decoded, `fetched_at` is aware and in UTC.

    `hops` are the redirects that led here, first to last. `location` is the absolute target of a redirect. `stored` is
    its place in the archive if it was the response to an earlier run.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    location: str | None = None
    hops: tuple["Response", ...] = ()
    stored: RecordLocation | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, ignoring case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """Content type in lower case without its parameters; detected from the first bytes if none is given."""
        return get_media_type(self.header("content-type"), self.body)

    @property
    def charset(self) -> str | None:
        """The charset in the content type, if any."""
        return self._content_type().get_content_charset()

    def _content_type(self) -> Message:
        message = Message()
        message["content-type"] = self.header("content-type") or ""
        return message


def read_body(raw: BaseHTTPResponse, max_bytes: int) -> bytes:
    """Return the decoded body; keeps at most `max_bytes` in memory, encoded or decoded.

    Raises Failed (too_large, bad_encoding), and urllib3's own errors if the connection breaks.
    """
    pieces, size = list[bytes](), 0
    for piece in raw.stream(_PIECE, decode_content=False):
        size += len(piece)
        if size > max_bytes:
            raise Failed("too_large", f"more than {max_bytes} bytes")
        pieces.append(piece)
    body = b"".join(pieces)
    for encoding in reversed((raw.headers.get("content-encoding") or "").split(",")):
        body = decode_body(body, encoding.strip().lower(), max_bytes)
    if body.startswith(GZIP_MAGIC) and (raw.headers.get("content-type") or "").lower().startswith("text/html"):
        body = decode_body(body, "gzip", max_bytes)  # some servers compress it without a header
    return body


def decode_body(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the body decoded; raises Failed (bad_encoding, too_large) if it is cut, broken or too large."""
    try:
        decoded = decode_content(body, encoding, max_bytes)
    except EncodingError as error:
        raise Failed("bad_encoding", f"the body is not what its Content-Encoding says: {error}") from error
    if len(decoded) > max_bytes:
        raise Failed("too_large", f"more than {max_bytes} bytes after decoding")
    return decoded
