"""Remembers for a while which messages quote which passages, so as to mend them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from bot.chat.background import BackgroundTasks
from bot.storage import AnsweredMessage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.chat.pages import Page
    from bot.library import Library, Where
    from bot.storage.store import Store

__all__ = ["AnswerLog"]

KEPT = timedelta(days=30)  # whoever reads an older answer looks at its date as well
_LOST = (
    "the bot stops with answers, or changes of them, that the database did not take;"
    " an article that is withdrawn later stays quoted in so many"
)
_GATHERED = 1.0  # seconds for which a busy bot gathers notes before it looks at them
_NOTED = 0.25  # and gathers answers before it notes them; each write takes 0.3 ms


@dataclass(frozen=True, slots=True)
class _Deleted:
    """Messages that are gone, or all of a channel that is."""

    messages: tuple[int, ...] = ()
    channel: int | None = None


@dataclass(frozen=True, slots=True)
class _Edited:
    """What a message quotes that quoted something else before."""

    answer: AnsweredMessage


_Noted: TypeAlias = "AnsweredMessage | _Edited | _Deleted"


class AnswerLog:
    """Notes numbers of messages and addresses of passages, and nothing else.

    It does so beside the answers and never before them; what can't be noted is
    logged, tried again, and the answer stands. What a bot had sent and not noted
    yet when it was killed is never mended. `on_stale` is called where an article
    was withdrawn or corrected between an answer's search and its note: whoever mended
    what quotes it has not seen that answer. Where a bot is killed before it has looked
    for that, the next look at all that was noted finds it.
    """

    def __init__(self, library: Library, on_stale: Callable[[], None]) -> None:
        self._library = library
        self._on_stale = on_stale
        self._notes: BackgroundTasks[_Noted] = BackgroundTasks(
            self._note,
            "an answer's place was not noted",
            keep=True,
            lost=_LOST,
            gather=_NOTED,
        )
        self._checks: BackgroundTasks[int] = BackgroundTasks(
            self._check, "a late withdrawal was not seen", keep=True, gather=_GATHERED
        )

    def remember(
        self,
        where: Where,
        messages: Iterable[tuple[int, Page]],
        *,
        again: bool = False,
    ) -> None:
        """Note what messages somewhere quote, `again` where they were edited."""
        said = (
            AnsweredMessage(where.channels[0], message, page.quotes, where.guild)
            for message, page in messages
            if page.quotes or again
        )
        self._add(map(_Edited, said) if again else said)

    def forget(self, *messages: int) -> None:
        """Forget messages that were deleted."""
        self._add([_Deleted(messages)])

    def forget_channel(self, channel: int) -> None:
        """Forget the messages of a channel that was deleted."""
        self._add([_Deleted(channel=channel)])

    def retry(self) -> None:
        """Try to note what could not be noted."""
        self._notes.retry()
        self._checks.retry()

    async def close(self) -> None:
        """Note what is left to note, if that is soon done, and nothing any more."""
        await self._notes.close()
        await self._checks.close()

    def _add(self, notes: Iterable[_Noted]) -> None:
        if self._library.keeps:
            self._notes.add(*notes)

    async def _note(self, notes: Sequence[_Noted]) -> None:
        store = await self._library.store()
        until = datetime.now(UTC) + KEPT
        for _, alike in groupby(notes, key=type):
            new, edited = [], []
            for note in alike:
                if isinstance(note, _Deleted):
                    await _forget(note, store)
                elif isinstance(note, _Edited):
                    edited.append(note.answer)
                else:
                    new.append(note)
            await store.answers.remember(*new, until=until, new=True)
            await store.answers.remember(*edited, until=until)
            # Only now: a withdrawal that comes later finds the note.
            self._checks.add(*(answer.message for answer in (*new, *edited)))

    async def _check(self, messages: Sequence[int]) -> None:
        store = await self._library.store()
        if await store.answers.are_changed(messages):
            self._on_stale()


async def _forget(gone: _Deleted, store: Store) -> None:
    if gone.channel is None:
        await store.answers.forget_messages(gone.messages)
    else:
        await store.answers.forget_channel(gone.channel)
