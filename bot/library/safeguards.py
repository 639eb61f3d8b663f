"""What a change of the articles must not do: fill the machine, make answers worse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answering import Answers
from bot.errors import LibraryError, QuotaError, StorageError
from bot.storage import ArticleState

if TYPE_CHECKING:
    from bot.library.holdings import View, Where
    from bot.storage import Usage
    from bot.storage.store import Store

__all__ = ["Judge", "Quota", "refuse_worse"]

_MEGABYTE = 1_000_000
_NEARLY = 0.8  # of the quota
# Texts that were replaced or withdrawn stay, for the record. With them a server may
# have so many times its quota, or one text that is changed again and again would fill
# the disk.
_WITH_OLDER = 10


@dataclass(frozen=True, slots=True)
class Quota:
    """The most articles of a server, and megabytes of their texts; 0 for no limit.

    All the texts that a server ever had may be ten times as large.
    """

    articles: int = 0
    megabytes: float = 0

    def refuse(self, used: Usage, size: int) -> None:
        """Raise QuotaError where an article of `size` bytes more would be too much."""
        too_many = self.articles and used.articles >= self.articles
        room = self.megabytes * _MEGABYTE
        if too_many or (room and used.size + size > room):
            raise self._error(used)
        if room and used.ever + size > _WITH_OLDER * room:
            raise self._error(used, ever=True)

    async def refuse_again(self, slug: str, store: Store) -> None:
        """Raise QuotaError where an article that is withdrawn would be too much again.

        Its text is kept already, so that it adds nothing to all that its server had.
        Raises StorageError.
        """
        stored = await store.articles.get(slug)
        if stored is None or stored.state is not ArticleState.WITHDRAWN:
            return
        if stored.scope.guild is not None:
            used = await store.articles.usage(stored.scope.guild)
            self.refuse(replace(used, ever=0), len(stored.draft.body.encode()))

    def near(self, used: Usage) -> QuotaError | None:
        """Return what will be said soon where a server has used most of its quota."""
        many = self.articles and used.articles >= _NEARLY * self.articles
        much = self.megabytes and used.size >= _NEARLY * self.megabytes * _MEGABYTE
        return self._error(used) if many or much else None

    def _error(self, used: Usage, *, ever: bool = False) -> QuotaError:
        size = round((used.ever if ever else used.size) / _MEGABYTE, 1)
        most = self.megabytes * _WITH_OLDER if ever else self.megabytes
        return QuotaError(used.articles, self.articles, size, most, ever=ever)


Judge = Callable[[Answers], Mapping[int, bool]]


async def refuse_worse(judge: Judge, before: View, after: View, where: Where) -> None:
    """Raise LibraryError where fewer questions are answered as expected afterwards.

    Counted are those that both sets hold an answer to: an article that goes takes its
    questions along.
    """
    new = await asyncio.to_thread(lambda: judge(after.embedded(where)))
    try:
        old = await asyncio.to_thread(lambda: judge(before.embedded(where)))
    except StorageError:  # texts of theirs are lost, so they answer nothing any more
        return
    both = new.keys() & old.keys()
    found, found_before = (sum(each[number] for number in both) for each in (new, old))
    if found < found_before:
        raise LibraryError(found, found_before)
