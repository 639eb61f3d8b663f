"""The Discord bot, put together but not started."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.answer_log import AnswerLog
from bot.chat.buttons import BUTTONS
from bot.chat.commands import Commands, Tree, find_in_articles
from bot.chat.conversing import Conversing
from bot.chat.cooldown import Cooldown, Pauses
from bot.chat.housekeeping import Housekeeping, tried
from bot.chat.librarian import Drafts, Librarian, Reader
from bot.chat.logs import described
from bot.chat.mending import Mending
from bot.chat.panel import Administration
from bot.chat.privacy import Personal
from bot.chat.question_service import QuestionService
from bot.chat.saying import apologise
from bot.chat.services import VerbatimBot
from bot.chat.syncing import Translator, sync
from bot.chat.unserved import OTHERS, unserved
from bot.chat.wording import _
from bot.sources import read_source
from bot.storage import CommandRecord

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from discord.abc import Snowflake

    from bot.chat.drafts import ReadAddress
    from bot.library import Library
    from bot.storage import Shards

__all__ = ["ChatBot", "build_bot"]

# Seconds between sessions that the gateway did not let live: at the longest pause a
# day takes 288 of the 1,000 identifies that Discord allows before it resets a token.
_BETWEEN_SESSIONS = {"first": 5.0, "longest": 300.0, "calm": 3_600.0}

log = logging.getLogger(__name__)


def build_bot(
    library: Library,
    *,
    state: Path,
    cooldown: int = 0,
    left_for: timedelta = timedelta(days=30),
    by_address: ReadAddress = read_source,
    reads_all: bool = False,
) -> ChatBot:
    """Return the bot that answers from `library`; no token is needed to build it.

    `state` is the folder for what outlives a restart; it need not exist yet.
    `cooldown` is how many questions a minute one person may ask, 0 for no limit.
    `left_for` is how long a server's things are kept when the bot has left it.
    `by_address` returns the article at a web address. `reads_all` asks Discord for the
    text of all messages, which it gives where the host has switched that on.
    """
    asking = QuestionService(library, Cooldown(cooldown))
    house = Housekeeping(library, asking.servers, left_for=left_for)
    record = CommandRecord(state)
    return ChatBot(asking, record, house, by_address, reads_all=reads_all)


class ChatBot(VerbatimBot):
    """Answers commands, mentions and direct messages; keeps no member in memory.

    It has the shards of its library; where that has all, as many as Discord wants.
    """

    def __init__(
        self,
        asking: QuestionService,
        record: CommandRecord,
        house: Housekeeping,
        by_address: ReadAddress,
        *,
        reads_all: bool,
    ) -> None:
        # The bot never speaks, so nobody need read that voice is not supported.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            **_of_discord(asking.library.shards),
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            # Discord sends the content of messages that mention the bot and of direct
            # messages without the message content intent, which alone is privileged.
            intents=discord.Intents(
                guilds=True,
                guild_messages=True,
                dm_messages=True,
                message_content=reads_all,
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
        )
        self.asking = asking
        self.reader = Reader(by_address)
        self.drafts = Drafts()
        self.mending = Mending(asking, self, house.duties.may_mend)
        house.duties.on_lead = self.mending.mend_soon
        self.answered = AnswerLog(asking.library, self.mending.mend_soon)
        asking.library.listen(self.answered.retry)
        self._conversing = Conversing(
            asking, self.answered, lambda: self.mentions, reads_all=reads_all
        )
        self.pressed: set[tuple[int, str]] = set()
        self._record = record
        self._house = house
        house.present = lambda: (self._application_number, [g.id for g in self.guilds])
        self._pauses: dict[int | None, Pauses] = {}
        self._invites = False  # whether the invitation was logged
        self._watching: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Add the commands and, where they changed, give them to Discord."""
        if not self.cogs:  # a second login after a failed one finds them there
            await self.tree.set_translator(Translator())
            await self.add_cog(Commands(self.asking, _version()))
            await self.add_cog(Personal(self._house.left_for, self.forget))
            await self.add_cog(Administration(self.asking))
            await self.add_cog(Librarian(self.asking.library, self.reader))
            self.tree.add_command(find_in_articles())
            self.add_dynamic_items(*BUTTONS, *OTHERS)
            # The store's articles are there before the first question.
            await self.asking.library.refresh()
            await self._house.start()
            self._watching = asyncio.create_task(self.asking.library.watch())
        if self.application_id is not None:
            self.mentions = await sync(self.tree, self.application_id, self._record)

    async def on_message(self, message: discord.Message, /) -> None:
        """Answer a message that is meant for the bot."""
        if self.user is not None:
            await self._conversing.hear(message, self.user)

    async def on_raw_message_edit(
        self, payload: discord.RawMessageUpdateEvent, /
    ) -> None:
        """Answer an edited question anew."""
        if self.user is not None:
            await self._conversing.hear_again(payload.message, self.user)

    async def on_raw_message_delete(
        self, payload: discord.RawMessageDeleteEvent, /
    ) -> None:
        """Forget what an answer quoted that somebody deleted."""
        self.answered.forget(payload.message_id)

    async def on_raw_bulk_message_delete(
        self, payload: discord.RawBulkMessageDeleteEvent, /
    ) -> None:
        """Do the same for many."""
        self.answered.forget(*payload.message_ids)

    async def on_guild_channel_delete(self, channel: Snowflake, /) -> None:
        """Do the same for a channel's."""
        self.answered.forget_channel(channel.id)

    async def on_raw_thread_delete(
        self, payload: discord.RawThreadDeleteEvent, /
    ) -> None:
        """Do the same for a thread's."""
        self.answered.forget_channel(payload.thread_id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Say why a button or a form does nothing that nothing serves."""
        if said := unserved(interaction, self.drafts):
            self.asking.servers.speak_to(interaction)
            await apologise(interaction, _(said))

    async def mend(self, slug: str) -> None:
        """Bring the earlier answers that quote an article up to date."""
        await self.mending.mend(slug)

    async def forget(self, person: int) -> None:
        """Delete what there is about a person; raises QuestionError where it can't."""
        self._conversing.forget(person)
        self.drafts.forget(person)
        await self.asking.servers.forget(person)

    async def on_ready(self) -> None:
        """Log that the bot is there."""
        log.info("ready in %d servers", len(self.guilds))
        if not self._invites:
            self._invites = True
            log.info("who invites it opens %s", _invitation(self._application_number))
        await self._house.compare(
            self._application_number,
            (guild.id for guild in self.guilds),
            self.asking.library.shards.owns,
        )
        await tried(self.mending.mend_all())
        self.mending.start()

    @property
    def _application_number(self) -> int:
        """The number of Discord's application that the bot is; 0 before the login."""
        return self.application_id or 0

    async def on_guild_join(self, guild: discord.Guild, /) -> None:
        """Keep what is kept for the server."""
        await self._house.joined(self._application_number, guild.id)

    async def on_guild_remove(self, guild: discord.Guild, /) -> None:
        """Keep it for a while only."""
        await self._house.left(self._application_number, guild.id)

    async def on_error(self, event_method: str, /, *_: object, **__: object) -> None:
        """Log an event that failed, in one line."""
        error = sys.exc_info()[1]
        log.error("%s failed: %s", event_method, described(error) if error else "?")

    async def before_identify_hook(self, shard_id: int | None, **_: bool) -> None:
        """Wait for a turn, and longer before each new session of a shard.

        Discord takes one identify of each bucket in five seconds, and counts them.
        """
        if shard_id in self._pauses:
            await asyncio.sleep(self._pauses[shard_id].after(time.monotonic()))
        else:
            self._pauses[shard_id] = Pauses(**_BETWEEN_SESSIONS)
        bucket = (shard_id or 0) % self.max_concurrency
        await self._house.duties.wait_to_identify(self._application_number, bucket)

    async def close(self) -> None:
        """Close the gateway, then stop answering."""
        await super().close()
        if self._watching:
            self._watching.cancel()
        self._house.stop()
        await self.mending.close()
        await asyncio.gather(self.answered.close(), self.asking.servers.close())
        await self.asking.library.close()
        self.asking.close()


def _invitation(application: int) -> str:
    """Return the address at which the bot is invited to a server."""
    permissions = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        read_message_history=True,
    )
    scopes = ("bot", "applications.commands")
    return discord.utils.oauth_url(application, permissions=permissions, scopes=scopes)


def _of_discord(shards: Shards) -> dict[str, Any]:
    """Return what discord.py is told of shards.

    Without any it is one, until Discord recommends more, see `bot.chat.starting`.
    """
    if not shards.ids:
        return {"shard_count": 1}
    return {"shard_ids": [*shards.ids], "shard_count": shards.count}


def _version() -> str:
    try:
        return version("verbatim")
    except PackageNotFoundError:
        return "(not installed)"
