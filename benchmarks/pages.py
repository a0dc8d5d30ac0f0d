"""Load the pages to measure: the real ones if ../shared has them, otherwise the sample's."""

import sys
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from flows.runs.batch import MAX_RECORD_BYTES
from flows.sample.server import serve_sample
from flows.settings import CHECKOUT
from warehouse.archive import warc_reader, warc_record, warc_writer

REAL = CHECKOUT.parent / "shared" / "realpages" / "pages.warc.gz"

Page = tuple[str, bytes]


def pages() -> tuple[str, list[Page]]:
    """Return the source of the pages, and each page's address and bytes."""
    if REAL.exists():
        with REAL.open("rb") as stream:
            found = [
                (r.url, r.payload)
                for r in warc_reader.iter_records(stream, MAX_RECORD_BYTES)
                if isinstance(r, warc_record.Record)
            ]
        return "the real pages", [(url, payload) for url, payload in found if url.startswith("http")]
    return "the sample outlets' pages (the real ones are absent)", list(read_sample_pages())


def read_sample_pages() -> Iterator[Page]:
    """Yield address and bytes of every page of the sample outlets."""
    with serve_sample(CHECKOUT / "seeds") as site:
        for piece in site.pieces:
            url = site.url_of(piece)
            host, _, path = url.removeprefix("http://").partition("/")
            page = site.page(host, f"/{path}")
            if page:
                yield url, page.body


def write_copies(found: list[Page], times: int, path: Path) -> int:
    """Write the pages `times` times under distinct addresses into a WARC file, gzip per record; return the number."""
    at = datetime(2026, 8, 1, tzinfo=UTC)
    with path.open("wb") as file:
        for copy in range(times):
            for url, payload in found:
                address = f"{url}{'&' if '?' in url else '?'}copy={copy}"
                plain = BytesIO()
                record = warc_writer.build_response(address, at, 200, [("Content-Type", "text/html")], payload, "{}")
                record.write(plain, checksum_data=True)
                squeeze = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
                file.write(squeeze.compress(plain.getvalue()) + squeeze.flush())
    return times * len(found)


def main() -> None:
    """Write copies of the pages to a file, and print where they are from, how many they are, and how many copies."""
    times, path = int(sys.argv[1]), Path(sys.argv[2])
    name, found = pages()
    print(name, len(found), write_copies(found, times, path), sep="\t")


if __name__ == "__main__":
    main()
