"""What goes wrong with a database, each with its facts and what to do next."""

from pathlib import Path


class WarehouseError(Exception):
    """The warehouse cannot go on; `message` says what happened and `advice` what to do. Nothing was changed."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"{message} {advice}".strip())
        self.message, self.advice = message, advice


class DatabaseBusy(WarehouseError):
    """Another run or program has the database; `holder` names it."""

    def __init__(self, path: Path, holder: str, waited_seconds: float) -> None:
        waited = f"; waited {waited_seconds:.0f} s" if waited_seconds >= 1 else ""
        super().__init__(f"{path} is in use by {holder}{waited}.", "Let it end or close it, then call again.")
        self.path, self.holder, self.waited_seconds = path, holder, waited_seconds


class DatabaseMissing(WarehouseError):
    """There is no such database."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"There is no database {path}.",
            "Load something first (backbench demo, import or nightly), or set BACKBENCH_HOME to the data folder.",
        )
        self.path = path


class DatabaseTooNew(WarehouseError):
    """A newer Backbench, or a newer DuckDB, wrote the database."""

    def __init__(self, path: Path, found: str, known: str) -> None:
        super().__init__(f"{path} is of {found}; this Backbench knows {known}.", "Use the newer Backbench on it.")
        self.path, self.found, self.known = path, found, known


class DatabaseTooOld(WarehouseError):
    """An older Backbench published the database, and no run has brought it up since."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was published by an older Backbench.", "Run any job (backbench reprocess) first.")
        self.path = path


class DatabaseDamaged(WarehouseError):
    """The file is no database of ours, or can no longer be read."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path} cannot be used: {problem}.",
            "Move it away. The next run makes corpus.duckdb anew; a copy of that can stand for warehouse.duckdb.",
        )
        self.path, self.problem = path, problem


class NoSpace(WarehouseError):
    """The disk is full; what was being written is undone."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"No space left on the disk for {path}.", "Make room, then call again: nothing was lost.")
        self.path = path


class NotPermitted(WarehouseError):
    """The file or its folder may not be read or written."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} may not be opened: {problem}.", "See to its owner and permissions.")
        self.path, self.problem = path, problem


class PublishRefused(WarehouseError):
    """The writer's database has fewer captures than its published copy: it was begun anew, or is an old one."""

    def __init__(self, warehouse: Path, corpus: Path, missing: int) -> None:
        super().__init__(
            f"{warehouse} lacks {missing} captures that {corpus} has: it is not published.",
            f"Put a copy of {corpus.name} in its place and run again, or move {corpus.name} away if you begin anew.",
        )
        self.warehouse, self.corpus, self.missing = warehouse, corpus, missing


class MigrationFailed(WarehouseError):
    """A step from an older schema to the next failed, and was undone."""

    def __init__(self, path: Path, version: int, problem: str) -> None:
        super().__init__(
            f"{path} could not be brought to schema version {version}: {problem}.",
            "It stays as it was, and the next call tries again.",
        )
        self.path, self.version, self.problem = path, version, problem


class LoadRefused(WarehouseError):
    """The rows break the contract; the whole load is undone."""

    def __init__(self, table: str, problem: str) -> None:
        super().__init__(f"Nothing was loaded: table {table}: {problem}.", "Everything fetched is in the archive.")
        self.table, self.problem = table, problem


class UnbalancedAccounts(WarehouseError):
    """Some URL ended in no place, or in two; the whole load is undone. `problems` has a sentence for each."""

    def __init__(self, run_id: str, problems: list[str]) -> None:
        super().__init__(
            f"The totals of run {run_id} do not add up: {'; '.join(problems)}.",
            "Nothing was loaded; everything fetched is in the archive.",
        )
        self.run_id, self.problems = run_id, problems


class ExportRefused(WarehouseError):
    """The folder holds something that is no export of ours, and would be lost."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not empty and no earlier export.", "Name an empty folder, or a new one.")
        self.folder = folder
