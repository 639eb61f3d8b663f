"""`verbatim chat`: question after question at a prompt."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.console.application import add_command, add_corpus
from bot.console.output import Style, line, show
from bot.console.reporting import TextReport
from bot.errors import QuestionError, SettingsError

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.answering import Answerer
    from bot.console.application import Application, Commands

__all__ = ["add"]

_GREETING = "Ask about the articles; Ctrl-D ends. Your questions are not kept."


def add(commands: Commands) -> None:
    """Add the command."""
    add_corpus(add_command(commands, "chat", "Ask one question after another.", _run))


def _run(application: Application, options: Namespace) -> int:
    if not sys.stdin.isatty():
        message = "A chat needs a terminal; pipe questions into `verbatim ask -`."
        raise SettingsError(message)
    _converse(application.answerer(options.corpus))
    return 0


def _converse(answerer: Answerer) -> None:
    """Answer what is typed until the input ends.

    The arrow keys bring back earlier questions of this chat only: a question is
    its asker's word, so none is written to disk.
    """
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - 60 ms that `ask` saves

    show([line(_GREETING, Style.SMALL)])
    prompt = PromptSession[str]("? ")
    while True:
        try:
            question = prompt.prompt()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if question.strip():
            _reply(answerer, question)


def _reply(answerer: Answerer, question: str) -> None:
    report = TextReport(closest=True)
    try:
        report.answered(answerer.answer(question))
    except QuestionError as error:
        report.refused(question, str(error))
