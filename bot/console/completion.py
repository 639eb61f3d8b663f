"""`verbatim completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.console.arguments import add_command

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.console.application import Application
    from bot.console.arguments import Commands

__all__ = ["add"]

_SHELLS = ("bash", "zsh", "fish", "powershell")


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Print what makes a shell complete commands, for its start-up file."
    parser = add_command(commands, "completion", summary, _run)
    parser.add_argument("shell", metavar="SHELL", choices=_SHELLS, help="a shell")


def _run(_: Application, options: Namespace) -> int:
    # No other command needs it.
    from argcomplete.shell_integration import shellcode  # noqa: PLC0415

    sys.stdout.write(shellcode(["verbatim"], shell=options.shell))
    return 0
