"""How long to wait before something is tried once more."""

from __future__ import annotations

__all__ = ["Pauses"]


class Pauses:
    """Pauses in seconds that double up to a longest one.

    They begin anew where nothing had to be tried again for `calm` seconds.
    """

    def __init__(self, first: float, longest: float, calm: float) -> None:
        self._first = self._next = first
        self._longest = longest
        self._calm = calm
        self._last = float("-inf")

    def after(self, now: float) -> float:
        """Return how long to wait, given a clock's reading in seconds."""
        if now - self._last > self._calm:
            self._next = self._first
        self._last = now
        pause, self._next = self._next, min(2 * self._next, self._longest)
        return pause
