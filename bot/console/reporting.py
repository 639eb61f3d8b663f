"""Says what came of a question: for a reader, or as one line of JSON."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.console.layout import answer_lines
from bot.console.line import BLANK, Style, line
from bot.console.printing import is_styled, show
from bot.console.receipt import receipt_lines
from bot.console.record import error_record, record

if TYPE_CHECKING:
    from bot.answering import Answer

__all__ = ["JsonReport", "Report", "TextReport"]


class Report(Protocol):
    """What came of the questions, in their order."""

    def answered(self, answer: Answer) -> None:
        """Print an answer."""

    def refused(self, question: str, problem: str) -> None:
        """Print why a question of many could not be asked."""


class JsonReport:
    """One object a line, each at once."""

    def answered(self, answer: Answer) -> None:
        """Print an answer."""
        self._write(record(answer))

    def refused(self, question: str, problem: str) -> None:
        """Print why a question of many could not be asked."""
        self._write(error_record(question, problem))

    def _write(self, value: dict[str, Any]) -> None:
        sys.stdout.write(f"{json.dumps(value, ensure_ascii=False)}\n")
        sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class TextReport:
    """Text for a reader.

    `closest` shows the nearest passages where nothing answers, `explain` the receipt
    of each answer; `echo` sets each question above its answer.
    """

    closest: bool = False
    explain: bool = False
    echo: bool = False

    def answered(self, answer: Answer) -> None:
        """Print an answer."""
        self._head(answer.question)
        show(answer_lines(answer, emphasis=is_styled(), closest=self.closest))
        if self.explain:
            show([BLANK, *receipt_lines(answer)])
        self._foot()

    def refused(self, question: str, problem: str) -> None:
        """Print why a question of many could not be asked."""
        self._head(question)
        show([line(problem, Style.WRONG)])
        self._foot()

    def _head(self, question: str) -> None:
        if self.echo:
            show([line(question, Style.NOTICE, "? ")])

    def _foot(self) -> None:
        if self.echo:
            show([BLANK])
