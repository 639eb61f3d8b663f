"""What each server's admins decided, at hand without asking the store."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, Any, TypeVar

from bot.chat.background import BackgroundTasks
from bot.chat.wording import language_for, marked, speak
from bot.errors import QuestionError, StorageError
from bot.storage import ServerSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Sequence

    import discord

    from bot.library import Library
    from bot.storage.store import Store

__all__ = ["Servers", "keeping", "unkept", "written"]

_NOT_KEPT = marked(
    "I can't save or look that up right now; please try again later. The bot's "
    "log says why."
)
PATIENCE = 2.5  # seconds that anybody waits for what is read of the store
WRITING = 15.0  # seconds for a change of it, which Discord was told to wait for
_SILENT = "the database does not answer"
_NOWHERE = 0  # no server has this ID

T = TypeVar("T")

log = logging.getLogger(__name__)
_changes: set[asyncio.Task[Any]] = set()


class Servers:
    """Holds the settings of all servers in memory, so that no answer waits for them.

    Whoever changes them changes them here; what another process changed is seen at
    the next `load`.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._settings: dict[int, ServerSettings] = {}
        self._words = BackgroundTasks(self._note, "unknown words were not counted")

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
async def keeping(patience: float | None = None) -> AsyncIterator[None]:
    """Give somebody's use of the store a few seconds; raises QuestionError after it."""
    try:
        async with asyncio.timeout(patience or PATIENCE):
            yield
    except StorageError as error:
        raise unkept(error) from None
    except TimeoutError:
        raise unkept(StorageError(_SILENT)) from None


async def written(change: Coroutine[Any, Any, T]) -> T:
    """Return what a change of the store gives, once it is made.

    It goes on where that takes too long to wait for. Raises QuestionError.
    """
    task = asyncio.create_task(change)
    _changes.add(task)  # the event loop itself would forget it
    task.add_done_callback(_changes.discard)
    async with keeping(WRITING):
        return await asyncio.shield(task)


def unkept(error: StorageError) -> QuestionError:
    """Return what to say where the store fails, and log why."""
    log.warning("%s", error)
    return QuestionError(_NOT_KEPT)
