"""Fetch the register's files from an address or a folder, and keep them with their digests."""

import hashlib
import io
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from flows.errors import BackbenchError, WrongUse
from flows.safe_text import redact
from transforms.affiliations.register_package import PACKAGE

SUFFIXES = (".parquet", ".csv")
_TRY_ELSEWHERE = "Try again later, or give a folder or another address with --from."
MAX_FILE_BYTES = 64 << 20
"""The package's largest file has 1.2 MB as Parquet; a file fifty times as large is something else."""


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One file of the package as it was found."""

    name: str
    suffix: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def find_files(source: str, contact: str, pause_seconds: float = 0.5) -> tuple[RegisterFile, ...]:
    """Return the files of the package at an address (http, https) or in a folder, Parquet before CSV.

    BackbenchError names the file that is missing or cannot be fetched; WrongUse where `source` is neither.
    """
    if source.startswith(("http://", "https://")):
        with _open_session(contact, pause_seconds) as session:
            return tuple(_fetch_file(session, source.rstrip("/") + "/", name) for name in PACKAGE)
    folder = Path(source).expanduser()
    if not folder.is_dir():
        raise WrongUse(f"There is no folder {source} with the register's files.", "Give a folder or an http address.")
    return tuple(_find_file(folder, name) for name in PACKAGE)


def _find_file(folder: Path, name: str) -> RegisterFile:
    for suffix in SUFFIXES:
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return RegisterFile(name, suffix, path.read_bytes())
    raise BackbenchError(
        f"The folder {folder} has neither {name}.parquet nor {name}.csv.", f"The register needs {', '.join(PACKAGE)}."
    )


def _open_session(contact: str, pause_seconds: float) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = f"Backbench (+{contact})"
    patience = Retry(
        total=3, backoff_factor=pause_seconds, status_forcelist=(429, 502, 503, 504), raise_on_status=False
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=patience))
    return session


def _fetch_file(session: requests.Session, base: str, name: str) -> RegisterFile:
    """Fetch one file: as Parquet, or as CSV if the address has no Parquet."""
    for suffix in SUFFIXES:
        url = f"{base}{name}{suffix}"
        try:
            with session.get(url, timeout=(10, 60), stream=True) as response:
                if response.status_code == requests.codes.not_found:
                    continue
                if response.status_code != requests.codes.ok:
                    raise BackbenchError(f"{url} answered {response.status_code} {response.reason}.", _TRY_ELSEWHERE)
                return RegisterFile(name, suffix, _read_body(response, url))
        except requests.RequestException as error:
            raise BackbenchError(f"{url} cannot be fetched: {type(error).__name__}.", _TRY_ELSEWHERE) from error
    raise BackbenchError(f"{base} has neither {name}.parquet nor {name}.csv.", _TRY_ELSEWHERE)


def _read_body(response: requests.Response, url: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(1 << 16):
        body += chunk
        if len(body) > MAX_FILE_BYTES:
            raise BackbenchError(f"{url} is longer than {MAX_FILE_BYTES >> 20} MB: not the register.", _TRY_ELSEWHERE)
    return bytes(body)


def read_files(files: tuple[RegisterFile, ...]) -> dict[str, pl.DataFrame]:
    """Return the files as frames of text by name; BackbenchError names a file that cannot be parsed."""
    return {file.name: _parse_frame(file) for file in files}


def _parse_frame(file: RegisterFile) -> pl.DataFrame:
    try:
        if file.suffix == ".parquet":
            return pl.read_parquet(io.BytesIO(file.content))
        return pl.read_csv(io.BytesIO(file.content), infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        problem = str(error).partition("\n")[0]
        raise BackbenchError(f"{file.name}{file.suffix} cannot be read: {problem}.", _TRY_ELSEWHERE) from error


def keep_files(files: tuple[RegisterFile, ...], source: str, folder: Path, fetched_at: datetime) -> Path:
    """Keep the files in a folder named after their common digest, and write to `register.json` which are in use.

    `register.json` is replaced last and atomically, so that it always names complete files.
    """
    digests = {f"{file.name}{file.suffix}": file.sha256 for file in files}
    kept = folder / hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]
    kept.mkdir(parents=True, exist_ok=True)
    for file in files:
        _write_atomically(kept / f"{file.name}{file.suffix}", file.content)
    _write_atomically(folder / "register.json", _format_note(digests, kept.name, source, fetched_at))
    return kept


def _format_note(digests: Mapping[str, str], kept: str, source: str, fetched_at: datetime) -> bytes:
    note = {"source": redact(source), "fetched_at": fetched_at.isoformat(), "folder": kept, "sha256": digests}
    return (json.dumps(note, indent=2) + "\n").encode()


def _write_atomically(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
