"""Describe the export as a Frictionless data package: the content of each file and its licence."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.schema import tables
from warehouse.schema.contract import Column, Kind, Table
from warehouse.schema.ddl import full_meaning

DESCRIPTOR = "datapackage.json"
# https://specs.frictionlessdata.io/table-schema/#types-and-formats
_TYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.INTEGERS: "array",
    Kind.REAL: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DAY: "date",
    Kind.INSTANT: "datetime",
}
License = Mapping[str, str]
OURS: License = {"name": "MIT", "title": "MIT License, as Backbench", "path": "https://opensource.org/license/mit"}
REGISTER: License = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0: mySociety / TheyWorkForYou, uk_politician_data",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
TEXTS: License = {
    "name": "other-closed",
    "title": "The text is its author's and outlet's: for research and quotation, not for republication",
}
_OF_REGISTER = (tables.PERSONS, tables.PERSON_NAMES, tables.PARTIES, tables.MEMBERSHIPS)
_WITH_TEXT = (tables.ARTICLES, tables.ARTICLE_VERSIONS, tables.CAPTURE_LINES, tables.BOILERPLATE)


@dataclass(frozen=True, slots=True)
class Resource:
    """One exported file: its table, its rows, its size in bytes and its SHA-256."""

    table: Table
    path: str
    row_count: int
    byte_count: int
    sha256: str


def licences(table: Table) -> tuple[License, ...]:
    """Return the licences of a table's content."""
    if table in _OF_REGISTER:
        return (REGISTER,)
    if table in (tables.ARTICLE_AUTHORS, tables.ARTICLE_PARTIES):  # our bylines, the register's people and parties
        return (OURS, REGISTER)
    return (OURS, TEXTS) if table in _WITH_TEXT else (OURS,)


def render_descriptor(resources: Sequence[Resource], as_of: str, code_version: str) -> str:
    """Return the text of datapackage.json; `as_of` is the end of the corpus's latest run, in ISO 8601."""
    used = {str(licence["name"]): licence for each in resources for licence in licences(each.table)}
    package = {
        "profile": "data-package",
        "name": "backbench-corpus",
        "title": "Backbench: what parliamentarians publish as opinion",
        "description": "Articles, their dates, authors, categories and topics, and the evidence for each.",
        "version": code_version,
        "created": as_of,
        "licenses": list(used.values()),
        "resources": [_resource(each) for each in resources],
    }
    return json.dumps(package, indent=2, ensure_ascii=False) + "\n"


def _resource(each: Resource) -> dict[str, object]:
    return {
        "profile": "data-resource",
        "name": each.table.name.replace("_", "-"),
        "path": each.path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "title": each.table.name,
        "description": each.table.grain,
        "licenses": list(licences(each.table)),
        "bytes": each.byte_count,
        "hash": f"sha256:{each.sha256}",
        "rows": each.row_count,
        "schema": {"fields": [_field(column) for column in each.table.columns], "primaryKey": list(each.table.key)},
    }


def _field(column: Column) -> dict[str, object]:
    constraints: dict[str, object] = {} if column.nullable else {"required": True}
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern is not None:
        constraints["pattern"] = column.pattern
    if column.least is not None:
        constraints["minimum"] = column.least
    description = {"name": column.name, "type": _TYPES[column.kind], "description": full_meaning(column)}
    return description | ({"constraints": constraints} if constraints else {})
