"""Edits earlier answers that quote an article which was corrected or withdrawn."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.ext import tasks

from bot.chat.attribution import credits_of
from bot.chat.housekeeping import tried
from bot.chat.items import view_of
from bot.chat.logs import described
from bot.chat.recalling import items_of
from bot.chat.retractions import Change, mended
from bot.chat.saying import UNSENT
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Sequence
    from typing import Any

    from bot.chat.question_service import QuestionService
    from bot.storage import AnsweredMessage
    from bot.storage.store import Store

__all__ = ["Mending"]

_EVERY = 15  # minutes between two looks at what could not be mended before
_PATIENCE = 2.0  # seconds for what is under way when the bot stops
_MOST_DONE = 10_000  # messages that are known to be mended
_UNKNOWN_CHANNEL, _ARCHIVED = 10003, 50083  # Discord's codes

log = logging.getLogger(__name__)


class Mending:
    """Mends answers that are remembered, see `bot.chat.answer_log`.

    What a message quotes is forgotten only once the message is mended, so what a
    stopped bot left undone, or Discord refused, is done at a later look. A look
    follows every change of the library, another process's as well. Each process mends
    the answers of its own servers, the first one those of channels that it can't tell;
    `may_mend` says whether another process has this one's servers.
    """

    def __init__(
        self,
        asking: QuestionService,
        client: discord.Client,
        may_mend: Callable[[], Coroutine[Any, Any, bool]],
    ) -> None:
        self._may_mend = may_mend
        self._library = asking.library
        self._servers = asking.servers
        self._client = client
        self._turn = asyncio.Lock()
        self._is_due = False
        self._soon: asyncio.Task[None] | None = None
        self._library.listen(self.mend_soon)
        self._done: dict[int, frozenset[object]] = {}

    def start(self) -> None:
        """Look now and again from now on."""
        if self._library.keeps and not self._looking.is_running():
            self._looking.start()

    async def close(self) -> None:
        """End the look that is under way, if that is soon done, and look no more."""
        self._looking.cancel()
        self._is_due = False
        if self._soon is not None:
            await asyncio.wait({self._soon}, timeout=_PATIENCE)
            self._soon.cancel()

    def mend_soon(self) -> None:
        """Look at once, beside everything else, once the bot has started."""
        if not self._looking.is_running():
            return
        self._is_due = True
        if self._soon is None or self._soon.done():
            self._soon = asyncio.create_task(self._mend_while_due())

    async def _mend_while_due(self) -> None:
        while self._is_due:
            self._is_due = False
            await tried(self.mend_all())

    async def mend_all(self) -> None:
        """Mend what quotes any article that is corrected or withdrawn by now.

        Raises StorageError.
        """
        if self._library.keeps:
            await self._mend(None)

    async def mend(self, slug: str) -> None:
        """Mend what quotes one article; raises StorageError."""
        await self._mend(slug)

    async def _mend(self, slug: str | None) -> None:
        async with self._turn:  # two at once would fetch the same messages
            await self._mend_in_turn(slug)

    async def _mend_in_turn(self, slug: str | None) -> None:
        if not await self._may_mend():
            return
        store = await self._library.store()
        known: dict[str, Change | None] = {}
        closed: set[int] = set()
        for answer in await store.answers.changed(slug):
            if not self._is_of_mine(answer):
                continue
            for quoted in {passage.slug for passage in answer.passages} - known.keys():
                known[quoted] = await Change.of(quoted, store)
            slugs = dict.fromkeys(passage.slug for passage in answer.passages)
            changes = [change for slug in slugs if (change := known[slug])]
            if answer.channel not in closed and not self._is_done(answer, changes):
                await self._mend_one(answer, changes, store, closed)

    def _is_of_mine(self, answer: AnsweredMessage) -> bool:
        """Return whether an answer is of this process's servers; shard 0 has the rest.

        That is direct messages, and what was noted before servers were.
        """
        return self._library.shards.owns(answer.guild or 0)

    async def _mend_one(
        self,
        answer: AnsweredMessage,
        changes: Sequence[Change],
        store: Store,
        closed: set[int],
    ) -> None:
        try:
            message = await self._fetched(answer, closed)
            await self._edit(message, answer, changes)
        except discord.NotFound as error:
            log.info("an answer was deleted: %s", described(error))
            await _forget(answer, error, store)
        except UNSENT as error:
            log.warning("an answer is not mended yet: %s", described(error))
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - it keeps no other from being mended
            log.error("an answer can't be mended: %s", described(error))  # noqa: TRY400
        else:
            self._note(answer, changes)
            for change in changes:
                if change.is_final:
                    await store.answers.forget_message(answer.message, change.slug)

    async def _fetched(
        self, answer: AnsweredMessage, closed: set[int]
    ) -> discord.Message:
        """Return a message; note a channel that the bot may not read at present."""
        channel = self._client.get_partial_messageable(answer.channel)
        try:
            return await channel.fetch_message(answer.message)
        except discord.Forbidden:
            closed.add(answer.channel)
            raise

    async def _edit(
        self,
        message: discord.Message,
        answer: AnsweredMessage,
        changes: Sequence[Change],
    ) -> None:
        """Put the changes into a message, unless they stand there already."""
        known = self._client.get_channel(message.channel.id)
        self._servers.speak_in(getattr(known, "guild", None))
        others = {p.slug for p in answer.passages} - {c.slug for c in changes}
        articles = self._library.everything()
        stay = credits_of(a for a in articles if a.slug in others)
        content = mended(message.content, changes, stay)
        buttons = list(items_of(message))
        kept = [b for b in buttons if not any(c.ends(b[0]) for c in changes)]
        if (content, kept) == (message.content, buttons):
            return
        change = partial(
            message.edit, content=content, view=view_of(kept), suppress=True
        )
        try:
            await change()
        except discord.HTTPException as error:
            if error.code != _ARCHIVED:
                raise
            thread = await self._client.fetch_channel(message.channel.id)
            if not isinstance(thread, discord.Thread):
                raise
        else:
            return
        await thread.edit(archived=False)
        try:
            await change()
        finally:
            with suppress(*UNSENT):  # whoever may not archive leaves that to Discord
                await thread.edit(archived=True)

    def _is_done(self, answer: AnsweredMessage, changes: Iterable[Change]) -> bool:
        return self._done.get(answer.message) == _marks(changes)

    def _note(self, answer: AnsweredMessage, changes: Iterable[Change]) -> None:
        """Note that a message is mended; a later change makes it due again."""
        if len(self._done) >= _MOST_DONE:
            self._done.clear()
        self._done[answer.message] = _marks(changes)

    @tasks.loop(minutes=_EVERY)
    async def _looking(self) -> None:
        await tried(self.mend_all())


def _marks(changes: Iterable[Change]) -> frozenset[object]:
    return frozenset(change.mark for change in changes)


async def _forget(
    answer: AnsweredMessage, error: discord.NotFound, store: Store
) -> None:
    if error.code == _UNKNOWN_CHANNEL:
        await store.answers.forget_channel(answer.channel)
    else:
        await store.answers.forget_messages([answer.message])
