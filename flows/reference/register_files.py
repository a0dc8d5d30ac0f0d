"""The register's files: fetched from an address or a folder, and kept with their digests."""

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
from transforms.affiliations.register import PACKAGE

SUFFIXES = (".parquet", ".csv")
_TRY_ELSEWHERE = "Try again later, or give a folder or another address with --from."
_LARGEST = 64 << 20
"""The package's largest file has 1.2 MB as Parquet; what is fifty times that is something else."""


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

    BackbenchError names the file that is missing or cannot be had; WrongUse says so where `source` is neither.
    """
    if source.startswith(("http://", "https://")):
        with _session(contact, pause_seconds) as session:
            return tuple(_fetched(session, source.rstrip("/") + "/", name) for name in PACKAGE)
    folder = Path(source).expanduser()
    if not folder.is_dir():
        raise WrongUse(f"There is no folder {source} with the register's files.", "Give a folder or an http address.")
    return tuple(_in_folder(folder, name) for name in PACKAGE)


def _in_folder(folder: Path, name: str) -> RegisterFile:
    for suffix in SUFFIXES:
        path = folder / f"{name}{suffix}"
        if path.is_file():
            return RegisterFile(name, suffix, path.read_bytes())
    raise BackbenchError(
        f"The folder {folder} has neither {name}.parquet nor {name}.csv.", f"The register needs {', '.join(PACKAGE)}."
    )


def _session(contact: str, pause_seconds: float) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = f"Backbench (+{contact})"
    patience = Retry(
        total=3, backoff_factor=pause_seconds, status_forcelist=(429, 502, 503, 504), raise_on_status=False
    )
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=patience))
    return session


def _fetched(session: requests.Session, base: str, name: str) -> RegisterFile:
    """Fetch one file: as Parquet, or as CSV where the address has no Parquet."""
    for suffix in SUFFIXES:
        url = f"{base}{name}{suffix}"
        try:
            with session.get(url, timeout=(10, 60), stream=True) as response:
                if response.status_code == requests.codes.not_found:
                    continue
                if response.status_code != requests.codes.ok:
                    raise BackbenchError(f"{url} answered {response.status_code} {response.reason}.", _TRY_ELSEWHERE)
                return RegisterFile(name, suffix, _body(response, url))
        except requests.RequestException as error:
            raise BackbenchError(f"{url} cannot be fetched: {type(error).__name__}.", _TRY_ELSEWHERE) from error
    raise BackbenchError(f"{base} has neither {name}.parquet nor {name}.csv.", _TRY_ELSEWHERE)


def _body(response: requests.Response, url: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_content(1 << 16):
        body += chunk
        if len(body) > _LARGEST:
            raise BackbenchError(f"{url} is longer than {_LARGEST >> 20} MB: this is not the register.", _TRY_ELSEWHERE)
    return bytes(body)


def read_files(files: tuple[RegisterFile, ...]) -> dict[str, pl.DataFrame]:
    """Return the files as frames of text by name; BackbenchError names the one that is not what its suffix says."""
    return {file.name: _frame(file) for file in files}


def _frame(file: RegisterFile) -> pl.DataFrame:
    try:
        if file.suffix == ".parquet":
            return pl.read_parquet(io.BytesIO(file.content))
        return pl.read_csv(io.BytesIO(file.content), infer_schema=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        problem = str(error).partition("\n")[0]
        raise BackbenchError(f"{file.name}{file.suffix} cannot be read: {problem}.", _TRY_ELSEWHERE) from error


def keep_files(files: tuple[RegisterFile, ...], source: str, folder: Path, fetched_at: datetime) -> Path:
    """Keep the files under their common digest, and say in `register.json` which ones are in use.

    The note is replaced last and in one stroke: whoever reads it finds the files it names, whole.
    """
    digests = {f"{file.name}{file.suffix}": file.sha256 for file in files}
    kept = folder / hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]
    kept.mkdir(parents=True, exist_ok=True)
    for file in files:
        _replace(kept / f"{file.name}{file.suffix}", file.content)
    _replace(folder / "register.json", _note(digests, kept.name, source, fetched_at))
    return kept


def _note(digests: Mapping[str, str], kept: str, source: str, fetched_at: datetime) -> bytes:
    note = {"source": source, "fetched_at": fetched_at.isoformat(), "folder": kept, "sha256": digests}
    return (json.dumps(note, indent=2) + "\n").encode()


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
