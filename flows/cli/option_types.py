"""The type of an option that names a file to write."""

import os
from pathlib import Path
from typing import Any

import click


class OutputFile(click.Path):
    """A file to write in a folder that exists; a folder is not made, because its name may be a mistake.

    The check comes before the work, so that a query of minutes does not end in an error.
    """

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(
                f"There is no folder {path.parent} to write {path.name} to. Make it, or name another file.", param, ctx
            )
        return path
