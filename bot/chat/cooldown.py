"""How long somebody, or something that failed, has to wait for another turn."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import ceil

from bot.chat.wording import numbered

__all__ = ["Cooldown", "Pauses", "Wait"]

_WINDOW = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Wait:
    """How long somebody has to wait; `told` where this was said to them before."""

    seconds: int
    most: int
    told: bool

    def __str__(self) -> str:
        """Return the sentence that says when to try again."""
        allowed = numbered(
            "You may ask {number} question a minute;",
            "You may ask {number} questions a minute;",
            self.most,
        )
        wait = numbered(
            "please ask again in {number} second.",
            "please ask again in {number} seconds.",
            self.seconds,
        )
        return f"{allowed} {wait}"


class Cooldown:
    """Counts questions by person, in memory and for a minute.

    `most` is how many one person may ask in a minute; with 0 there is no limit.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: dict[int, deque[float]] = {}
        self._told: set[int] = set()
        self._tidied = float("-inf")

    def wait(self, person: int, now: float) -> Wait | None:
        """Count a question and return None, or how long to wait where it is too many.

        `now` is a clock's reading in seconds.
        """
        if not self._most:
            return None
        self._forget_the_quiet(now)
        asked = self._asked.setdefault(person, deque(maxlen=self._most))
        if not self.is_full(person, now):
            asked.append(now)
            self._told.discard(person)
            return None
        told = person in self._told
        self._told.add(person)
        return Wait(ceil(asked[0] + _WINDOW - now), self._most, told)

    def is_full(self, person: int, now: float) -> bool:
        """Return whether a question would be too many, and count nothing."""
        asked = self._asked.get(person) or [-_WINDOW]
        return len(asked) == self._most and now - asked[0] < _WINDOW

    def _forget_the_quiet(self, now: float) -> None:
        if now - self._tidied >= _WINDOW:
            self._tidied = now
            recent = {p: a for p, a in self._asked.items() if now - a[-1] < _WINDOW}
            self._asked = recent
            self._told &= recent.keys()


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
