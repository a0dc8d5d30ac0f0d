"""What the options of several commands share: the type of a file to write, and checks of what excludes what."""

import os
from pathlib import Path
from typing import Any

import click

from flows.errors import WrongUse


class OutputFile(click.Path):
    """A file to write in a folder that exists; a folder is not made, because its name may be a mistake.

    The check comes before the work, so that a query of minutes does not end in an error.
    """

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if value == "":  # an unset variable of a script; as a path it would be the current folder
            self.fail("The name of the file is empty.", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(
                f"There is no folder {path.parent} to write {path.name} to. Make it, or name another file.", param, ctx
            )
        return path


def choose_form(**forms: object) -> str | None:
    """Return the name of the output's form that is wanted, None if none is; WrongUse if two are."""
    wanted = [form for form, is_wanted in forms.items() if is_wanted]
    if len(wanted) > 1:
        raise WrongUse(f"--{wanted[0]} and --{wanted[1]} exclude each other.", "Choose one.")
    return wanted[0] if wanted else None


def check_excel(excel: bool, as_csv: bool) -> None:
    """Raise WrongUse for --excel without --csv."""
    if excel and not as_csv:
        raise WrongUse("--excel is an option of CSV.", "Add --csv.")
