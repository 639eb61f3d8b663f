"""Where something is asked on Discord, which decides what may be seen there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.library import Where

if TYPE_CHECKING:
    import discord
    from discord.abc import Snowflake

__all__ = ["visits", "where_asked", "where_used"]


def where_asked(message: discord.Message) -> Where:
    """Return where a message stands."""
    guild = message.guild.id if message.guild else None
    return Where(guild, _channels(message.channel))


def where_used(interaction: discord.Interaction[Any]) -> Where:
    """Return where a command or a button is used."""
    return Where(interaction.guild_id, _channels(interaction.channel))


def visits(interaction: discord.Interaction[Any]) -> bool:
    """Return whether the bot was brought along by its user alone.

    It is no member there, and can't reach its answers later.
    """
    if interaction.context.dm_channel:
        return False
    return interaction.is_user_integration() and not interaction.is_guild_integration()


def _channels(channel: Snowflake | None) -> tuple[int, ...]:
    numbers = getattr(channel, "id", None), getattr(channel, "parent_id", None)
    return tuple(number for number in numbers if number)
