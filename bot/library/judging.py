"""Compares what two sets of articles answer of the self-test's questions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.answering import Answerer
from bot.errors import LibraryError

if TYPE_CHECKING:
    from bot.library.holdings import Where
    from bot.library.views import View

__all__ = ["Judge", "refuse_worse"]

Judge = Callable[[Answerer], Mapping[int, bool]]


async def refuse_worse(judge: Judge, before: View, after: View, where: Where) -> None:
    """Raise LibraryError where fewer questions are answered as expected afterwards.

    Counted are those that both sets hold an answer to: an article that goes takes its
    questions along.
    """
    new = await asyncio.to_thread(lambda: judge(after.answerer(where)))
    old = await asyncio.to_thread(lambda: judge(before.answerer(where)))
    both = new.keys() & old.keys()
    found, found_before = (sum(each[number] for number in both) for each in (new, old))
    if found < found_before:
        raise LibraryError(found, found_before)
