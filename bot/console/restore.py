"""`verbatim restore`: what a backup holds, in place of all that is kept."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console.arguments import add_command
from bot.console.line import Style, line
from bot.console.printing import show
from bot.errors import SettingsError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.console.application import Application
    from bot.console.arguments import Commands

__all__ = ["add"]

_QUESTION = "It takes the place of all that is kept now. Go on? yes or no: "
_UNCONFIRMED = (
    "There is no terminal to confirm at; add --yes to replace all that is kept."
)


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Put a backup in place of all that the database keeps."
    parser = add_command(commands, "restore", summary, _run)
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup to read")
    parser.add_argument(
        "--yes", action="store_true", help="restore it without being asked to confirm"
    )


def _run(application: Application, options: Namespace) -> int:
    if not (options.yes or _confirmed()):
        show([line("Nothing was changed.")])
        return 1
    application.restore(options.file)
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
