"""The commands about what is kept of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.privacy import FORGOTTEN, privacy
from bot.chat.sending import tell
from bot.chat.wording import _

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    Interaction = discord.Interaction[Any]

__all__ = ["Personal"]


class Personal(commands.Cog):
    """What anybody can know and decide about themselves."""

    def __init__(
        self, left_for: timedelta, forget: Callable[[int], Awaitable[None]]
    ) -> None:
        self._left_for = left_for
        self._forget = forget

    @app_commands.command(description="What is kept about you, and for how long")
    async def privacy(self, interaction: Interaction) -> None:
        """Say what is kept."""
        reads_all = interaction.client.intents.message_content
        await tell(interaction, *privacy(self._left_for, reads_all=reads_all))

    @app_commands.command(description="Delete at once what is kept about you")
    async def forget(self, interaction: Interaction) -> None:
        """Delete what there is about the person."""
        await interaction.response.defer(ephemeral=True)
        await self._forget(interaction.user.id)
        await tell(interaction, _(FORGOTTEN))
