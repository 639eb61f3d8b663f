"""The words that people asked for and no article has, once three asked for them.

A rare word is itself something that a member wrote. So until three different people of
a server have asked for a word within a week, only marks of it are kept (see
`bot.storage.periods`), which nobody can read back once the week is over. From then on
the word is nobody's own, and is kept with its count. Words with a digit, a dot or an @
in them are never counted: they may be a number, an address or a name on a network.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, func, select, tuple_, update

from bot.storage.periods import WORDS, current
from bot.storage.tables import unknown_words, word_ballots
from bot.storage.values import WordCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.storage.database import Database
    from bot.storage.periods import Period

__all__ = ["UnknownWords"]

_ASKERS = 3
_LENGTHS = range(2, 41)  # characters; longer ones are seldom words
_OF_ONE_QUESTION = 12  # no question floods the counts
_INSIDE = str.maketrans("", "", "-'’")  # may stand in a word beside letters


class _Word(NamedTuple):
    """A word of a server."""

    guild: int
    word: str
    mark: bytes


class UnknownWords:
    """Counts words by server; every method raises StorageError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, *asked: tuple[int, int, Iterable[str]]) -> None:
        """Count the words of questions that no article has, once a person and week.

        Each question is given as its server, who asked, and these words. All are
        counted in one transaction, as only one process at a time can count.
        """
        chosen = [
            (guild, user, word)
            for guild, user, words in asked
            for word in sorted({*_countable(words)})[:_OF_ONE_QUESTION]
        ]
        if not chosen:
            return
        async with self._database.write() as connection:
            period = await current(self._database, connection, WORDS)
            ballots = [_ballot(period, *one) for one in chosen]
            words = {
                ballot["mark"]: _Word(guild, word, ballot["word_mark"])
                for ballot, (guild, _, word) in zip(ballots, chosen, strict=True)
            }
            new = await connection.scalars(
                self._database.insert(word_ballots)
                .on_conflict_do_nothing()
                .returning(word_ballots.c.mark),
                ballots,
            )
            if counted := Counter(words[mark] for mark in new):
                await self._count(connection, counted)

    async def most_asked(self, guild: int, limit: int = 20) -> tuple[WordCount, ...]:
        """Return a server's words, the most asked for first; never under 3."""
        count = unknown_words.c.count
        query = (
            select(unknown_words.c.word, count)
            .where(unknown_words.c.guild == guild, count >= _ASKERS)
            .order_by(count.desc(), unknown_words.c.word)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return tuple(WordCount(*row) for row in await connection.execute(query))

    async def drop_before(self, moment: datetime) -> None:
        """Delete the words that nobody asked for since a moment."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(unknown_words).where(unknown_words.c.asked_at < moment)
            )

    async def forget(self, user: int) -> None:
        """Take a person out of the counts, as far as can be told: of this week."""
        async with self._database.write() as connection:
            period = await current(self._database, connection, WORDS)
            for row in (await connection.execute(select(word_ballots))).all():
                if row.mark == period.mark(row.word_mark, user):
                    await self._uncount(connection, period, row)
            await connection.execute(
                delete(unknown_words).where(unknown_words.c.count < _ASKERS)
            )

    async def _count(self, connection: AsyncConnection, new: Counter[_Word]) -> None:
        """Count words that are kept already, and keep those that enough asked for."""
        column = unknown_words.c
        kept = select(column.guild, column.word).where(
            tuple_(column.guild, column.word).in_([word[:2] for word in new])
        )
        known = {tuple(row) for row in await connection.execute(kept)}
        askers = (
            select(word_ballots.c.word_mark, func.count())
            .where(word_ballots.c.word_mark.in_([word.mark for word in new]))
            .group_by(word_ballots.c.word_mark)
            .having(func.count() >= _ASKERS)
        )
        enough = {row[0]: row[1] for row in await connection.execute(askers)}
        more, first = [], []
        for (guild, word, mark), count in new.items():
            if (guild, word) in known:
                more.append({"of_guild": guild, "of_word": word, "more": count})
            elif mark in enough:
                first.append({"guild": guild, "word": word, "count": enough[mark]})
        now = self._database.now()
        if more:
            await connection.execute(
                update(unknown_words)
                .where(column.guild == bindparam("of_guild"))
                .where(column.word == bindparam("of_word"))
                .values(count=column.count + bindparam("more"), asked_at=now),
                more,
            )
        if first:
            await connection.execute(unknown_words.insert().values(asked_at=now), first)

    async def _uncount(
        self, connection: AsyncConnection, period: Period, row: Row[Any]
    ) -> None:
        await connection.execute(
            delete(word_ballots).where(word_ballots.c.mark == row.mark)
        )
        kept = select(unknown_words.c.word).where(unknown_words.c.guild == row.guild)
        for word in (await connection.scalars(kept)).all():
            if period.mark(row.guild, word) == row.word_mark:
                await connection.execute(
                    update(unknown_words)
                    .where(
                        unknown_words.c.guild == row.guild,
                        unknown_words.c.word == word,
                    )
                    .values(count=unknown_words.c.count - 1)
                )


def _countable(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        folded = word.casefold()
        if len(folded) in _LENGTHS and folded.translate(_INSIDE).isalpha():
            yield folded


def _ballot(period: Period, guild: int, user: int, word: str) -> dict[str, Any]:
    word_mark = period.mark(guild, word)
    return {
        "purpose": period.purpose,
        "period": period.number,
        "mark": period.mark(word_mark, user),
        "guild": guild,
        "word_mark": word_mark,
    }
