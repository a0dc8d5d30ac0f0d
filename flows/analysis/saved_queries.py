"""Questions that are kept: `warehouse/queries/*.sql`, each with a title, what it answers and its parameters.

A file opens with its header, and its query fills the parameters in as `$name`:

    -- title: Topic by month
    -- answers: How many pieces a month are on a topic, and what share of all.
    -- topic = iran-russia: the topic
    -- since = 0001-01-01: first day
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.errors import WrongUse

QUERIES = Path(__file__).resolve().parents[2] / "warehouse" / "queries"
_HEADER = re.compile(r"-- (title|answers): (.+)")
_PARAMETER = re.compile(r"-- (\w+) = (.*?): (.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value a named question takes: what stands where none is given, and what it means."""

    default: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Named:
    """A kept question."""

    name: str
    title: str
    answers: str
    parameters: Mapping[str, Parameter]
    sql: str

    def filled(self, pairs: Sequence[str]) -> dict[str, str]:
        """Return every parameter's value from `key=value` pairs and the defaults; WrongUse names a stray one."""
        values = {name: parameter.default for name, parameter in self.parameters.items()}
        for pair in pairs:
            key, equals, value = pair.partition("=")
            if not equals or key not in values:
                known = ", ".join(f"{name}={default}" for name, default in values.items()) or "none"
                raise WrongUse(f"{pair!r} is no parameter of {self.name}.", f"It takes: {known}.")
            values[key] = value
        return values


def read_named(folder: Path = QUERIES) -> dict[str, Named]:
    """Return the kept questions by name; ValueError names a file without title or answer."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.sql"))}


def named(name: str, folder: Path = QUERIES) -> Named:
    """Return one kept question; WrongUse lists those that are there."""
    questions = read_named(folder)
    if name not in questions:
        raise WrongUse(f"There is no question named {name!r}.", f"There are: {', '.join(questions)}.")
    return questions[name]


def _read(path: Path) -> Named:
    text = path.read_text(encoding="utf-8")
    header = dict(_HEADER.findall(text))
    if set(header) != {"title", "answers"}:
        raise ValueError(f"{path} does not open with its title and what it answers")
    parameters = {name: Parameter(default, meaning) for name, default, meaning in _PARAMETER.findall(text)}
    return Named(path.stem, header["title"], header["answers"], parameters, text)
