"""Reuse a crashed run's archived responses in the run that repeats its job."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urljoin

from flows.crawl.responses import Response
from flows.runs.batch import MAX_RECORD_BYTES
from warehouse.archive import files
from warehouse.archive.archive_writer import RecordLocation
from warehouse.archive.object_store import Archive
from warehouse.archive.warc_record import BrokenRecord


class ResponseReplay:
    """The responses to these runs by address, from `since` (aware) on.

    Keeps a digest and a place in the archive for each in memory: about 15 MB for 100,000 responses.
    """

    def __init__(self, archive: Archive, run_ids: Iterable[str], since: datetime) -> None:
        self._archive, self._files = archive, list[str]()
        self._places: dict[bytes, tuple[int, int]] = {}
        for run_id in run_ids:
            for name in files.list_run_files(archive, run_id):
                self._files.append(name)
                for url, at, stored in files.iter_answers(archive, name):
                    if at >= since:
                        # One response per address: the run continued from the first one.
                        self._places.setdefault(_digest(url), (len(self._files) - 1, stored.warc_offset))

    def get(self, url: str) -> Response | None:
        """Return the response to a request for the address; None if the archive has none, or it cannot be read."""
        if (place := self._places.get(_digest(url))) is None:
            return None
        stored = RecordLocation(self._files[place[0]], place[1])
        try:
            record = files.read_answer(self._archive, stored, MAX_RECORD_BYTES)
        except (BrokenRecord, OSError):
            return None
        location = record.header("location") if 300 <= record.status < 400 and record.status != 304 else None
        return Response(
            url=url,
            status=record.status,
            headers=record.headers,
            body=record.payload,
            fetched_at=record.captured_at,
            location=urljoin(url, location) if location else None,
            stored=stored,
        )


def _digest(url: str) -> bytes:
    return blake2b(url.encode(), digest_size=8).digest()
