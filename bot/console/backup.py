"""`verbatim backup`: all that the database keeps, as one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.console.arguments import add_command
from bot.console.line import Style, line
from bot.console.printing import show

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.console.application import Application
    from bot.console.arguments import Commands

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Write all that the database keeps to a file, while the bot runs."
    parser = add_command(commands, "backup", summary, _run)
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="the backup to write; with --keep, the folder for it",
    )
    parser.add_argument(
        "--keep",
        metavar="NUMBER",
        type=_number,
        help="write a file that is named after the moment, and keep so many of these",
    )


def _number(given: str) -> int:
    if not given.isdecimal() or not int(given):
        raise ValueError
    return int(given)


_number.__name__ = "number of backups"  # as argparse calls what is none


def _run(application: Application, options: Namespace) -> int:
    file = application.backup(options.file, options.keep)
    show([line(f"Written to {file}.", Style.GOOD)])
    return 0
