"""Read the data that a single page needs: the outlets, the reference data, and the boilerplate that runs learned."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.errors import BackbenchError
from flows.reference.outlets import read_outlets
from flows.reference.reference_data import read_reference
from flows.settings import Settings
from transforms.records import Outlet
from transforms.reference import Reference
from warehouse.errors import DatabaseMissing, WarehouseError
from warehouse.schema.rows import BoilerplateRow


@dataclass(frozen=True, slots=True)
class PageReference:
    """The declared outlets, the reference data, and per outlet the boilerplate that the last run found in it."""

    outlets: tuple[Outlet, ...]
    reference: Reference
    learned: Mapping[str, Sequence[BoilerplateRow]]


def read_page_reference(settings: Settings) -> PageReference:
    """Read seeds and published database; without a database there is neither register nor boilerplate.

    Raises BackbenchError.
    """
    outlets = read_outlets(settings.outlets_file)
    return PageReference(outlets, read_reference(settings, outlets), _read_learned(settings))


def _read_learned(settings: Settings) -> dict[str, list[BoilerplateRow]]:
    if not settings.is_published:
        return {}
    from warehouse.store import boilerplate_lines, database

    learned = defaultdict[str, list[BoilerplateRow]](list)
    try:
        with database.open_reader(settings.corpus) as connection:
            for row in boilerplate_lines.read_boilerplate(connection):
                learned[row["outlet_id"]].append(row)
    except DatabaseMissing:
        return {}
    except WarehouseError as error:
        raise BackbenchError(error.message, error.advice) from error
    return dict(learned)
