"""The commands for those who manage a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.insights import insights
from bot.chat.panel.controls import refuse_others, shown
from bot.chat.sending import tell
from bot.chat.servers import unkept
from bot.chat.whereabouts import where_used
from bot.errors import StorageError

if TYPE_CHECKING:
    from bot.chat.asking import Asking

    Interaction = discord.Interaction[Any]

__all__ = ["Administration"]


class Administration(commands.Cog):
    """What those who manage a server can decide and see."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    @app_commands.command(description="Choose how and where I answer in this server")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def settings(self, interaction: Interaction) -> None:
        """Show what is decided and why the bot would answer here, to be changed."""
        refuse_others(interaction)
        await interaction.response.defer(ephemeral=True)
        await self._asking.servers.store()  # else nothing could be changed
        view = shown(interaction, self._asking)
        await interaction.followup.send(view=view, ephemeral=True)

    @app_commands.command(description="See what helped, and which words were missing")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.default_permissions(manage_guild=True)
    async def insights(self, interaction: Interaction) -> None:
        """Show counts of votes and of words that no article has."""
        refuse_others(interaction)
        await interaction.response.defer(ephemeral=True)
        where = where_used(interaction)
        store = await self._asking.servers.store()
        try:
            counts = await store.feedback.counts(where.guild)
            words = await store.words.most_asked(where.guild or 0)
        except StorageError as error:
            raise unkept(error) from None
        articles = self._asking.library.articles(where)
        await tell(interaction, *insights(counts, words, articles))
