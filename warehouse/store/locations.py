"""Say where a database is: in a DuckDB file, or in a lake (a DuckLake catalog and its Parquet files)."""

from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Lake:
    """The place of a lake, as a writer sees it (its latest state) or as readers see it (a published state).

    `catalog` is a connection string of Postgres without a password (`dbname=corpus host=db.example`), `data` a folder
    or the `s3://` address of the Parquet files. `snapshot` is one state of the lake; if it is None and `is_published`
    is set, the state of the last publication counts.
    """

    catalog: str
    data: str
    is_published: bool = False
    snapshot: int | None = None

    @property
    def published(self) -> "Lake":
        """The same lake as its readers see it."""
        return replace(self, is_published=True)

    def exists(self) -> bool:
        """Return whether there is a state to read. Raises a WarehouseError if the lake cannot be reached."""
        from warehouse.store.lake import find_state  # imports DuckDB, which start-up need not pay

        return find_state(self) is not None

    def __str__(self) -> str:
        state = f", snapshot {self.snapshot}" if self.snapshot is not None else ""
        return f"the lake {self.catalog}{state}"


Database = Path | Lake
"""Where a database is. Every function that opens one takes either."""
