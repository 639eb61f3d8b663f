"""`verbatim run`: the bot on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.console.arguments import add_command

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.console.application import Application
    from bot.console.arguments import Commands

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    add_command(commands, "run", "Answer on Discord until stopped.", _run)


def _run(application: Application, _: Namespace) -> int:
    application.run_bot()
    return 0
