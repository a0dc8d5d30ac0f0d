"""The worked questions of docs/analysts.md, asked of the sample: each answer there is the one that comes."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows import pipeline
from flows.asking.answers import write_table
from flows.asking.sql import ask, connect
from flows.members import refresh
from flows.runner import plain_runner
from flows.sample.server import serving
from flows.settings import CHECKOUT, Settings

PAGE = CHECKOUT / "docs" / "analysts.md"
_WORKED = re.compile(r"### (\d+)\. ([^\n]+)\n\n```sql\n(.*?)\n```\n\n```text\n(.*?)\n```", re.DOTALL)
WORKED = _WORKED.findall(PAGE.read_text("utf-8"))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("home")
    with serving(CHECKOUT / "seeds") as site:
        settings = Settings(home=home, outlets_file=site.outlets_file, register_source=str(site.register_folder))
        settings = replace(settings, host_overrides=site.host_overrides)
        refresh(settings)
        with plain_runner(True) as runner:
            pipeline.nightly(settings, runner, lambda: False)
        yield settings.corpus


def test_there_are_ten_of_them() -> None:
    assert [int(number) for number, *_ in WORKED] == list(range(1, 11))


@pytest.mark.parametrize(("number", "question", "query", "answer"), WORKED, ids=[number for number, *_ in WORKED])
def test_the_answer_in_print_is_the_one_that_comes(
    number: str, question: str, query: str, answer: str, corpus: Path
) -> None:
    out = io.StringIO()
    write_table(ask(connect(corpus), query), out, 200, in_colour=False)
    assert [line.rstrip() for line in out.getvalue().rstrip().splitlines()] == answer.splitlines(), question
