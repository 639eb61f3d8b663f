"""Which messages quote which passages, for a while, so that they can be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from bot.storage.tables import answers
from bot.storage.values import AnsweredMessage, PassageAddress

if TYPE_CHECKING:
    from datetime import datetime

    from bot.storage.database import Database

__all__ = ["Answers"]


class Answers:
    """Keeps addresses and nothing else; every method raises StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def remember(self, answer: AnsweredMessage, until: datetime) -> None:
        """Keep what a message quotes, in place of what it quoted before."""
        rows = [
            {
                "message": answer.message,
                "channel": answer.channel,
                "slug": passage.slug,
                "content_hash": passage.content_hash,
                "start": passage.start,
                "end": passage.end,
                "expires_at": until,
            }
            for passage in dict.fromkeys(answer.passages)
        ]
        async with self._database.write() as connection:
            await connection.execute(
                delete(answers).where(answers.c.message == answer.message)
            )
            if rows:
                await connection.execute(answers.insert(), rows)

    async def quoting(self, slug: str) -> tuple[AnsweredMessage, ...]:
        """Return the messages that quote an article, with its passages only."""
        query = (
            select(answers)
            .where(answers.c.slug == slug, answers.c.expires_at > self._database.now())
            .order_by(answers.c.message, answers.c.start)
        )
        found: dict[tuple[int, int], list[PassageAddress]] = {}
        async with self._database.read() as connection:
            for row in await connection.execute(query):
                passage = PassageAddress(row.slug, row.content_hash, row.start, row.end)
                found.setdefault((row.channel, row.message), []).append(passage)
        return tuple(
            AnsweredMessage(*place, tuple(passages))
            for place, passages in found.items()
        )

    async def slugs(self) -> tuple[str, ...]:
        """Return the articles that any message quotes."""
        query = select(answers.c.slug).distinct().order_by(answers.c.slug)
        async with self._database.read() as connection:
            return tuple(await connection.scalars(query))

    async def forget_message(self, message: int, slug: str | None = None) -> None:
        """Forget what a message quotes, of one article or at all."""
        query = delete(answers).where(answers.c.message == message)
        if slug is not None:
            query = query.where(answers.c.slug == slug)
        async with self._database.write() as connection:
            await connection.execute(query)

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
