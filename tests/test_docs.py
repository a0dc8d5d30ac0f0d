"""Every command and every setting is documented in README.md or docs/operating.md."""

import re
from collections.abc import Iterator

import click
import pytest

from flows.cli.main import backbench
from flows.settings import CHECKOUT, VARIABLES

DOCS = "\n".join((CHECKOUT / name).read_text("utf-8") for name in ("README.md", "docs/operating.md"))


def commands(group: click.Group = backbench, *path: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield " ".join((*path, name))


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_is_explained(command: str) -> None:
    assert re.search(rf"\bbackbench {command}\b", DOCS)


@pytest.mark.parametrize("setting", VARIABLES)
def test_every_setting_is_explained(setting: str) -> None:
    assert re.search(rf"\b{setting}\b", DOCS)


def test_no_setting_is_explained_that_there_is_not() -> None:
    assert sorted(set(re.findall(r"BACKBENCH_[A-Z_]+", DOCS)) - set(VARIABLES)) == []


def test_every_file_that_the_docs_link_to_is_there() -> None:
    for name in ("README.md", "docs/operating.md", "CONTRIBUTING.md", "docs/decisions/README.md", "seeds/README.md"):
        page = CHECKOUT / name
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{name} links to {target}"
