"""Which messages are known to quote an article, which only tests ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.storage.tables import answers

if TYPE_CHECKING:
    from bot.storage import AnsweredMessage
    from bot.storage.store import Store

__all__ = ["quoting"]


async def quoting(store: Store, slug: str) -> tuple[AnsweredMessage, ...]:
    """Return the messages that quote an article, with its passages only."""
    known = store.answers
    unexpired = answers.c.expires_at > known._database.now()  # noqa: SLF001 - as above
    query = select(answers).where(answers.c.slug == slug, unexpired)
    return await known._found(query)  # noqa: SLF001 - as above
