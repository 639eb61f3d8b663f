"""Prints lines: as they are when piped; wrapped, in colours, on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.console.line import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from bot.console.line import Line

__all__ = ["is_styled", "show", "show_styled"]

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
