"""The prompt of `backbench sql`: queries of several lines, completion, history, and errors."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from flows.analysis.sql_prompt import SqlCompleter, run_prompt
from flows.errors import BackbenchError

COLUMNS = {"articles": ["article_id", "body"], "outlets": ["outlet_id", "name"]}
Asked = list[tuple[str, Mapping[str, str]]]
Type = Callable[[str], tuple[Asked, str]]


@pytest.fixture
def typing(tmp_path: Path) -> Type:
    """Type keys at the prompt; return what was asked and what was said."""

    def type_keys(keys: str) -> tuple[Asked, str]:
        asked: Asked = []
        printed: list[str] = []

        def ask(query: str, given: Mapping[str, str]) -> None:
            asked.append((query, given))
            if "boom" in query:
                raise BackbenchError("The query failed: boom.")
            if "stop" in query:
                raise KeyboardInterrupt

        with create_pipe_input() as keyboard:
            keyboard.send_text(keys)
            run_prompt(COLUMNS, ask, printed.append, tmp_path / "home" / "sql-history", keyboard, DummyOutput())
        return asked, "".join(printed)

    return type_keys


END = "\x04"


def test_a_question_ends_with_a_semicolon_and_may_take_several_lines(typing: Type) -> None:
    asked, _ = typing(f"select 1\rfrom articles;\r\rselect 2;\r{END}")
    assert [query for query, _ in asked] == ["select 1\nfrom articles;", "select 2;"]


def test_a_failed_or_interrupted_query_does_not_end_the_prompt(typing: Type) -> None:
    asked, printed = typing(f"select boom;\rselect stop;\rselect 3;\r.quit\rselect 4;\r{END}")
    assert [query for query, _ in asked] == ["select boom;", "select stop;", "select 3;"]
    assert "The query failed: boom." in printed


def test_control_c_discards_the_line(typing: Type) -> None:
    assert [query for query, _ in typing(f"select wrong\x03select 5;\r{END}")[0]] == ["select 5;"]


def test_commands_list_tables_and_run_saved_queries(typing: Type) -> None:
    asked, printed = typing(f".help\r.named\r.named undated topic=ukraine\r.columns articles\r.nope\r{END}")
    assert "latest-pieces: The latest dated articles" in printed
    assert ".nope is not a command." in printed
    assert asked[0][1]["topic"] == "ukraine"
    assert asked[1][1] == {"name": "articles"}


def test_an_unknown_saved_query_is_reported(typing: Type) -> None:
    assert "There is no saved query 'nope'" in typing(f".named nope\r{END}")[1]
    assert "'x=1' is not a parameter of undated" in typing(f".named undated x=1\r{END}")[1]


def test_earlier_questions_come_back_after_a_restart(typing: Type) -> None:
    typing(f"select 7;\r{END}")
    assert [query for query, _ in typing(f"\x10\r{END}")[0]] == ["select 7;"]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("select outl", ["outlets", "outlet_id"]),
        ("select outlets.", ["outlet_id", "name"]),
        ("SELECT articles.BO", ["body"]),
        ("select 1 fro", ["from"]),
        (".col", [".columns"]),
        (".columns art", ["articles"]),
        (".named topic-by-p", ["topic-by-party"]),
        ("select nowhere.", []),
        ("", []),
    ],
)
def test_completions_fit_the_place_of_the_cursor(typed: str, offered: list[str]) -> None:
    words = SqlCompleter(COLUMNS).get_completions(Document(typed), CompleteEvent())
    assert [word.text for word in words] == offered
