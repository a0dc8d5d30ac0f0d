"""Run a query in a separate process, which the operating system stops when it exceeds its limits.

DuckDB checks its own limits only between steps of a query: `SELECT range(2000000000)` exceeded its memory limit by
16 GB, and `levenshtein(repeat('a', 200000), …)` ran for a minute after an interrupt (DuckDB 1.5.6). The operating
system's limits always apply.
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

from flows.analysis.output_file import MAX_FILE_GB
from flows.errors import BackbenchError, WrongUse
from warehouse.store.locations import Lake

PROCESSOR_SECONDS = 120
ADDRESS_GIGABYTES = 6
"""Above what DuckDB is allowed, because threads and libraries take address space that they never fill."""
_ERROR = "\x00backbench "


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """A query and how to write its result: `form` is table, csv, json or parquet (into `file`).

    `lake` has the fields of a Lake, if the corpus is one; then `corpus` only names it.
    """

    corpus: str
    sql: str
    lake: Mapping[str, str | bool | int | None] | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    form: str = "table"
    file: str = ""
    width: int = 120
    in_colour: bool = False
    for_excel: bool = False
    processor_seconds: int = PROCESSOR_SECONDS


def run_query(request: QueryRequest, write: Callable[[str], object]) -> None:
    """Run a query in a process with limits and pass its output on as it comes; raises BackbenchError or WrongUse."""
    # -P keeps a folder that happens to hold a module named like one of ours from being imported.
    command = [sys.executable, "-P", "-m", "flows.analysis.sandbox"]
    with subprocess.Popen(  # noqa: S603  # our own interpreter and module; the query goes in by standard input
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin and child.stdout and child.stderr
        try:
            child.stdin.write(json.dumps(asdict(request)).encode())
            child.stdin.close()
            # Not by a text pipe, which would turn every carriage return in the data into a line's end.
            decoder = codecs.getincrementaldecoder("utf-8")()
            while part := os.read(child.stdout.fileno(), 65536):
                write(decoder.decode(part))
            errors = child.stderr.read().decode(errors="replace")
            child.wait()
        finally:
            child.kill()
    if child.returncode:
        raise _explain_failure(child.returncode, errors, request)


def _explain_failure(code: int, errors: str, request: QueryRequest) -> BackbenchError:
    last = errors.rpartition(_ERROR)[2]
    if last != errors:
        error = json.loads(last)
        kind = WrongUse if error["exit_code"] == WrongUse.exit_code else BackbenchError
        return kind(error["message"], error["advice"])
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        message = f"The query took more than its {request.processor_seconds} s of processor time and was stopped."
        return BackbenchError(message, "Select less, or open the database in a DuckDB client.")
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGTRAP) or "bad_alloc" in errors or "MemoryError" in errors:
        message = "The query took more memory than it may and was stopped."
        return BackbenchError(message, "Select less: fewer columns, a WHERE, a GROUP BY.")
    return BackbenchError(f"The query stopped with exit status {code}: {errors.strip()[-300:]}")


def _write_result(request: QueryRequest) -> None:
    from flows.analysis import query_output
    from flows.analysis.corpus import check_topic
    from flows.analysis.sql import connect_read_only, execute_select

    corpus = Lake(**request.lake) if request.lake else Path(request.corpus)  # type: ignore[arg-type]  # from asdict
    connection = connect_read_only(corpus)
    if topic := request.parameters.get("topic"):  # of a saved query; empty means all
        check_topic(connection, topic)
    result = execute_select(connection, request.sql, request.parameters)
    match request.form:
        case "csv":
            query_output.write_csv(result, sys.stdout, request.for_excel)
        case "json":
            query_output.write_json(result, sys.stdout)
        case "parquet":
            count = query_output.write_parquet(result, Path(request.file))
            sys.stdout.write(f"{count} rows in {request.file}\n")
        case _:
            query_output.write_table(result, sys.stdout, request.width, request.in_colour)


def _limit(kind: int, maximum: int) -> None:
    _, hard = resource.getrlimit(kind)
    limit = maximum if hard == resource.RLIM_INFINITY else min(maximum, hard)
    resource.setrlimit(kind, (limit, limit))


def _main() -> int:
    request = QueryRequest(**json.loads(sys.stdin.read()))
    _limit(resource.RLIMIT_CPU, request.processor_seconds)
    _limit(resource.RLIMIT_AS, ADDRESS_GIGABYTES << 30)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, MAX_FILE_GB << 30)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # a text stream on a pipe
    try:
        _write_result(request)
        sys.stdout.flush()
    except BackbenchError as error:
        failure = {"exit_code": error.exit_code, "message": error.message, "advice": error.advice}
        sys.stderr.write(_ERROR + json.dumps(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
