"""The interactive prompt of `backbench sql`: history, completion, queries of several lines."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory
from prompt_toolkit.input import Input
from prompt_toolkit.lexers import PygmentsLexer
from prompt_toolkit.output import Output
from pygments.lexers.sql import SqlLexer

from flows.analysis.saved_queries import find_saved_query, read_saved_queries
from flows.errors import BackbenchError

HELP = """\
A query ends with ; and may take several lines. Tab completes, the arrow keys bring back earlier queries.
  .tables        tables and views, each with what one row is
  .columns NAME  a table's columns and what they mean
  .named         saved queries; .named NAME key=value runs one
  .quit          or Ctrl-D
"""
_WORDS = (
    *("select", "from", "where", "group by", "group by all", "order by", "having", "limit", "join", "left join"),
    *("using", "with", "as", "and", "or", "not", "in", "between", "is null", "is not null", "like", "ilike", "case"),
    *("when", "then", "else", "end", "count(*)", "sum", "avg", "min", "max", "distinct", "desc", "asc", "year"),
    *("month", "date_trunc", "strftime", "coalesce", "string_agg", "union all", "over", "partition by"),
)
_DOT = (".tables", ".columns", ".named", ".help", ".quit")
_TABLES = """
    select name, comment from (
        select table_name as name, comment from duckdb_tables() union all
        select view_name, comment from duckdb_views() where not internal) order by name;"""
_COLUMNS = (
    "select column_name, data_type, comment from duckdb_columns() where table_name = $name order by column_index;"
)
RunQuery = Callable[[str, Mapping[str, str]], None]


class SqlCompleter(Completer):
    """Completes the word before the cursor: a command, a column after its table and a dot, or any known word.

    `columns` has the column names of each table and view.
    """

    def __init__(self, columns: Mapping[str, list[str]]) -> None:
        self._columns = columns
        every = sorted({name for names in columns.values() for name in names})
        self._words = [*columns, *every, *_WORDS]

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Yield the possible completions, tables first."""
        before = document.text_before_cursor
        if before.lstrip().startswith("."):
            yield from self._commands(before.lstrip())
            return
        table, dot, begun = re.search(r"(?:(\w+)(\.))?(\w*)$", before).groups()  # type: ignore[union-attr]  # matches ""
        known = self._columns.get(table, []) if dot else self._words
        if begun or dot:
            yield from _completions(known, begun)

    def _commands(self, before: str) -> Iterator[Completion]:
        command, space, begun = before.partition(" ")
        choices: dict[str, list[str]] = {".columns": [*self._columns], ".named": [*read_saved_queries()]}
        yield from _completions(choices.get(command, []) if space else _DOT, begun if space else command)


def _completions(known: "list[str] | tuple[str, ...]", begun: str) -> Iterator[Completion]:
    for word in known:
        if word.lower().startswith(begun.lower()) and word != begun:
            yield Completion(word, start_position=-len(begun))


def run_prompt(
    columns: Mapping[str, list[str]],
    ask: RunQuery,
    say: Callable[[str], None],
    history: Path,
    keyboard: Input | None = None,
    screen: Output | None = None,
) -> None:
    """Read queries and run them until the end of input; an error of one is printed, and the next is read.

    `ask` runs one statement with its parameters and prints the result.
    """
    history.parent.mkdir(parents=True, exist_ok=True)
    session: PromptSession[str] = PromptSession(
        "corpus> ",
        history=FileHistory(history),
        completer=SqlCompleter(columns),
        lexer=PygmentsLexer(SqlLexer),
        editing_mode=EditingMode.EMACS,
        prompt_continuation="   ...> ",
        input=keyboard,
        output=screen,
        multiline=Condition(lambda: not is_complete(session.default_buffer.text)),
    )
    say("Type SQL that ends with ; or .help\n")
    while True:
        try:
            text = session.prompt().strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if text == ".quit":
            return
        if not text:
            continue
        # Ctrl-C while a result is printed stops the output, not the prompt.
        with suppress(KeyboardInterrupt):
            try:
                _run_line(text, ask, say)
            except BackbenchError as error:
                say(f"{error}\n")


def is_complete(text: str) -> bool:
    """Return whether Enter runs the text: it is empty, a command, or ends with a semicolon."""
    text = text.strip()
    return not text or text.startswith(".") or text.endswith(";")


def _run_line(text: str, ask: RunQuery, say: Callable[[str], None]) -> None:
    command, *words = text.split()
    match command, words:
        case ".help", []:
            say(HELP)
        case ".tables", []:
            ask(_TABLES, {})
        case ".columns", [name]:
            ask(_COLUMNS, {"name": name})
        case ".named", []:
            for saved in read_saved_queries().values():
                say(f"{saved.name}: {saved.answers}\n")
        case ".named", [name, *pairs]:
            saved = find_saved_query(name)
            ask(saved.sql, saved.fill_parameters(pairs))
        case _ if command.startswith("."):
            say(f"{text} is not a command.\n{HELP}")
        case _:
            ask(text, {})
