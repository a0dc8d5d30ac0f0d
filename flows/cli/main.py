"""The `backbench` command: one subcommand per job, each a thin call, imported only when it is used."""

import io
import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

import click

from flows.errors import STOPPED, BackbenchError
from flows.safe_text import redact, strip_control_characters
from warehouse.errors import DISK_FULL, WarehouseError

# The module of each command and its line in the help. Importing them all takes longer than most commands.
_COMMANDS = {
    "demo": ("flows.cli.demo:demo", "Run the nightly flow over three invented outlets."),
    "nightly": ("flows.cli.jobs:nightly", "Fetch and load what the outlets list now."),
    "backfill": ("flows.cli.jobs:backfill", "Fetch what outlets published between two days."),
    "import": ("flows.cli.jobs:import_", "Load WARC files, folders of saved pages, or manifests."),
    "reprocess": ("flows.cli.jobs:reprocess", "Extract every capture again from the archive."),
    "inspect": ("flows.cli.inspect:inspect", "Show what is extracted from a page, and why."),
    "members": ("flows.cli.members:members", "Refresh the register; match a byline with it."),
    "serve": ("flows.cli.serve:serve", "Start the Prefect server and all deployments."),
    "status": ("flows.cli.status:status", "Show the last runs and the size of the corpus."),
    "sql": ("flows.cli.sql:sql", "Query the published corpus in SQL."),
    "trends": ("flows.cli.trends:trends", "Show how often a topic is written about."),
    "kwic": ("flows.cli.kwic:kwic", "Show a word or phrase in its contexts."),
    "report": ("flows.cli.report:report", "Write the corpus on one HTML page."),
    "export": ("flows.cli.export:export", "Write the corpus as files, with how to cite it."),
    "archive": ("flows.cli.archive:archive", "Send the archive to an object store."),
    "lake": ("flows.cli.lake:lake", "Copy the corpus into a lake for several machines, and back."),
}
_UNREAD = 128 + signal.SIGPIPE


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        with _end_if_unread():  # it prints the help
            return super().make_context(*args, **options)

    def invoke(self, ctx: click.Context) -> Any:
        with _end_if_unread():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])


@contextmanager
def _end_if_unread() -> Iterator[None]:
    """End without a word if the reader of standard output or errors (head, a pager) has closed the pipe.

    click takes every broken pipe for one of these; that of another process or connection is an error here.
    """
    try:
        yield
        sys.stdout.flush()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):  # rich has met it, and ends with 1
            sys.exit(_UNREAD)
        raise
    except BrokenPipeError as error:
        outputs = select.poll()
        for descriptor in (1, 2):
            outputs.register(descriptor, 0)  # only for POLLERR: its reader has closed it
        unread = [descriptor for descriptor, event in outputs.poll(0) if event & select.POLLERR]
        if not unread:
            advice = "Run the command again with -vv."
            raise BackbenchError("The connection to another process or server broke off.", advice) from error
        for descriptor in unread:  # Python writes what is left at its exit, and would report it
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
        sys.exit(_UNREAD)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-v", "--verbose", count=True, help="Log what each stage does; -vv logs more. To stderr.")
@click.version_option(package_name="backbench")
def backbench(verbose: int) -> None:
    """A corpus of what parliamentarians publish as opinion: archived, dated, attributed, checked, ready for SQL.

    Settings are environment variables that begin BACKBENCH_; BACKBENCH_HOME is the data folder. Start with:

        backbench demo
    """
    from flows.logs import configure_logging
    from flows.settings import Settings, describe_unknown_variables, read_settings

    for warning in describe_unknown_variables():
        click.echo(f"backbench: warning: {warning}", err=True)
    with suppress(BackbenchError):  # the command itself names a setting that cannot be read
        configure_logging(Settings(), verbose)
        configure_logging(read_settings(), verbose)


def main() -> None:
    """Run the command line and end with its exit code: 0 done, 1 something failed, 2 wrong use.

    If the reader of its output (head, a pager) has closed the pipe, the code is 141, as of a program that SIGPIPE ends.
    """
    _replace_closed_streams()
    try:
        code = backbench.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show(shown := io.StringIO())
        click.echo(redact(shown.getvalue()), err=True, nl=False)  # it may quote an argument
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _end(STOPPED, 1)
    except BackbenchError as error:
        _end(str(error), error.exit_code)
    except WarehouseError as error:
        _end(str(error), 1)
    except OSError as error:
        if error.errno in DISK_FULL:
            _end(
                f"No space left for {error.filename or 'the data folder'}. Free some and run again: nothing is lost.", 1
            )
        if error.filename is None:
            raise
        _end(f"{error.filename}: {error.strerror}. Check the path and its permissions, then run again.", 1)


def _replace_closed_streams() -> None:
    """Write to nowhere if the caller has closed standard output or errors (`>&-`); Python has None for such a stream.

    The descriptor is taken as well: a file that is opened later would get its number, and what libraries print.
    """
    for name, descriptor in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_WRONLY)
            if opened != descriptor:
                os.dup2(opened, descriptor)
                os.close(opened)
            setattr(sys, name, os.fdopen(descriptor, "w", encoding="utf-8"))


def _end(message: str, code: int) -> None:
    click.echo(f"backbench: {strip_control_characters(redact(message))}", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
