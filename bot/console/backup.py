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
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup to write")


def _run(application: Application, options: Namespace) -> int:
    application.backup(options.file)
    show([line(f"Written to {options.file}.", Style.GOOD)])
    return 0
