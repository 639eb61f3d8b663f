"""The command line: which commands there are, and how each one ends."""

from __future__ import annotations

import argparse
import io
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from bot.console.output import visible
from bot.errors import (
    CorpusError,
    EvaluationError,
    QuestionError,
    SettingsError,
    VerbatimError,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from _typeshed import SupportsWrite

    from bot.console.application import Application

__all__ = ["main"]

# The modules of this package with the commands that the function `add` of each adds.
_COMMANDS = {
    "ask": ("ask",),
    "chat": ("chat",),
    "add": ("add",),
    "library": ("articles", "export", "withdraw", "reinstate"),
    "feed": ("feed",),
    "check": ("check",),
    "status": ("status",),
    "backup": ("backup", "restore"),
    "setup": ("setup", "completion", "run"),
}

_FAILED = 1
_WRONG = 2  # a wrong call or setting, as argparse has it
_INTERRUPTED = 130  # what a shell reports for SIGINT
_PIPE_CLOSED = 141  # what a shell reports for SIGPIPE
_MISTAKES = (SettingsError, CorpusError, QuestionError, EvaluationError)


def main(arguments: Sequence[str], application: Application) -> int:
    """Run the command that the arguments name; return the exit status."""
    _prepare_output()
    if "_ARGCOMPLETE" in os.environ:  # a shell asks, see `verbatim completion`
        import argcomplete  # noqa: PLC0415 - nobody else asks

        argcomplete.autocomplete(_parser([]), exit_method=sys.exit)
    try:
        status = _run(arguments, application)
        sys.stdout.flush()
    except VerbatimError as error:
        sys.stderr.write(f"verbatim: {visible(str(error))}\n")
        return _WRONG if isinstance(error, _MISTAKES) else _FAILED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return _PIPE_CLOSED
    except OSError as error:  # a full disk behind standard output
        _drop_output()
        why = visible(error.strerror or str(error))
        sys.stderr.write(f"verbatim: The output can't be written ({why}).\n")
        return _FAILED
    return status


def _run(arguments: Sequence[str], application: Application) -> int:
    try:
        options = _parser(arguments).parse_args(arguments)
    except SystemExit as end:  # help, or a wrong call; its text is not flushed yet
        return int(end.code or 0)
    status: int = options.run(application, options)
    return status


def _drop_output() -> None:
    """Keep Python from complaining when it flushes standard output at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser with the module of the command that is called, else with all.

    To load the others would take a tenth of the time of `verbatim ask`.
    """
    parser = _Parser(
        prog="verbatim",
        description="Answers questions about articles with the articles' own words.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    called = [name for name, some in _COMMANDS.items() if {*some} & {*arguments[:1]}]
    for name in called or _COMMANDS:
        import_module(f"bot.console.{name}").add(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Reports help that could not be written as any other output."""

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Write the help; argparse's own says nothing of a full disk."""
        (file or sys.stdout).write(self.format_help())


class _Version(argparse.Action):
    """Looks the version up when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        # It takes 8 ms to load, which no other command waits for.
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            number = version("verbatim")
        except PackageNotFoundError:  # run from its folder, not installed
            number = "(not installed)"
        sys.stdout.write(f"verbatim {number}\n")
        parser.exit()


def _prepare_output() -> None:
    """Write UTF-8 into pipes, and on terminals what their encoding has."""
    streams = (sys.stdout, sys.stderr)
    for stream in [s for s in streams if isinstance(s, io.TextIOWrapper)]:
        encoding = stream.encoding if stream.isatty() else "utf-8"
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
