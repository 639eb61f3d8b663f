"""What is shown in a terminal, before it is decided how: lines of styled pieces."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.console.visible import visible

__all__ = ["BLANK", "Line", "Piece", "Style", "line"]


class Style(StrEnum):
    """What a piece of a line is; how that looks is the terminal's matter."""

    PLAIN = "plain"
    QUOTATION = "quotation"
    MATCH = "match"
    SPEAKER = "speaker"
    NOTICE = "notice"
    SMALL = "small"
    GOOD = "good"
    WRONG = "wrong"


class Piece(NamedTuple):
    """Some visible text of one style, without a line end."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and what stands before each row of it where it is wrapped."""

    pieces: tuple[Piece, ...]
    prefix: str = ""

    def __str__(self) -> str:
        """Return the line without its styles, not wrapped."""
        return self.prefix + "".join(text for text, _ in self.pieces)


BLANK = Line(())


def line(text: str, style: Style = Style.PLAIN, prefix: str = "") -> Line:
    """Return a line of one style; what would act on a terminal is spelled out."""
    return Line((Piece(visible(" ".join(text.splitlines())), style),), prefix)
