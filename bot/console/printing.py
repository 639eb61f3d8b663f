"""Prints lines: as they are when piped, styled and wrapped on a terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.console.line import Line

__all__ = ["is_styled", "show"]


def is_styled() -> bool:
    """Tell whether standard output is a terminal, which gets styles."""
    return sys.stdout.isatty()


def show(lines: Iterable[Line]) -> None:
    """Print lines to standard output at once."""
    if is_styled():
        # rich takes 60 ms to load, which a pipe need not wait for.
        from bot.console.styling import show_styled  # noqa: PLC0415

        show_styled(lines)
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()
