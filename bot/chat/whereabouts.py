"""Where something is asked on Discord, which decides what may be seen there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.library import Where

if TYPE_CHECKING:
    from discord.abc import Snowflake

__all__ = ["where_asked", "where_used"]


def where_asked(message: discord.Message) -> Where:
    """Return where a message stands."""
    guild = message.guild.id if message.guild else None
    return Where(guild, _channels(message.channel))


def where_used(interaction: discord.Interaction[Any]) -> Where:
    """Return where a command or a button is used."""
    return Where(interaction.guild_id, _channels(interaction.channel))


def _channels(channel: Snowflake | None) -> tuple[int, ...]:
    if channel is None:
        return ()
    if isinstance(channel, discord.Thread):
        return channel.id, channel.parent_id
    return (channel.id,)
