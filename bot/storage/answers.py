"""Which messages quote which passages, for a while, so that they can be mended."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from bot.storage.tables import answers, articles
from bot.storage.values import AnsweredMessage, ArticleState, PassageAddress

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Insert, Select

    from bot.storage.database import Database

__all__ = ["Answers"]

_CHANGED = (
    select(answers.c.message)
    .join(articles, articles.c.slug == answers.c.slug)
    .where(
        answers.c.message.in_(bindparam("messages", expanding=True)),
        articles.c.state != ArticleState.ACTIVE,
    )
    .limit(1)
)


class Answers:
    """Keeps addresses and nothing else; every method raises StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @cached_property
    def _adding(self) -> Insert:
        return self._database.insert(answers).on_conflict_do_nothing()

    async def remember(
        self, *given: AnsweredMessage, until: datetime, new: bool = False
    ) -> None:
        """Keep what messages quote, in place of what they quoted before.

        Of two answers in one message the later counts. `new` messages quoted nothing.
        """
        newest = {answer.message: answer for answer in given}
        rows = [
            {
                "message": answer.message,
                "channel": answer.channel,
                "guild": answer.guild,
                "slug": passage.slug,
                "content_hash": passage.content_hash,
                "start": passage.start,
                "end": passage.end,
                "expires_at": until,
            }
            for answer in newest.values()
            for passage in dict.fromkeys(answer.passages)
        ]
        if new and rows:
            async with self._database.write_at_once() as connection:
                await connection.execute(self._adding, rows)
        if new or not newest:
            return
        async with self._database.write() as connection:
            await connection.execute(
                delete(answers).where(answers.c.message.in_(newest))
            )
            if rows:
                await connection.execute(answers.insert(), rows)

    async def are_changed(self, messages: Collection[int]) -> bool:
        """Return whether any of some messages quotes what is corrected or withdrawn."""
        asked = {"messages": [*messages]}
        async with self._database.read() as connection:
            return await connection.scalar(_CHANGED, asked) is not None

    async def changed(self, slug: str | None = None) -> tuple[AnsweredMessage, ...]:
        """Return the messages that quote any article corrected or withdrawn by now.

        They come with all that they quote. `slug` asks for one such article alone.
        """
        now = self._database.now()
        affected = (
            select(answers.c.message)
            .join(articles, articles.c.slug == answers.c.slug)
            .where(articles.c.state != ArticleState.ACTIVE, answers.c.expires_at > now)
        )
        if slug is not None:
            affected = affected.where(answers.c.slug == slug)
        return await self._found(select(answers).where(answers.c.message.in_(affected)))

    async def forget_message(self, message: int, slug: str | None = None) -> None:
        """Forget what a message quotes, of one article or at all."""
        query = delete(answers).where(answers.c.message == message)
        if slug is not None:
            query = query.where(answers.c.slug == slug)
        async with self._database.write() as connection:
            await connection.execute(query)

    async def forget_messages(self, messages: Collection[int]) -> None:
        """Forget messages; where all are unknown, nothing is written."""
        theirs = answers.c.message.in_(messages)
        async with self._database.read() as connection:
            known = await connection.scalar(select(answers.c.message).where(theirs))
        if known is None:
            return
        async with self._database.write() as connection:
            await connection.execute(delete(answers).where(theirs))

    async def forget_channel(self, channel: int) -> None:
        """Forget the messages of a channel."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(answers).where(answers.c.channel == channel)
            )

    async def drop_expired(self) -> None:
        """Delete what was kept long enough."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(answers).where(answers.c.expires_at <= self._database.now())
            )

    async def _found(self, query: Select[Any]) -> tuple[AnsweredMessage, ...]:
        ordered = query.order_by(answers.c.message, answers.c.start)
        found: dict[tuple[int, int, int | None], list[PassageAddress]] = {}
        async with self._database.read() as connection:
            for row in await connection.execute(ordered):
                passage = PassageAddress(row.slug, row.content_hash, row.start, row.end)
                place = row.channel, row.message, row.guild
                found.setdefault(place, []).append(passage)
        return tuple(
            AnsweredMessage(channel, message, tuple(passages), guild)
            for (channel, message, guild), passages in found.items()
        )
