"""Errors of the database. Each has its facts as fields and a message with the next step.

A `path` is a file or a lake (`store/locations.py`).
"""

import errno
from collections.abc import Sequence
from pathlib import Path

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""A full disk, a quota, a limit on the size of files."""


class WarehouseError(Exception):
    """The database cannot be used. `message` says what happened, `advice` what to do. Nothing was changed."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"{message} {advice}".strip())
        self.message, self.advice = message, advice


class DatabaseBusy(WarehouseError):
    """Another run or program has the database open; `holder` names it."""

    def __init__(self, path: object, holder: str, waited_seconds: float) -> None:
        waited = f"; waited {waited_seconds:.0f} s" if waited_seconds >= 1 else ""
        super().__init__(
            f"{path} is in use by {holder}{waited}.", "Wait until it ends, or close it, then run the command again."
        )
        self.path, self.holder, self.waited_seconds = path, holder, waited_seconds


class DatabaseMissing(WarehouseError):
    """There is no such database."""

    def __init__(self, path: object) -> None:
        super().__init__(
            f"There is no database at {path}.",
            "Load something first (backbench demo, import or nightly), or set BACKBENCH_HOME to the data folder.",
        )
        self.path = path


class DatabaseTooNew(WarehouseError):
    """A newer Backbench, or a newer DuckDB, wrote the database."""

    def __init__(self, path: object, found: str, known: str) -> None:
        super().__init__(f"{path} has {found}; this Backbench knows {known}.", "Use the newer Backbench on it.")
        self.path, self.found, self.known = path, found, known


class DatabaseTooOld(WarehouseError):
    """An older Backbench published the database, and no run has upgraded it since."""

    def __init__(self, path: object) -> None:
        super().__init__(f"{path} was published by an older Backbench.", "Run any job (backbench reprocess) first.")
        self.path = path


class DatabaseDamaged(WarehouseError):
    """The file is not a Backbench database, or can no longer be read."""

    def __init__(self, path: object, problem: str) -> None:
        super().__init__(
            f"{path} cannot be used: {problem}.",
            f"Move it away, and {Path(str(path)).name}.wal if there is one: the next run makes each of corpus.duckdb "
            "and warehouse.duckdb from the other. Nothing archived is lost.",
        )
        self.path, self.problem = path, problem


class NoSpace(WarehouseError):
    """The disk is full. The interrupted write is undone."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"No space left on the disk for {path}.", "Free some space, then run the command again. Nothing was lost."
        )
        self.path = path


class NotPermitted(WarehouseError):
    """The file or its folder may not be read or written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} may not be opened: {problem}.", "Check its owner and permissions.")
        self.path, self.problem = path, problem


class PublishRefused(WarehouseError):
    """The writer's database has fewer captures than its published copy: it was created again, or is an old copy."""

    def __init__(self, warehouse: Path, corpus: Path, missing: int) -> None:
        super().__init__(
            f"{warehouse} has {missing} captures fewer than {corpus}, so it was not published.",
            f"Replace it by a copy of {corpus.name} and run again, or move {corpus.name} away to publish it as it is.",
        )
        self.warehouse, self.corpus, self.missing = warehouse, corpus, missing


class MigrationFailed(WarehouseError):
    """A migration to a newer schema failed and was undone."""

    def __init__(self, path: object, version: int, problem: str) -> None:
        super().__init__(
            f"{path} could not be upgraded to schema version {version}: {problem}.",
            "It is unchanged, and the next command tries again.",
        )
        self.path, self.version, self.problem = path, version, problem


class LoadRefused(WarehouseError):
    """The rows break the contract. The whole load is undone."""

    def __init__(self, table: str, problem: str) -> None:
        super().__init__(f"Nothing was loaded: table {table}: {problem}.", "Everything fetched is in the archive.")
        self.table, self.problem = table, problem


class UnbalancedAccounts(WarehouseError):
    """A URL has no outcome, or two. The whole load is undone; `problems` has a sentence for each case."""

    def __init__(self, run_id: str, problems: list[str]) -> None:
        super().__init__(
            f"The totals of run {run_id} do not add up: {'; '.join(problems)}.",
            "Nothing was loaded; everything fetched is in the archive.",
        )
        self.run_id, self.problems = run_id, problems


class StateMissing(WarehouseError):
    """The state of that run was never published, or its history is gone."""

    def __init__(self, run_id: str, known: Sequence[str]) -> None:
        listed = ", ".join(known[:10]) + (f" and {len(known) - 10} earlier ones" if len(known) > 10 else "")
        super().__init__(f"There is no published state of run {run_id}.", f"There are: {listed or 'none'}.")
        self.run_id, self.known = run_id, known


class LakeUnavailable(WarehouseError):
    """The lake's catalog, its files or DuckDB's extensions for it cannot be used."""


class LakeNotEmpty(WarehouseError):
    """The lake has rows already, which a copy would mix with others."""

    def __init__(self, lake: object, table: str) -> None:
        super().__init__(
            f"{lake} has rows in table {table} already; nothing was copied.",
            "Copy to a new database of Postgres and another folder for BACKBENCH_LAKE_DATA.",
        )
        self.lake, self.table = lake, table


class ObjectStoreUnavailable(WarehouseError):
    """The object store does not answer, refuses, or did not take a file whole."""

    def __init__(self, address: str, problem: str) -> None:
        super().__init__(
            f"{address} cannot be used: {problem}.",
            "Check the address, the AWS_ variables and the network, then run again.",
        )
        self.address, self.problem = address, problem

    def __reduce__(self) -> tuple[type["ObjectStoreUnavailable"], tuple[str, str]]:
        return type(self), (self.address, self.problem)  # it may come from a worker process


class ObjectConflict(WarehouseError):
    """The object store has other content under the name of a file; neither is changed."""

    def __init__(self, path: object, address: str) -> None:
        super().__init__(f"{address} differs from {path}.", "Find out which is right; nothing was replaced.")
        self.path, self.address = path, address


class ExportRefused(WarehouseError):
    """The folder has files that are not an earlier export and would be lost."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty and is not an earlier export.", "Name an empty or a new folder.")
        self.folder = folder
