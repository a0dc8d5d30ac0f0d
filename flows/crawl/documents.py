"""Decompress, decode and parse feeds, sitemaps and listing pages, under limits of size, time and memory."""

import codecs
import re
from collections.abc import Callable
from functools import partial
from types import TracebackType
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from flows.crawl.responses import Failed, decode_body
from flows.runs.limits import WorkError, WorkLimit
from flows.runs.workers import WorkerPool
from flows.settings import Settings
from warehouse.archive.http_message import GZIP_MAGIC

Result = TypeVar("Result")
MAX_GZIP_LAYERS = 2
MAX_TEXT_LENGTH = 500  # characters of a title, a byline, a label or a date
MAX_TEXTS = 50  # authors or labels of one entry
MAX_INLINE_BYTES = 8_192
"""Of a document that is parsed in this process. feedparser's pattern for an author's address takes time that grows with
the square of its length: 2.1 s for 12 KB, so about 1 s for 8 KB and 53 s for 60 KB, which a worker's limit ends."""
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# Of a document whose bytes are not UTF-16 or 32: each character of the declaration is one byte.
_FALSE_DECLARATION = re.compile(
    rb"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"'](?:utf-?(?:16|32)|ucs)[^>]{0,200}\?>", re.IGNORECASE
)


def unpack(body: bytes, max_bytes: int) -> bytes:
    """Return the body without gzip, which servers may add without a header, and in UTF-8 if it is in UTF-16 or 32.

    A declaration of UTF-16 or 32 over bytes in another encoding is removed: parsers would read nothing.

    Raises Failed (bad_encoding, too_large).
    """
    for _ in range(MAX_GZIP_LAYERS):
        if not body.startswith(GZIP_MAGIC):
            break
        body = decode_body(body, "gzip", max_bytes)
    if body.startswith(GZIP_MAGIC):
        raise Failed("bad_encoding", f"gzip within gzip, more than {MAX_GZIP_LAYERS} times")
    encoding = next((name for mark, name in _BOMS if body.startswith(mark)), None)
    if encoding is None:
        declaration = _FALSE_DECLARATION.match(body)
        return body[declaration.end() :] if declaration else body
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        raise Failed("bad_encoding", f"it begins as {encoding} and cannot be read so: {error.reason}") from error
    return _DECLARATION.sub("", text).encode("utf-8", "replace")


def join_address(base: str, address: str | None) -> str | None:
    """Return the absolute address that a document at `base` names; None if it names none.

    An address without a scheme that begins with the document's own host (one.example/comment/a) is on that host.
    """
    address = (address or "").strip()
    if not address:
        return None
    try:
        host = urlsplit(base).netloc
        if host and address.lower().startswith(f"{host.lower()}/"):
            address = f"//{address}"
        joined = urljoin(base, address)
        twice = f"//{host}/{host}/"  # joined by a feed's parser
        return joined.replace(twice, f"//{host}/", 1) if host and twice in joined else joined
    except ValueError:  # an invalid host
        return None


def clip(text: str | None) -> str | None:
    """Return the beginning of a document's text about an article; None if the text is empty."""
    return (text or "").strip()[:MAX_TEXT_LENGTH] or None


class DocumentParser:
    """Parses outlets' documents: small ones in this process, others in a worker under limits of time and memory."""

    def __init__(self, settings: Settings) -> None:
        self._workers = WorkerPool(1, settings.page_seconds, settings.page_megabytes)

    def parse(self, parse: Callable[..., Result], body: bytes, *arguments: object) -> Result:
        """Return `parse(body, *arguments)`; `parse` is a module-level function with picklable arguments and result.

        Raises Failed (listing_time, listing_memory, listing_crash, listing_error), and the errors of `parse`.
        """
        work = partial(parse, body, *arguments)
        if len(body) <= MAX_INLINE_BYTES:
            return work()
        try:
            return self._workers.run(work)
        except WorkLimit as error:
            raise Failed(f"listing_{error.reason}", error.detail) from error
        except WorkError as error:
            raise Failed("listing_error", str(error)) from error

    def __enter__(self) -> "DocumentParser":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._workers.close(is_failed=error is not None)
