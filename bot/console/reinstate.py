"""`verbatim reinstate`: an article that was withdrawn, to be asked again."""

from __future__ import annotations

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
    summary = "Take a withdrawal, or the mark of a correction, back."
    parser = add_command(commands, "reinstate", summary, _run)
    parser.add_argument("slug", metavar="SLUG", help="the article's slug")


def _run(application: Application, options: Namespace) -> int:
    application.reinstate(options.slug)
    show([line(f"Reinstated: {options.slug}.", Style.GOOD)])
    return 0
