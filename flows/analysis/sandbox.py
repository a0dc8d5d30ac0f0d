"""A question put in a process of its own, which the system stops when it takes too much.

DuckDB's own limits hold between steps of a query only: `SELECT range(2000000000)` passed its memory limit by 16 GB,
and `levenshtein(repeat('a', 200000), …)` ran a minute past an interrupt (DuckDB 1.5.6). The system's limits hold.
"""

import codecs
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from flows.errors import BackbenchError, WrongUse

PROCESSOR_SECONDS = 120
ADDRESS_GIGABYTES = 6
"""Above what DuckDB is allowed, because threads and libraries take address space that they never fill."""
_ERROR = "\x00backbench "


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask and how to write the answer: `form` is table, csv, json or parquet (into `file`)."""

    corpus: str
    sql: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    form: str = "table"
    file: str = ""
    width: int = 120
    in_colour: bool = False
    processor_seconds: int = PROCESSOR_SECONDS


def put(question: Question, write: Callable[[str], object]) -> None:
    """Ask in a process with limits, passing its answer on as it comes; raises BackbenchError or WrongUse."""
    # -P keeps a folder that happens to hold a module named like one of ours from being imported.
    command = [sys.executable, "-P", "-m", "flows.analysis.sandbox"]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and module; the question goes in by standard input
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin and child.stdout and child.stderr
        try:
            child.stdin.write(json.dumps(asdict(question)).encode())
            child.stdin.close()
            # Not by a text pipe, which would turn every carriage return in the data into a line's end.
            decoder = codecs.getincrementaldecoder("utf-8")()
            while part := os.read(child.stdout.fileno(), 65536):
                write(decoder.decode(part))
            told = child.stderr.read().decode(errors="replace")
            child.wait()
        finally:
            child.kill()
    if child.returncode:
        raise _explained(child.returncode, told, question)


def _explained(code: int, told: str, question: Question) -> BackbenchError:
    last = told.rpartition(_ERROR)[2]
    if last != told:
        error = json.loads(last)
        kind = WrongUse if error["exit_code"] == WrongUse.exit_code else BackbenchError
        return kind(error["message"], error["advice"])
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        message = f"The query took more than its {question.processor_seconds} s of processor time and was stopped."
        return BackbenchError(message, "Ask for less, or open the database in a client of your own.")
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGTRAP) or "bad_alloc" in told or "MemoryError" in told:
        message = "The query took more memory than it may and was stopped."
        return BackbenchError(message, "Ask for less: fewer columns, a WHERE, a GROUP BY.")
    return BackbenchError(f"The query ended badly ({code}): {told.strip()[-300:]}")


def _answer(question: Question) -> None:
    from flows.analysis import output
    from flows.analysis.sql import ask, connect

    answer = ask(connect(Path(question.corpus)), question.sql, question.parameters)
    match question.form:
        case "csv":
            output.write_csv(answer, sys.stdout)
        case "json":
            output.write_json(answer, sys.stdout)
        case "parquet":
            count = output.write_parquet(answer, Path(question.file))
            sys.stdout.write(f"{count} rows in {question.file}\n")
        case _:
            output.write_table(answer, sys.stdout, question.width, question.in_colour)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _main() -> int:
    question = Question(**json.loads(sys.stdin.read()))
    _limit(resource.RLIMIT_CPU, question.processor_seconds)
    _limit(resource.RLIMIT_AS, ADDRESS_GIGABYTES << 30)
    _limit(resource.RLIMIT_CORE, 0)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # a text stream on a pipe
    try:
        _answer(question)
        sys.stdout.flush()
    except BackbenchError as error:
        told = {"exit_code": error.exit_code, "message": error.message, "advice": error.advice}
        sys.stderr.write(_ERROR + json.dumps(told))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
