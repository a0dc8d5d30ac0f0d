"""Each worked question of docs/analysts.md, run on the sample, gives the printed answer."""

import io
import re
from pathlib import Path

import pytest

from flows.analysis.query_output import write_table
from flows.analysis.sql import connect_read_only, execute_select
from flows.settings import CHECKOUT

PAGE = CHECKOUT / "docs" / "analysts.md"
_WORKED = re.compile(r"### (\d+)\. ([^\n]+)\n\n```sql\n(.*?)\n```\n\n```text\n(.*?)\n```", re.DOTALL)
WORKED = _WORKED.findall(PAGE.read_text("utf-8"))


def test_the_guide_has_ten_questions() -> None:
    assert [int(number) for number, *_ in WORKED] == list(range(1, 11))


@pytest.mark.parametrize(("number", "question", "query", "answer"), WORKED, ids=[number for number, *_ in WORKED])
def test_the_printed_answers_are_those_of_the_queries(
    number: str, question: str, query: str, answer: str, home: Path
) -> None:
    out = io.StringIO()
    write_table(execute_select(connect_read_only(home / "corpus.duckdb"), query), out, 200, in_colour=False)
    assert [line.rstrip() for line in out.getvalue().rstrip().splitlines()] == answer.splitlines(), question
