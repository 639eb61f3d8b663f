"""What each server's admins decided, at hand without asking the store."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any, TypeVar

from bot.chat.background import BackgroundTasks
from bot.chat.logs import described
from bot.chat.wording import language_for, marked, speak
from bot.errors import QuestionError, StorageError
from bot.storage import ServerSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

    import discord

    from bot.library import Library
    from bot.storage.store import Store

__all__ = ["Servers", "UnfinishedError", "finished", "keeping", "unkept", "written"]

_NOT_KEPT = marked(
    "I can't save or look that up right now; please try again later. The bot's "
    "log says why."
)
_GOES_ON = marked(
    "Saving takes longer than usual. It goes on, so please check in a minute before "
    "you try again."
)
PATIENCE = 2.5  # seconds that anybody waits for the store
_GATHERED = 2.0  # seconds for which words are gathered on a busy bot
_SILENT = "the database does not answer"
_NOWHERE = 0  # no server has this ID

T = TypeVar("T")

log = logging.getLogger(__name__)
_changes: set[asyncio.Task[Any]] = set()


class UnfinishedError(QuestionError):
    """A change takes too long to wait for, and goes on."""


class Servers:
    """Holds the settings of all servers in memory, so that no answer waits for them.

    Whoever changes them changes them here; what another process changed is seen at
    the next `load`.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._settings: dict[int, ServerSettings] = {}
        self._words = BackgroundTasks(
            self._note, "unknown words were not counted", gather=_GATHERED
        )

    def of(self, guild: int | None) -> ServerSettings:
        """Return a server's settings, the defaults for direct messages (None)."""
        if guild is None:
            return ServerSettings(_NOWHERE)
        return self._settings.get(guild) or ServerSettings(guild)

    async def load(self) -> None:
        """Read the settings anew; they stay as they were where that fails."""
        if not self._library.keeps:
            return
        try:
            store = await self._library.store()
            settings = await store.servers.all(self._library.shards)
            self._settings = {s.guild: s for s in settings}
        except StorageError as error:
            log.warning("the settings of servers can't be read: %s", error)

    async def change(
        self, guild: int, decide: Callable[[ServerSettings], ServerSettings]
    ) -> None:
        """Replace a server's settings; raises QuestionError where it can't be."""
        store = await self.store()

        async def change() -> None:
            self._settings[guild] = await store.servers.change(guild, decide)

        await written(change())

    async def store(self) -> Store:
        """Return the open store; raises QuestionError for whoever asked for it."""
        async with keeping():
            return await self._library.store()

    async def forget(self, person: int) -> None:
        """Delete what there is about a person; raises QuestionError where it can't."""
        if not self._library.keeps:
            return
        store = await self.store()
        await written(store.forget_person(person))

    def note(self, guild: int | None, asker: int, words: Sequence[str]) -> None:
        """Count words that no article has, beside the answer and not before it."""
        if guild is not None and words:
            self._words.add((guild, asker, words))

    async def close(self) -> None:
        """Count what is left to count, if that is soon done, and nothing any more."""
        await self._words.close()

    async def _note(self, asked: Sequence[tuple[int, int, Sequence[str]]]) -> None:
        store = await self._library.store()
        await store.words.note(*asked)

    def speak_to(self, interaction: discord.Interaction[Any]) -> None:
        """Speak the server's language from here on, else that of the person."""
        decided = self.of(interaction.guild_id).language
        speak(language_for(decided, str(interaction.locale)))

    def speak_in(self, guild: discord.Guild | None) -> None:
        """Speak a server's language: the one decided, else that of Discord's setting.

        Discord says no person's language with a message.
        """
        decided = self.of(guild.id if guild else None).language
        speak(language_for(decided, str(guild.preferred_locale) if guild else None))


@contextlib.asynccontextmanager
async def keeping() -> AsyncIterator[None]:
    """Give somebody's use of the store a few seconds; raises QuestionError after it."""
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except StorageError as error:
        raise unkept(error) from None
    except TimeoutError:
        raise unkept(StorageError(_SILENT)) from None


async def written(change: Coroutine[Any, Any, T]) -> T:
    """Return what a change of the store gives; raises QuestionError as `finished`."""
    try:
        return await finished(change, PATIENCE)
    except StorageError as error:
        raise unkept(error) from None


async def finished(change: Coroutine[Any, Any, T], patience: float) -> T:
    """Return what a change gives, once it is made.

    It goes on where that takes longer than `patience` seconds: then UnfinishedError is
    raised, and what may still go wrong is logged.
    """
    task = asyncio.create_task(change)
    _changes.add(task)  # the event loop itself would forget it
    task.add_done_callback(_changes.discard)
    done, _ = await asyncio.wait({task}, timeout=patience)
    if done:
        return task.result()
    task.add_done_callback(_log_failure)
    raise UnfinishedError(_GOES_ON)


def _log_failure(task: asyncio.Task[Any]) -> None:
    if not task.cancelled() and (error := task.exception()):
        why = error if isinstance(error, StorageError) else described(error)
        log.warning("a change that took long was not made: %s", why)


def unkept(error: StorageError) -> QuestionError:
    """Return what to say where the store fails, and log why."""
    log.warning("%s", error)
    return QuestionError(_NOT_KEPT)
