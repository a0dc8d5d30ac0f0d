"""Each saved query is explained, runs without changes, and refuses parameters that it does not have."""

from pathlib import Path

import pytest

from flows.analysis.saved_queries import find_saved_query, read_saved_queries
from flows.analysis.sql import connect_read_only, execute_select
from flows.errors import WrongUse

KEPT = read_saved_queries()


@pytest.mark.parametrize("name", KEPT)
def test_a_saved_query_runs_with_its_defaults(corpus: Path, name: str) -> None:
    with connect_read_only(corpus) as connection:
        answer = execute_select(connection, KEPT[name].sql, KEPT[name].fill_parameters([]))
        list(answer.rows())
    assert answer.columns
    assert KEPT[name].answers.endswith(".")


def test_parameters_fill_the_question_in(corpus: Path) -> None:
    kept = find_saved_query("topic-by-month")
    values = kept.fill_parameters(["topic=iran-russia", "since=2022-03-31", "until=2022-07-01"])
    with connect_read_only(corpus) as connection:
        months = [row[0].isoformat()[:7] for row in execute_select(connection, kept.sql, values).rows()]
    assert months == ["2022-03", "2022-04", "2022-05", "2022-06", "2022-07"]


def test_a_parameter_is_a_value_and_never_sql(corpus: Path) -> None:
    kept = find_saved_query("latest-pieces")
    with connect_read_only(corpus) as connection:
        assert list(execute_select(connection, kept.sql, kept.fill_parameters(["topic=x' or 1=1 --"])).rows()) == []


@pytest.mark.parametrize(
    ("pair", "advice"),
    [("since=yesterday", "a day, written as 2022-03-15"), ("until=", "a day"), ("since=2022-02-30", "a day")],
)
def test_a_parameter_of_the_wrong_kind_is_refused_with_the_right_one(pair: str, advice: str) -> None:
    with pytest.raises(WrongUse, match=f"'{pair}' needs {advice}"):
        find_saved_query("topic-by-party").fill_parameters([pair])
    with pytest.raises(WrongUse, match=r"'count=many' needs a whole number\."):
        find_saved_query("latest-pieces").fill_parameters(["count=many"])


def test_an_unknown_question_or_parameter_lists_the_known(corpus: Path) -> None:
    with pytest.raises(WrongUse, match=r"There is no saved query 'nope'. There are: .*topic-by-party"):
        find_saved_query("nope")
    for stray in ("theme=x", "topic"):
        with pytest.raises(WrongUse, match=r"not a parameter of topic-by-party. It takes: topic=iran-russia, since="):
            find_saved_query("topic-by-party").fill_parameters([stray])
