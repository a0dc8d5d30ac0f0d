"""Names of the months in the languages pages come in, from `seeds/months.csv`."""

from functools import cache

from warehouse.schema.seed_files import read_seed

_NORWEGIAN = "no"  # pages say "no"; the names are those of its written form "nb"


def get_month_number(name: str, language: str | None) -> int | None:
    """Return 1–12 for a month's name or abbreviation in that language or in English, or None."""
    folded = name.casefold().rstrip(".")
    tables = _read_tables()
    own = tables.get("nb" if language == _NORWEGIAN else language or "", {})
    return tables["en"].get(folded) or own.get(folded)


@cache
def _read_tables() -> dict[str, dict[str, int]]:
    """Return the number of each name, folded, by language."""
    tables: dict[str, dict[str, int]] = {}
    for row in read_seed("months.csv", ("language", "month", "names")):
        tables.setdefault(row["language"], {}).update(dict.fromkeys(row["names"].split("|"), int(row["month"])))
    return tables
