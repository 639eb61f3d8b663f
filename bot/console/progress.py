"""Shows on a terminal how far much work is; a log or a pipe is told once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.annotations import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

__all__ = ["ProgressBar"]


class ProgressBar(Progress):
    """A bar on standard error, where that is a terminal."""

    def __init__(self) -> None:
        self._shown: tuple[Bars, TaskID] | None = None

    def begin(self, what: str, whole: int) -> None:
        """Show an empty bar."""
        if sys.stderr is None or not sys.stderr.isatty():
            return
        # rich takes 60 ms to load, which work that needs a bar can spare.
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress as Bars  # noqa: PLC0415

        bars = Bars(console=Console(stderr=True), transient=True)
        self._shown = bars, bars.add_task(what, total=whole)
        bars.start()

    def done(self, characters: int) -> None:
        """Fill the bar by so much."""
        if self._shown is not None:
            bars, task = self._shown
            bars.advance(task, characters)

    def end(self) -> None:
        """Take the bar away."""
        if self._shown is not None:
            self._shown[0].stop()
            self._shown = None
