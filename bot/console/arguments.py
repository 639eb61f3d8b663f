"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

    from bot.console.application import Application

    Command = Callable[[Application, argparse.Namespace], int]
    Commands = argparse._SubParsersAction[Any]  # noqa: SLF001 - argparse's only name

__all__ = ["add_command", "add_corpus"]


def add_command(
    commands: Commands, name: str, summary: str, run: Command
) -> argparse.ArgumentParser:
    """Add a command that calls `run`; return its parser for its arguments."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary, allow_abbrev=False
    )
    parser.set_defaults(run=run)
    return parser


def add_corpus(parser: argparse.ArgumentParser) -> None:
    """Let a command read another folder than the one that is set."""
    parser.add_argument(
        "--corpus",
        metavar="DIR",
        type=Path,
        help="the folder of the articles, instead of VERBATIM_CORPUS",
    )
