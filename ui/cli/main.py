"""The command line: its commands, in the order of use.

One JSON value or the plain answer goes to stdout, everything else to stderr. Exit codes: 0 done; 1 done in part, or
what was asked for failed; 2 wrong use. The heavy imports stand inside the commands, so that ``--help`` is quick.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Annotated

import typer
from typer.main import get_command

from rag import Actor, DatelineError, UsageError, acting_as, system_user
from ui.cli.accounts import keys, users
from ui.cli.add import add
from ui.cli.ask import ask, chat, summarize
from ui.cli.audit import audit
from ui.cli.backup import export, import_backup, migrate
from ui.cli.doctor import doctor
from ui.cli.edit import edit
from ui.cli.evaluate import evaluation
from ui.cli.failures import failures
from ui.cli.help_sections import HelpSections
from ui.cli.library import list_articles, remove, show
from ui.cli.models import models
from ui.cli.options import print_error
from ui.cli.search import coverage, search
from ui.cli.serve import mcp, serve
from ui.cli.sync import sync, unfollow
from ui.cli.worker import worker

Command = Callable[..., None] | typer.Typer

#: What the system says of a path that cannot be right, whoever tries again: wrong use.
_WRONG_PATHS = {
    errno.EACCES, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.ENOENT, errno.ENOTDIR, errno.EPERM, errno.EROFS
}  # fmt: skip

#: All commands, as the help lists them: under headings, what is used first before what is used seldom.
COMMANDS: Mapping[str, Mapping[str, Command]] = {
    "Add and ask": {
        "add": add,
        "ask": ask,
        "chat": chat,
        "search": search,
        "coverage": coverage,
        "summarize": summarize,
    },
    "Look at articles": {"list": list_articles, "show": show, "failures": failures},
    "Change the archive": {"edit": edit, "remove": remove, "sync": sync, "unfollow": unfollow},
    "Keep it safe": {"export": export, "import": import_backup, "migrate": migrate, "doctor": doctor},
    "Let others in": {"audit": audit, "users": users, "keys": keys},
    "Run and measure": {"serve": serve, "mcp": mcp, "worker": worker, "models": models, "eval": evaluation},
}

app = typer.Typer(
    name="dateline",
    cls=HelpSections,
    help="Ask your news archive. Every sentence comes with a quote you can check.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for heading, commands in COMMANDS.items():
    for name, command in commands.items():
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name, rich_help_panel=heading)
        else:
            app.command(name, rich_help_panel=heading)(command)


def _print_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        typer.echo(f"dateline {version('dateline')}")
    except PackageNotFoundError as error:
        raise DatelineError("this copy has no version, as it is not installed: make setup installs it") from error
    raise typer.Exit


@app.callback()
def options_of_all(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Take the options that stand before any command."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; ends the process with the exit code."""
    os.umask(0o077)  # what it writes (archives, backups, logs, models) is its user's own
    with _sentences(), acting_as(Actor(system_user(), "cli")):
        _command()(args=arguments, standalone_mode=True)
        sys.exit()


@cache
def _command() -> Callable[..., object]:
    """The commands, put together once a process: a program or a test may run many."""
    return get_command(app)


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn Dateline's errors into one sentence on stderr and an exit code; never a stack trace."""
    try:
        yield
    except UsageError as error:
        print_error(f"dateline: {error}")
        sys.exit(2)
    except DatelineError as error:
        print_error(f"dateline: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("\ndateline: stopped; what was done is kept, and the rest goes on with the next command", err=True)
        sys.exit(130)
    except BrokenPipeError:  # the reader of our output (head, less) has gone
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # what no command has words of its own for: a place that is barred, a disk that is full
        named = f"{error.filename}: " if error.filename is not None else ""
        print_error(f"dateline: {named}{error.strerror or error}: check the path, its permissions and the disk")
        sys.exit(2 if error.errno in _WRONG_PATHS else 1)


if __name__ == "__main__":
    main()
