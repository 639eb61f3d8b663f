"""Gives Discord the commands' descriptions in the languages of the interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.chat.wording import ENGLISH, _, language_for, speaking

if TYPE_CHECKING:
    import discord

__all__ = ["Translator"]

# The names of commands and options stay: help, README and other members speak of them.
_NAMES = {Location.command_name, Location.group_name, Location.parameter_name}


class Translator(app_commands.Translator):
    """Looks the words up in the catalogues."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Return a text in the language of a locale, None where it stays English."""
        of_menu = isinstance(context.data, app_commands.ContextMenu)
        language = language_for(locale.value)
        if language == ENGLISH or (context.location in _NAMES and not of_menu):
            return None
        with speaking(language):
            said = _(string.message)
        return said if said != string.message else None
