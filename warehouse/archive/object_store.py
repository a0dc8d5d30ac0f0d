"""Keep complete archive files in an object store (S3): send them once, list them, read them by ranges.

The local folder stays the write buffer: a file is sent after it is complete, whole or not at all, because S3 shows an
object only after its last byte (of a multipart upload, after the last part). Credentials come from the standard
variables and files of AWS and are never part of a message.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from io import RawIOBase
from os import environ
from pathlib import Path
from typing import Any, BinaryIO, cast

from warehouse.errors import ObjectConflict, ObjectStoreUnavailable

PART_BYTES = 32 << 20
"""Size of a part of a multipart upload; a smaller file is sent in one request."""
READ_BYTES = 1 << 20
"""Size of the ranges that are read: a record has some 50 KB, and a scan reads on."""
ATTEMPTS = 5
DIGEST_KEY = "sha256"
_ENDPOINT = re.compile(r"https?://[^/@\s]+/?")


@dataclass(frozen=True, slots=True)
class StoredArchive:
    """An archive whose complete files are in an object store too, or there only: `address` is `s3://bucket/prefix`."""

    folder: Path
    address: str


Archive = Path | StoredArchive
"""Where the archive is read: a folder, or a folder and an object store."""


def list_objects(address: str) -> dict[str, int]:
    """Return the names of the objects below the address, relative to it, with their sizes."""
    with translate_store_errors(address):
        found: dict[str, dict[str, Any]] = _connect().find(_key(address), detail=True, refresh=True)
        start = len(_key(address)) + 1
        return {key[start:]: int(each["size"]) for key, each in found.items()}


class StoredFile(RawIOBase):
    """An object as a file for reading; a fault of the store while it is read is ObjectStoreUnavailable."""

    def __init__(self, address: str, name: str) -> None:
        """Open the object. Raises FileNotFoundError if there is none."""
        self._address = address
        with translate_store_errors(address, may_be_absent=True):
            self._stream = _connect().open(
                f"{_key(address)}/{name}", "rb", block_size=READ_BYTES, cache_type="readahead"
            )

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        with translate_store_errors(self._address):
            return bytes(self._stream.read(size))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to an offset."""
        return int(self._stream.seek(offset, whence))

    def tell(self) -> int:
        """Return the offset."""
        return int(self._stream.tell())

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()


def open_object(address: str, name: str) -> BinaryIO:
    """Open an object for reading, by ranges. Raises FileNotFoundError if there is none."""
    return cast(BinaryIO, StoredFile(address, name))


def send_file(path: Path, address: str, name: str) -> None:
    """Send a file, with its SHA-256 among the object's metadata, and check what has arrived.

    Every part carries a checksum, which the store verifies. Raises ObjectStoreUnavailable.
    """
    with translate_store_errors(address), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        store, key = _connect(), f"{_key(address)}/{name}"
        store.put_file(str(path), key, chunksize=PART_BYTES, Metadata={DIGEST_KEY: digest})
        if not _is_same(store, key, path.stat().st_size, digest):
            raise ObjectStoreUnavailable(address, f"{name} has not arrived completely")


def send_missing(folder: Path, names: list[str], address: str) -> list[str]:
    """Send the files that the store does not have, and return their names.

    Raises ObjectConflict if it has another object under one of the names.
    """
    stored, sent = list_objects(address), []
    for name in names:
        size = (folder / name).stat().st_size
        if name not in stored:
            send_file(folder / name, address, name)
            sent.append(name)
        elif stored[name] != size:
            raise ObjectConflict(folder / name, f"{address}/{name}")
    return sent


def is_stored(path: Path, address: str, name: str) -> bool:
    """Return whether the store has this very file, by size and SHA-256."""
    with translate_store_errors(address), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            return _is_same(_connect(), f"{_key(address)}/{name}", path.stat().st_size, digest)
        except FileNotFoundError:
            return False


def remove_object(address: str, name: str) -> None:
    """Remove an object, if there is one."""
    with translate_store_errors(address):
        store, key = _connect(), f"{_key(address)}/{name}"
        store.invalidate_cache(key)
        if store.exists(key):
            store.rm_file(key)


def _is_same(store: Any, key: str, size: int, digest: str) -> bool:
    store.invalidate_cache(key)
    return int(store.info(key)["size"]) == size and store.metadata(key).get(DIGEST_KEY) == digest


def _key(address: str) -> str:
    return address.removeprefix("s3://").rstrip("/")


@cache
def _connect() -> Any:
    try:
        import s3fs
    except ImportError as error:
        raise ObjectStoreUnavailable("s3://", "the package s3fs is not installed: uv sync --extra s3") from error
    endpoint = environ.get("AWS_ENDPOINT_URL_S3") or environ.get("AWS_ENDPOINT_URL")
    if endpoint and not _ENDPOINT.fullmatch(endpoint):
        problem = "AWS_ENDPOINT_URL must be http://host or https://host, with a port if needed and without a login"
        raise ObjectStoreUnavailable("s3://", problem)
    return s3fs.S3FileSystem(config_kwargs={"retries": {"mode": "standard", "max_attempts": ATTEMPTS}})


@contextmanager
def translate_store_errors(address: str, *, may_be_absent: bool = False) -> Iterator[None]:
    """Turn an error of the connection, the permissions or the store into ObjectStoreUnavailable.

    FileNotFoundError passes if the object `may_be_absent`.
    """
    try:
        yield
    except Exception as error:
        if may_be_absent and isinstance(error, FileNotFoundError):
            raise
        if isinstance(error, OSError) or type(error).__module__.startswith(("botocore", "aiobotocore", "aiohttp")):
            message = re.sub(r"^\[Errno \d+\] ", "", str(error).partition("\n")[0])
            raise ObjectStoreUnavailable(address, message.rstrip(".") or type(error).__name__) from error
        raise
