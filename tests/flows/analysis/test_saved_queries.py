"""Kept questions: each is explained, runs as it stands, and refuses what it does not take."""

from pathlib import Path

import pytest

from flows.analysis.saved_queries import named, read_saved_queries
from flows.analysis.sql import ask, connect
from flows.errors import BackbenchError, WrongUse

KEPT = read_saved_queries()


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_question_runs_with_its_defaults(corpus: Path, name: str) -> None:
    with connect(corpus) as connection:
        answer = ask(connection, KEPT[name].sql, KEPT[name].filled([]))
        list(answer.rows())
    assert answer.columns
    assert KEPT[name].answers.endswith(".")


def test_parameters_fill_the_question_in(corpus: Path) -> None:
    kept = named("topic-by-month")
    values = kept.filled(["topic=iran-russia", "since=2022-03-31", "until=2022-07-01"])
    with connect(corpus) as connection:
        months = [row[0].isoformat()[:7] for row in ask(connection, kept.sql, values).rows()]
    assert months == ["2022-03", "2022-04", "2022-05", "2022-06", "2022-07"]


def test_a_parameter_is_a_value_and_never_sql(corpus: Path) -> None:
    kept = named("latest-pieces")
    with connect(corpus) as connection:
        assert list(ask(connection, kept.sql, kept.filled(["topic=x' or 1=1 --"])).rows()) == []
        with pytest.raises(BackbenchError, match="Could not convert string 'many'"):
            list(ask(connection, kept.sql, kept.filled(["count=many"])).rows())


def test_an_unknown_question_or_parameter_lists_the_known(corpus: Path) -> None:
    with pytest.raises(WrongUse, match=r"There is no question named 'nope'. There are: .*topic-by-party"):
        named("nope")
    for stray in ("theme=x", "topic"):
        with pytest.raises(WrongUse, match=r"no parameter of topic-by-party. It takes: topic=iran-russia, since="):
            named("topic-by-party").filled([stray])
