"""Marks that tell whether a person did something already, without saying who.

A mark is an HMAC-SHA256 (RFC 2104) of the person's id and what it is about, with a
key drawn at random for a span of days. Discord's ids can be listed, so a plain hash of
one could be reversed by trying them all; with the key gone, nobody can, the host
included. The key goes with its span, and its marks go with it. As each mark is also
about one thing, two marks of one person are not seen to be of one person. Neither
keys nor marks are part of a backup.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select

from bot.storage.tables import periods

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database

__all__ = ["FEEDBACK", "WORDS", "Period", "current", "delete_past"]

FEEDBACK = "feedback"
WORDS = "words"
# A vote counts once a day. A word has a week for three people to ask for it: in a
# small server a day would be too short for nearly all of them.
_DAYS = {FEEDBACK: 1, WORDS: 7}
_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days and its key."""

    purpose: str
    number: int
    secret: bytes

    def mark(self, *parts: str | float | bytes) -> bytes:
        """Return the mark of some parts: 16 bytes, of this span only."""
        text = json.dumps([p.hex() if isinstance(p, bytes) else p for p in parts])
        return hmac.digest(self.secret, text.encode(), hashlib.sha256)[:16]


async def current(
    database: Database, connection: AsyncConnection, purpose: str
) -> Period:
    """Return today's span for a purpose, begun where it is new; past ones go.

    Who has it counts alone until the transaction ends: of two who counted at once in
    PostgreSQL, neither would see the other.
    """
    number = _number(purpose, database.now())
    query = (
        select(periods.c.secret)
        .where(periods.c.purpose == purpose, periods.c.number == number)
        .with_for_update()
    )
    secret: bytes | None = await connection.scalar(query)
    if secret is None:
        await delete_past(connection, database.now())
        row = {"purpose": purpose, "number": number, "secret": secrets.token_bytes(32)}
        await connection.execute(
            database.insert(periods).values(row).on_conflict_do_nothing()
        )
        secret = (await connection.execute(query)).scalar_one()
    return Period(purpose, number, secret)


async def delete_past(connection: AsyncConnection, now: datetime) -> None:
    """Delete the keys and marks of the spans that are over."""
    over = (
        and_(periods.c.purpose == purpose, periods.c.number < _number(purpose, now))
        for purpose in _DAYS
    )
    await connection.execute(delete(periods).where(or_(*over)))


def _number(purpose: str, now: datetime) -> int:
    return int(now.timestamp()) // _SECONDS // _DAYS[purpose]
