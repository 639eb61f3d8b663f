"""Remembers for a while which messages quote which passages, so as to mend them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.chat.beside import Beside
from bot.storage import AnsweredMessage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.chat.page import Page
    from bot.library import Library
    from bot.storage.store import Store

__all__ = ["Answered"]

KEPT = timedelta(days=30)  # whoever reads an older answer looks at its date as well


class Answered:
    """Notes numbers of messages and addresses of passages, and nothing else.

    It does so beside the answers and never before them; what can't be noted is
    logged, and the answer stands.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._beside = Beside("an answer's place was not noted")

    def remember(
        self,
        channel: int,
        messages: Iterable[tuple[int, Page]],
        *,
        again: bool = False,
    ) -> None:
        """Note what messages of a channel quote, `again` where they were edited."""
        answers = [
            AnsweredMessage(channel, message, page.quotes)
            for message, page in messages
            if page.quotes or again
        ]
        if answers:
            self._beside.do(self._remember(answers))

    def forget(self, *messages: int) -> None:
        """Forget messages that were deleted."""
        self._beside.do(self._forget(messages))

    def forget_channel(self, channel: int) -> None:
        """Forget the messages of a channel that was deleted."""
        self._beside.do(self._forget_channel(channel))

    async def close(self) -> None:
        """Note what is left to note, if that is soon done, and nothing any more."""
        await self._beside.close()

    async def _remember(self, answers: Iterable[AnsweredMessage]) -> None:
        if store := await self._store():
            until = datetime.now(UTC) + KEPT
            for answer in answers:
                await store.answers.remember(answer, until)

    async def _forget(self, messages: Collection[int]) -> None:
        if store := await self._store():
            await store.answers.forget_messages(messages)

    async def _forget_channel(self, channel: int) -> None:
        if store := await self._store():
            await store.answers.forget_channel(channel)

    async def _store(self) -> Store | None:
        return await self._library.store() if self._library.keeps else None
