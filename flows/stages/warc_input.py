"""Recognise WARC files and WACZ packages by name, check them, and unpack a package's WARC files."""

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from flows.errors import BackbenchError
from flows.runs.batch import MAX_RECORD_BYTES
from warehouse.archive import warc_reader, warc_record

MAX_UNPACKED_RATIO = 100
"""Times the bytes of a package that a file in it may have: WARC files are stored as they are, or gzip records."""


class BrokenPackage(Exception):
    """A file of a WACZ package cannot be unpacked."""


def is_warc_name(path: Path) -> bool:
    """Return whether the name is a WARC file's: .warc, or .warc and a compression."""
    return ".warc" in [suffix.lower() for suffix in path.suffixes]


def is_wacz_name(path: Path) -> bool:
    """Return whether the name is a WACZ package's (https://specs.webrecorder.net/wacz/1.1.1/)."""
    return path.suffix.lower() == ".wacz"


def check_web_archive(path: Path) -> None:
    """Refuse a file without a readable record, before a run begins; raises BackbenchError."""
    if is_wacz_name(path):
        if not _list_warcs(path):
            raise BackbenchError(f"{path} has no WARC file in its folder archive/.", "Nothing was imported.")
        return
    problem = None
    try:
        with path.open("rb") as stream:
            for span in warc_reader.iter_record_spans(stream, MAX_RECORD_BYTES):
                if not isinstance(span.record, warc_record.BrokenRecord) or span.record.reason != "unreadable":
                    return
                problem = span.record.detail
    except OSError as error:
        problem = str(error)
    if problem is None:
        raise BackbenchError(f"{path} has no response or resource record.", "Nothing was imported.")
    raise BackbenchError(f"{path} is not a WARC file: {problem}.", "Nothing was imported.")


def _list_warcs(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as package:
            infos = package.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise BackbenchError(f"{path} is not a WACZ package: {error}.", "Nothing was imported.") from error
    return [info for info in infos if _is_archive(info)]


def _is_archive(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    return name.parts[:1] == ("archive",) and is_warc_name(Path(name.name)) and not info.is_dir()


def unpack_wacz(path: Path) -> Iterator[tuple[str, Path]]:
    """Yield the name and a copy of each WARC file of the package; the copy is deleted afterwards.

    Raises BrokenPackage if a file cannot be unpacked, or would take far more space than the package.
    """
    for info in _list_warcs(path):
        if info.file_size > MAX_UNPACKED_RATIO * max(info.compress_size, 1):
            raise BrokenPackage(f"{info.filename} would unpack to {info.file_size} bytes")
        with TemporaryDirectory(prefix="backbench-wacz-") as folder:
            copy = Path(folder) / PurePosixPath(info.filename).name
            try:
                with zipfile.ZipFile(path) as package, package.open(info) as packed, copy.open("wb") as stream:
                    shutil.copyfileobj(packed, stream)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
                raise BrokenPackage(f"{info.filename} cannot be unpacked: {error}") from error
            yield info.filename, copy
