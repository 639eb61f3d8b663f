"""/privacy and /forget: what is kept of a person, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.sending import tell
from bot.chat.wording import _, marked, numbered

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    Interaction = discord.Interaction[Any]

__all__ = ["Personal"]

_ASKED = marked("""\
**Privacy**
Your question is used to find passages, then forgotten: it is neither stored nor \
logged, and goes to no service but Discord. Nothing is used to train anything.""")
_SEEN = marked("I see messages only where you address me or choose one for me.")
_SEEN_ALL = marked(
    "Discord shows me all messages; I read them only where you address me, with the "
    "message that you reply to, where you choose one for me, and in channels that were "
    "chosen for questions."
)
_KEPT = marked("""\
**What is kept, and for how long**
- In memory, until I stop: which of my messages answer the latest questions, as \
numbers, so that editing a question changes its answer; and for two minutes, when you \
last asked.
- For 30 days: which of my messages quote which passages, as numbers, so that a \
correction reaches them.
- Votes (👍 👎), as counts for each passage. That you voted is remembered for a day, \
by a mark that nobody can trace back to you once the day is over.
- Words that no article has, as counts, once three people in a server have asked for \
one within a week, until nobody has asked for it for half a year. Before that, and \
for that week only, there are marks that nobody can trace back to anyone \
once it is over.
- A server's settings, its articles, and which of its librarians changed them.""")
_FORGET = marked("/forget deletes at once what there is about you.")
_FORGOTTEN = marked(
    "Done. Your votes and words are out of the counts, as far as it can still be told "
    "that they were yours; your number is out of the log of changes; and I no longer "
    "know which of your messages I answered. Nothing else about you is kept except, "
    "for two minutes, when you last asked, so that everybody gets a turn."
)


def _privacy(left_for: timedelta, *, reads_all: bool) -> tuple[str, ...]:
    """Return the messages that say what is kept.

    `left_for` is how long a server's things are kept when the bot has left it,
    `reads_all` whether Discord gives the bot the text of all messages.
    """
    left = numbered(
        "- What is kept for a server is deleted {number} day after I have left it.",
        "- What is kept for a server is deleted {number} days after I have left it.",
        left_for.days,
    )
    asked = f"{_(_ASKED)} {_(_SEEN_ALL if reads_all else _SEEN)}"
    return ("\n\n".join([asked, f"{_(_KEPT)}\n{left}", _(_FORGET)]),)


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
        await tell(interaction, *_privacy(self._left_for, reads_all=reads_all))

    @app_commands.command(description="Delete at once what is kept about you")
    async def forget(self, interaction: Interaction) -> None:
        """Delete what there is about the person."""
        await interaction.response.defer(ephemeral=True)
        await self._forget(interaction.user.id)
        await tell(interaction, _(_FORGOTTEN))
