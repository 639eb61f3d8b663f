"""What is shown in a terminal: lines of styled pieces, of which none acts on it.

They are printed as they are when piped; wrapped, in colours, on a terminal.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

__all__ = [
    "BLANK",
    "JsonFormatter",
    "Line",
    "Piece",
    "Style",
    "VisibleFormatter",
    "is_styled",
    "line",
    "show",
    "show_styled",
    "visible",
]


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


# Controls (with them the escape sequences), formats such as bidirectional overrides
# and zero-width spaces, line and paragraph separators, halves of surrogate pairs.
_ACTIVE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Layout; and the joiners, without which Persian, Sinhala and emoji look different.
_HARMLESS = "\n\t\u200c\u200d"
_UNUSUAL = re.compile(r"[^ -~\n\t]")


def visible(text: str) -> str:
    """Return the text with each character that would act on a terminal spelled out.

    A right-to-left override becomes `<U+202E>`; all others stay as they are.
    """
    return _UNUSUAL.sub(_spelled, text)


def _spelled(match: re.Match[str]) -> str:
    character = match.group()
    if character in _HARMLESS or unicodedata.category(character) not in _ACTIVE:
        return character
    return f"<U+{ord(character):04X}>"


class VisibleFormatter(logging.Formatter):
    """Keeps what a log line quotes, such as a file's name, from acting."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line, made visible."""
        return visible(super().format(record))


class JsonFormatter(logging.Formatter):
    """Writes each record as one JSON object on one line, for programs that collect."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON, in ASCII."""
        moment = datetime.fromtimestamp(record.created, UTC)
        fields = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(fields)


_WIDEST = 100  # columns; longer rows are hard to follow
_NARROWEST = 20  # columns; below, words would stand one by one
# The terminal's own colours that keep their contrast on light and dark grounds.
_LOOKS = {
    Style.PLAIN: "",
    Style.QUOTATION: "",
    Style.MATCH: "bold magenta",
    Style.SPEAKER: "bold",
    Style.NOTICE: "bold",
    Style.SMALL: "dim",
    Style.GOOD: "green",
    Style.WRONG: "bold red",
}


def is_styled() -> bool:
    """Return whether standard output is a terminal, which gets styles."""
    return sys.stdout.isatty()


def show(lines: Iterable[Line]) -> None:
    """Print lines to standard output at once."""
    if is_styled():
        show_styled(lines)
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def show_styled(lines: Iterable[Line], console: Console | None = None) -> None:
    """Print lines, each wrapped behind its prefix.

    Nothing in their text is read as markup, an emoji code or a link.
    """
    # rich takes 60 ms to load, which a pipe need not wait for.
    from rich.console import Console  # noqa: PLC0415

    console = console or Console()
    for line in lines:
        for row in _rows(line, console):
            console.print(row, soft_wrap=True)


def _rows(line: Line, console: Console) -> Iterable[Text]:
    from rich.text import Text  # noqa: PLC0415 - as above

    text = Text()
    for piece, style in line.pieces:
        text.append(piece, _LOOKS[style])
    width = max(_NARROWEST, min(console.width, _WIDEST) - len(line.prefix))
    for row in text.wrap(console, width) or [Text()]:
        yield Text.assemble((line.prefix, "dim"), row)
