"""Decides whether a message is meant for the bot, what it asks, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.answering import Status
from bot.chat.question_request import QuestionRequest, beginning, readable, topic
from bot.chat.questions import asks, asks_about_claim, asks_on, is_marked
from bot.library import Where

if TYPE_CHECKING:
    from discord.abc import Snowflake

__all__ = [
    "answered_message",
    "is_hidden_reply",
    "is_unseen",
    "overheard",
    "own_role",
    "question_in",
    "replied_to",
    "visits",
    "where_asked",
    "where_used",
    "without_mention",
]

_SPOKEN = {discord.MessageType.default, discord.MessageType.reply}


def question_in(message: discord.Message, me: Snowflake) -> str | None:
    """Return what a message asks the bot, empty where it asks nothing.

    None where the message is not meant for the bot: from a bot or a webhook, to
    everyone or to a role of others, or a reply that pings the bot without naming it and
    without a question. In a direct message every message is meant.
    """
    if message.author.bot or message.webhook_id or message.type not in _SPOKEN:
        return None
    text = without_mention(message.content, me)
    if message.guild is None:
        return text
    if message.mention_everyone:
        return None
    named = f"<@{me.id}>" in message.content or f"<@!{me.id}>" in message.content
    if not named and (role := own_role(message, me)):
        return text.replace(role.mention, " ").strip()
    return text if named or _asks_on(message, text, me) else None


def overheard(message: discord.Message, me: Snowflake) -> QuestionRequest | None:
    """Return what a message asks nobody in particular, None where it only talks.

    What mentions somebody or replies to them is theirs, unless it only asks whether
    what they say is true: that is looked up. A forum's post is about its title, or asks
    it. Without a question mark only a sure answer is wanted.
    """
    if message.author.bot or message.webhook_id or message.type not in _SPOKEN:
        return None
    if message.mention_everyone or message.raw_mentions or message.raw_role_mentions:
        return None
    channel = message.channel
    title = ""
    if isinstance(channel, discord.Thread) and channel.id == message.id:
        title = readable(channel.name)
    claim = answered_message(message, me)
    for text, about, visible in ((message.content, title, False), (title, "", True)):
        question = beginning(readable(text))
        if not asks(question):
            continue
        if message.reference and not (claim and asks_about_claim(question)):
            return None
        quiet = {Status.NOT_FOUND}
        if not is_marked(question):
            quiet.add(Status.UNSURE)
        return QuestionRequest(
            question,
            context=about,
            visible=visible,
            quiet=frozenset(quiet),
            claim=claim,
        )
    return None


def answered_message(message: discord.Message, me: Snowflake) -> str:
    """Return in short what somebody else's message says that a message replies to."""
    earlier = message.reference.resolved if message.reference else None
    if not isinstance(earlier, discord.Message) or earlier.author.id == me.id:
        return ""
    return topic("", readable(without_mention(earlier.content, me)))


def is_hidden_reply(message: discord.Message, me: Snowflake) -> bool:
    """Return whether a message replies to the bot, but Discord hides its text.

    It does where the reply's ping is off, and where it is to an answer to a command.
    """
    if message.author.bot or message.webhook_id or not replied_to(message, me):
        return False
    if message.type is not discord.MessageType.reply:
        return False
    shown = message.content, message.attachments, message.stickers, message.poll
    return not any(shown)


def own_role(message: discord.Message, me: Snowflake) -> discord.Role | None:
    """Return the role that Discord made for the bot, where a message mentions it.

    It has the bot's name and is offered beside it, but mentions nobody: Discord does
    not show the bot such a message's text.
    """
    for role in message.role_mentions:
        if role.tags is not None and role.tags.bot_id == me.id:
            return role
    return None


def is_unseen(message: discord.Message, me: Snowflake) -> bool:
    """Return whether a message replies to one whose text Discord does not show."""
    earlier = message.reference.resolved if message.reference else None
    if not isinstance(earlier, discord.Message) or earlier.author.id == me.id:
        return False
    return not earlier.content


def replied_to(message: discord.Message, me: Snowflake) -> discord.Message | None:
    """Return the bot's own message that a message replies to."""
    earlier = message.reference.resolved if message.reference else None
    if isinstance(earlier, discord.Message) and earlier.author.id == me.id:
        return earlier
    return None


def without_mention(content: str, me: Snowflake) -> str:
    """Return what a message says apart from the bot's name."""
    for name in (f"<@{me.id}>", f"<@!{me.id}>"):
        content = content.replace(name, " ")
    return content.strip()


def _asks_on(message: discord.Message, text: str, me: Snowflake) -> bool:
    return replied_to(message, me) is not None and asks_on(text)


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
