"""What commands, buttons and forms need of the bot, and how they come by it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from discord.ext import commands

if TYPE_CHECKING:
    from collections.abc import Mapping

    import discord

    from bot.chat.answer_log import AnswerLog
    from bot.chat.drafts import Drafts, Reader
    from bot.chat.question_service import QuestionService

__all__ = ["VerbatimBot", "bot_of"]


class VerbatimBot(commands.AutoShardedBot, commands.Bot):
    """A bot with the services that are used by whatever is used on Discord.

    `pressed` are the buttons that are being served, by message and custom_id;
    `mentions` are what Discord shows as commands to click, by their names.
    `max_concurrency` is how many shards Discord lets begin at once.
    """

    asking: QuestionService
    answered: AnswerLog
    reader: Reader
    drafts: Drafts
    pressed: set[tuple[int, str]]
    mentions: Mapping[str, str] = MappingProxyType({})
    max_concurrency: int = 1

    async def mend(self, slug: str) -> None:
        """Bring the earlier answers that quote an article up to date.

        Raises StorageError.
        """


def bot_of(interaction: discord.Interaction[Any]) -> VerbatimBot:
    """Return the bot that something was used of."""
    bot: VerbatimBot = interaction.client
    return bot
