"""`verbatim backup` and `restore`: all that the database keeps, as one file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console.application import add_command
from bot.console.output import Style, line, show
from bot.errors import SettingsError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.console.application import Application, Commands

__all__ = ["add"]

_QUESTION = "It takes the place of all that is kept now. Go on? yes or no: "
_UNCONFIRMED = (
    "There is no terminal to confirm at; add --yes to replace all that is kept."
)


def add(commands: Commands) -> None:
    """Add the commands."""
    summary = "Write all that the database keeps to a file, while the bot runs."
    parser = add_command(commands, "backup", summary, _backup)
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

    summary = "Put a backup in place of all that the database keeps."
    parser = add_command(commands, "restore", summary, _restore)
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup to read")
    parser.add_argument(
        "--yes", action="store_true", help="restore it without being asked to confirm"
    )


def _number(given: str) -> int:
    if not given.isdecimal() or not int(given):
        raise ValueError
    return int(given)


_number.__name__ = "number of backups"  # as argparse calls what is none


def _backup(application: Application, options: Namespace) -> int:
    file = application.backup(options.file, options.keep)
    show([line(f"Written to {file}.", Style.GOOD)])
    return 0


def _restore(application: Application, options: Namespace) -> int:
    if not (options.yes or _confirmed()):
        show([line("Nothing was changed.")])
        return 1
    aside = application.restore(options.file)
    if aside:
        said = f"The database could not be used as it was, and is set aside as {aside}."
        show([line(said)])
    show([line(f"Restored from {options.file}.", Style.GOOD)])
    return 0


def _confirmed() -> bool:
    if not sys.stdin.isatty():
        raise SettingsError(_UNCONFIRMED)
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - slow to import

    try:
        said = PromptSession[str]().prompt(_QUESTION)
    except (EOFError, KeyboardInterrupt):
        return False
    return said.strip().lower() in {"y", "yes"}
