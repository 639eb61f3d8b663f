"""`verbatim articles`: what can be asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.console.arguments import add_command, add_corpus
from bot.console.layout import article_lines
from bot.console.printing import show

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.console.application import Application
    from bot.console.arguments import Commands

__all__ = ["add"]


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "List the articles with their sources."
    add_corpus(add_command(commands, "articles", summary, _run))


def _run(application: Application, options: Namespace) -> int:
    for article in application.answerer(options.corpus).articles:
        show(article_lines(article))
    return 0
