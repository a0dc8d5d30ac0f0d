"""Convert mySociety's package of parliamentarians to the register's four tables."""

import html
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import polars as pl

from transforms.bylines.name_words import COURTESIES, RANKS
from transforms.frames import conform
from warehouse.schema import tables

PACKAGE: Final = {
    "persons": ("id", "redirect"),
    "person_alternative_names": (
        *("person_id", "family_name", "given_name", "note", "honorific_prefix", "lordname", "lordofname"),
        *("lordofname_full", "additional_name", "name", "start_date", "end_date"),
    ),
    "simple_memberships": (
        *("membership_id", "person_id", "constituency", "start_date", "end_date", "end_reason", "party", "chamber"),
        *("label", "role"),
    ),
    "organizations": ("id", "name"),
}
"""The files of the package that we read, and the columns that we need from each."""

EARLIEST: Final = date(1, 1, 1)
"""First day of a name whose real first day is not known."""

_CHAMBERS: Final = {
    "commons": "commons",
    "lords": "lords",
    "scotland": "scottish-parliament",
    "wales": "senedd",
    "ni": "ni-assembly",
    "crown": "monarch",
}
# Offices that the package lists among names: "The Prime Minister", "Principal Deputy Speaker", "The Convener".
_OFFICES = r"^The |Speaker$|Minister$|Chair(man|woman)?$|Convener$"
# The register dates a Commons seat's end at an election to the day of the dissolution. On that day the seat is
# vacant already (in 2015, 2017, 2019 and 2024 from one minute past midnight), so the last day is the one before.
_DISSOLVED: Final = ("dissolution", "general_election", "general_election_standing", "general_election_not_standing")


class PackageIncomplete(ValueError):
    """The package lacks a file or a column that we need, or has an invalid date."""


def build_register_frames(
    files: Mapping[str, pl.DataFrame], parties: pl.DataFrame, aliases: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Return the frames `persons`, `person_names`, `parties`, `memberships` of a package, each in the form of its
    table.

    `files` has a frame of text columns by file name without suffix. `parties` (party_id, name, party_group) maps
    labels to groups; a party that it lacks becomes a separate group with the package's name. `aliases` (person_id,
    name) adds names to persons in the package. PackageIncomplete names the file and the column.
    """
    whole = {name: _text(files, name, columns) for name, columns in PACKAGE.items()}
    persons = whole["persons"].filter(pl.col("redirect").is_null()).select(person_id="id")
    redirects = dict(whole["persons"].drop_nulls("redirect").select("id", "redirect").iter_rows())
    memberships = _memberships(whole["simple_memberships"], redirects)
    names = _names(whole["person_alternative_names"], aliases.join(persons, "person_id", how="semi"))
    names = names.with_columns(pl.col("person_id").replace(redirects)).unique(maintain_order=True)
    best = names.sort("order", pl.col("start_on").to_physical().neg(), maintain_order=True).unique(
        "person_id", keep="first"
    )
    named = persons.join(best.select("person_id", "name"), "person_id").sort("person_id")
    names = names.drop("order")
    return {
        "persons": conform(named, tables.PERSONS),
        "person_names": conform(names.unique(tables.PERSON_NAMES.key, maintain_order=True), tables.PERSON_NAMES),
        "parties": conform(_parties(whole["organizations"], memberships, parties), tables.PARTIES),
        "memberships": conform(memberships, tables.MEMBERSHIPS),
    }


def _text(files: Mapping[str, pl.DataFrame], name: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return the columns we need as text; empty text becomes null, so that CSV and Parquet give the same."""
    if name not in files:
        raise PackageIncomplete(f"the register has no file {name}")
    frame = files[name]
    if missing := [column for column in columns if column not in frame.columns]:
        raise PackageIncomplete(f"the register's file {name} has no column {', '.join(missing)}")
    text = frame.select(pl.col(columns).cast(pl.String).str.strip_chars())
    return text.select(pl.when(pl.col(column) != "").then(pl.col(column)).alias(column) for column in columns)


def _day(column: str, file: str, frame: pl.DataFrame, last: bool = False) -> pl.Series:
    """Read a column of days; a year alone is its first day, or its last day if `last`."""
    written = pl.col(column)
    whole = pl.when(written.str.len_chars() == 4).then(written + ("-12-31" if last else "-01-01")).otherwise(written)
    days = frame.select(whole.str.to_date("%Y-%m-%d", strict=False)).to_series()
    unread = frame[column].filter(days.is_null() & frame[column].is_not_null())
    if len(unread):
        raise PackageIncomplete(f"the register's file {file} has a {column} that is not a day: {unread[0]!r}")
    return days


