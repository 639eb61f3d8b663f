"""The menus and buttons of /settings, which work after a restart as well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.chat.addressing import where_used
from bot.chat.commands import for_managers
from bot.chat.insights import insights
from bot.chat.items import UsedItem
from bot.chat.panel.deciding import Choice, decided
from bot.chat.panel.panel import PREFIX, panel
from bot.chat.panel.reasons import Here
from bot.chat.saying import showing_what_is_done
from bot.chat.sending import tell
from bot.chat.servers import keeping
from bot.chat.services import bot_of
from bot.chat.wording import marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.chat.question_service import QuestionService

    Interaction = discord.Interaction[Any]


__all__ = ["Administration", "Control", "refuse_others", "shown"]

_NOT_YOURS = marked("Only people who can manage the server can do this.")


def refuse_others(interaction: Interaction) -> None:
    """Raise QuestionError for whoever may not manage the server.

    Discord hides the commands from them, but a server can show them to others.
    """
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        raise QuestionError(_NOT_YOURS)


def shown(interaction: Interaction, asking: QuestionService) -> ui.LayoutView:
    """Return the message of /settings for the channel in which it is used."""
    where = where_used(interaction)
    guild = interaction.client.get_guild(where.guild or 0)
    here = Here(
        where,
        interaction.app_permissions,
        len(asking.at(where).articles),
        known=_known(guild) if guild else frozenset(),
        is_thread=isinstance(interaction.channel, discord.Thread),
        # Its commands can be in a server that the bot itself was not invited to.
        is_member=guild is not None,
        reads_all=interaction.client.intents.message_content,
    )
    settings = asking.servers.of(where.guild)
    return panel(settings, here, asking.library.articles(where))


def _known(guild: discord.Guild) -> frozenset[int]:
    return frozenset(thing.id for thing in (*guild.channels, *guild.roles))


class Control(UsedItem, template=rf"{PREFIX}:(?P<what>[a-z0-9:]+)"):
    """A menu or a button that changes a setting, for those who manage the server."""

    failed = "a setting was not changed"

    async def use(self, interaction: Interaction) -> None:
        """Change the setting and show what now holds."""
        refuse_others(interaction)
        await interaction.response.defer()
        asking = bot_of(interaction).asking
        await self._change(interaction, asking)
        asking.servers.speak_to(interaction)  # it may be the language
        view = shown(interaction, asking)
        async with showing_what_is_done(interaction):
            await interaction.edit_original_response(view=view)

    async def _change(self, interaction: Interaction, asking: QuestionService) -> None:
        where = where_used(interaction)
        guild = cast("int", where.guild)  # they were refused in direct messages
        offered = self.item.options if isinstance(self.item, ui.Select) else []
        data = cast("dict[str, Any]", interaction.data)
        choice = Choice(
            self.known["what"],
            tuple(data.get("values", ())),
            frozenset(option.value for option in offered),
            where.channels[0],
            [article.slug for article in asking.library.articles(where)],
        )
        await asking.servers.change(guild, lambda before: decided(before, choice))


class Administration(commands.Cog):
    """What those who manage a server can decide and see."""

    def __init__(self, asking: QuestionService) -> None:
        self._asking = asking

    @app_commands.command(description="Choose how and where I answer in this server")
    @for_managers
    async def settings(self, interaction: Interaction) -> None:
        """Show what is decided and why the bot would answer here, to be changed."""
        refuse_others(interaction)
        await interaction.response.defer(ephemeral=True)
        await self._asking.servers.store()  # else nothing could be changed
        view = shown(interaction, self._asking)
        await interaction.followup.send(view=view, ephemeral=True)

    @app_commands.command(description="See what helped, and which words were missing")
    @for_managers
    async def insights(self, interaction: Interaction) -> None:
        """Show counts of votes and of words that no article has."""
        refuse_others(interaction)
        await interaction.response.defer(ephemeral=True)
        where = where_used(interaction)
        store = await self._asking.servers.store()
        async with keeping():
            counts = await store.feedback.counts(where.guild)
            words = await store.words.most_asked(where.guild or 0)
        desk = self._asking.at(where)
        articles = self._asking.library.articles(where)
        texts = await desk.worked(lambda _: insights(counts, words, articles))
        await tell(interaction, *texts)
