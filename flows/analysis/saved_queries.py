"""Read saved queries: `warehouse/queries/*.sql`, each with a title, the question it answers and its parameters.

A file opens with its header, and its query uses the parameters as `$name`:

    -- title: Topic by month
    -- answers: How many articles a month are on a topic, and what share of all.
    -- topic = iran-russia: the topic
    -- since = 0001-01-01: first day
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.errors import WrongUse

QUERIES = Path(__file__).resolve().parents[2] / "warehouse" / "queries"
_HEADER = re.compile(r"-- (title|answers): (.+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PARAMETER = re.compile(r"-- (\w+) = (.*?): (.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a saved query: its default value and its meaning."""

    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query with its parameters by name."""

    name: str
    title: str
    answers: str
    parameters: Mapping[str, Parameter]
    sql: str

    def fill_parameters(self, pairs: Sequence[str]) -> dict[str, str]:
        """Return every parameter's value, from `key=value` pairs or its default; WrongUse names an unknown key."""
        values = {name: parameter.default for name, parameter in self.parameters.items()}
        for pair in pairs:
            key, equals, value = pair.partition("=")
            if not equals or key not in values:
                known = ", ".join(f"{name}={default}" for name, default in values.items()) or "none"
                raise WrongUse(f"{pair!r} is not a parameter of {self.name}.", f"It takes: {known}.")
            _check_value(pair, value, values[key])
            values[key] = value
        return values


def _check_value(pair: str, value: str, default: str) -> None:
    """Raise WrongUse if the default is a day or a number and the value is not."""
    try:
        if _DAY.fullmatch(default):
            date.fromisoformat(value)
        elif default.isdigit():
            int(value)
    except ValueError as error:
        kind = "a day, written as 2022-03-15" if _DAY.fullmatch(default) else "a whole number"
        raise WrongUse(f"{pair!r} needs {kind}.") from error


def read_saved_queries(folder: Path = QUERIES) -> dict[str, SavedQuery]:
    """Return the saved queries by name; ValueError names a file without title or answer."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.sql"))}


def find_saved_query(name: str, folder: Path = QUERIES) -> SavedQuery:
    """Return one saved query; WrongUse lists the known names."""
    queries = read_saved_queries(folder)
    if name not in queries:
        raise WrongUse(f"There is no saved query {name!r}.", f"There are: {', '.join(queries)}.")
    return queries[name]


def _read(path: Path) -> SavedQuery:
    text = path.read_text(encoding="utf-8")
    header = dict(_HEADER.findall(text))
    if set(header) != {"title", "answers"}:
        raise ValueError(f"{path} does not open with its title and what it answers")
    parameters = {name: Parameter(default, meaning) for name, default, meaning in _PARAMETER.findall(text)}
    return SavedQuery(path.stem, header["title"], header["answers"], parameters, text)