def _memberships(rows: pl.DataFrame, redirects: Mapping[str, str]) -> pl.DataFrame:
    """Return the spells. Left out: ids that only redirect (no person), and spells without a first day (a prince)."""
    rows = rows.drop_nulls(["person_id", "start_date"])
    start = _day("start_date", "simple_memberships", rows)
    end = _day("end_date", "simple_memberships", rows, last=True)
    dissolved = (
        (pl.col("chamber") == "commons")
        & pl.col("end_reason").is_in(_DISSOLVED)
        & (pl.col("end_date").str.len_chars() == 10)
        & (end > start)
    )
    assembly = (pl.col("role") == "london-assembly-member") & ~pl.col("label").fill_null("").str.contains("Mayor")
    chamber = pl.col("chamber").replace_strict(_CHAMBERS, default=None, return_dtype=pl.String)
    return rows.select(
        "membership_id",
        pl.col("person_id").replace(redirects),
        chamber=pl.coalesce(chamber, pl.when(assembly).then(pl.lit("london-assembly")), pl.lit("other")),
        party_id="party",
        constituency="constituency",
        start_on=start,
        end_on=pl.when(dissolved).then(end - pl.duration(days=1)).otherwise(end),
        end_reason="end_reason",
    ).unique("membership_id", maintain_order=True)


def _parties(organizations: pl.DataFrame, memberships: pl.DataFrame, seed: pl.DataFrame) -> pl.DataFrame:
    used = memberships.select("party_id").drop_nulls().unique().sort("party_id")
    known = used.join(organizations.select(party_id="id", own_name="name"), "party_id", how="left")
    joined = known.join(seed.select("party_id", "name", "party_group"), "party_id", how="left")
    return joined.select(
        "party_id",
        pl.coalesce("name", "own_name", "party_id").alias("name"),
        pl.coalesce("party_group", "party_id").alias("party_group"),
    )


def _names(rows: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(
        start_on=_day("start_date", "person_alternative_names", rows).fill_null(EARLIEST),
        end_on=_day("end_date", "person_alternative_names", rows, last=True),
    ).filter(~pl.col("name").fill_null("").str.contains(_OFFICES))
    main = rows.filter((pl.col("note") == "Main") & pl.col("family_name").is_not_null())
    given = dict(main.drop_nulls("given_name").select("person_id", "given_name").iter_rows())
    records = [
        (row["person_id"], name, kind, row["start_on"], row["end_on"], _order(row["note"], kind, place))
        for row in rows.iter_rows(named=True)
        for place, (name, kind) in enumerate(_forms(row, given))
    ]
    records += [(*alias, "alias", EARLIEST, None, 9) for alias in aliases.select("person_id", "name").iter_rows()]
    columns = {"person_id": pl.String, "name": pl.String, "kind": pl.String, "start_on": pl.Date, "end_on": pl.Date}
    return pl.DataFrame(records, schema={**columns, "order": pl.Int8}, orient="row")


def _order(note: str | None, kind: str, place: int) -> int:
    """Return the sort position of a name: the register's main name first, and plain names before titled ones."""
    return (0 if kind == "main" else 1 if kind == "peerage" and note == "Main" else 2) * 2 + (place > 0)


def _forms(row: Mapping[str, str | None], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the names, with their kinds, that one row of the package gives."""
    cleaned = {key: html.unescape(value) for key, value in row.items() if isinstance(value, str)}
    first, family, whole = cleaned.get("given_name"), cleaned.get("family_name"), cleaned.get("name")
    if whole:
        yield whole, "peerage" if whole.split()[0].lower() in RANKS else "alternate"
    if cleaned.get("lordname") or cleaned.get("lordofname"):
        yield from _peer_forms(cleaned)
    elif family:
        # A family name alone is a former one; the given name is in another row (Louise Bagshawe).
        kind = "main" if row["note"] == "Main" and first else "alternate"
        known = first or given.get(cleaned["person_id"])
        yield (f"{known} {family}" if known else family), kind


def _peer_forms(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield "Lord Norton of Louth" and the name that the peer may sign without title: "Philip Norton"."""
    rank, own, place = row.get("honorific_prefix", "Lord"), row.get("lordname"), row.get("lordofname")
    territory = row.get("lordofname_full")
    title = f"{rank} {own}" if own else rank
    yield (f"{title} of {place}" if place else title), "peerage"
    if own and territory and not place:
        yield f"{title} of {territory}", "peerage"
    first = [word for word in row.get("given_name", "").split() if word.lower() not in COURTESIES | RANKS.keys()]
    if own:
        for given in {" ".join(first): None, first[0] if first else "": None, row.get("additional_name", ""): None}:
            if given:
                yield f"{given} {own}", "alternate"
    elif len(first) > 1:  # a bishop or an earl whose given name includes the family name
        yield f"{first[0]} {first[-1]}", "alternate"
        yield " ".join(first), "alternate"
