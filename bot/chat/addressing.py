"""Decides whether a message is meant for the bot, and what it asks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from discord.abc import Snowflake

__all__ = ["question_in"]

_SPOKEN = {discord.MessageType.default, discord.MessageType.reply}


def question_in(message: discord.Message, me: Snowflake) -> str | None:
    """Return what a message asks the bot, empty where it asks nothing.

    None where the message is not meant for the bot: from a bot or a webhook, to
    everyone or to a role, or a reply that pings the bot without naming it. In a
    direct message every message is meant.
    """
    if message.author.bot or message.webhook_id or message.type not in _SPOKEN:
        return None
    if message.guild is None:
        return _without_mention(message.content, me)
    named = f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content
    if message.mention_everyone or not named:
        return None
    return _without_mention(message.content, me)


def _without_mention(content: str, me: Snowflake) -> str:
    return re.sub(rf"<@!?{me.id}>", " ", content).strip()
