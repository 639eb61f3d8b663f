"""`verbatim withdraw`: an article that is asked no more, its texts kept."""

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
    summary = "Take an article out, whichever server's it is; a running bot sees it."
    parser = add_command(commands, "withdraw", summary, _run)
    parser.add_argument("slug", metavar="SLUG", help="the article's slug")
    parser.add_argument(
        "--reason",
        metavar="TEXT",
        default="by the bot's host",
        help="why; it stands where earlier answers quoted it",
    )


def _run(application: Application, options: Namespace) -> int:
    application.withdraw(options.slug, options.reason)
    said = f"Withdrawn: {options.slug}. A running bot takes it out of earlier answers."
    back = f"verbatim reinstate {options.slug} takes that back."
    show([line(said, Style.GOOD), line(back)])
    return 0
