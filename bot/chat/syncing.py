"""Gives Discord the command definitions, but only when they changed.

Discord allows 200 creations of commands a day, and clients reload what is synced.
"""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands
from discord.app_commands import AppCommandGroup
from discord.app_commands import TranslationContextLocation as Location

from bot.chat.logs import described
from bot.chat.wording import ENGLISH, _, language_for, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from discord.app_commands import CommandTree

    from bot.storage import CommandRecord

__all__ = ["Translator", "fingerprint", "sync"]

log = logging.getLogger(__name__)
# The names of commands and options stay: help, README and other members speak of them.
_NAMES = {Location.command_name, Location.group_name, Location.parameter_name}


async def fingerprint(tree: CommandTree[discord.Client]) -> str:
    """Return a digest of the definitions of all global commands, in any order."""
    translator = cast("app_commands.Translator", tree.translator)  # set before
    commands = tree.get_commands()
    definitions = [await c.get_translated_payload(tree, translator) for c in commands]
    ordered = sorted(definitions, key=lambda d: (d["type"], d["name"]))
    return hashlib.sha256(json.dumps(ordered, sort_keys=True).encode()).hexdigest()


async def sync(
    tree: CommandTree[discord.Client], application: int, record: CommandRecord
) -> dict[str, str]:
    """Give Discord the definitions unless it was given the very same before.

    Returns what Discord shows as commands to click, by their names. A refusal by
    Discord or an unusable state folder is logged, and the bot goes on.
    """
    digest = await fingerprint(tree)
    known = _recorded(record, application) == digest
    try:
        commands = await (tree.fetch_commands() if known else tree.sync())
    except discord.HTTPException as error:
        what = "can't be looked up" if known else "not registered, next try at start"
        log.warning("commands %s: %s", what, described(error))
        return {}
    if known:
        return _mentions(commands)
    log.info("registered %d commands", len(commands))
    try:
        record.write(application, digest)
    except OSError as error:
        log.warning("can't write the state folder (%s)", error.strerror)
    return _mentions(commands)


def _mentions(commands: Iterable[app_commands.AppCommand]) -> dict[str, str]:
    """Return each command's code to click, those of a group by both names."""
    mentions: dict[str, str] = {}
    for command in commands:
        groups = [o for o in command.options if isinstance(o, AppCommandGroup)]
        mentions |= {group.qualified_name: group.mention for group in groups}
        if command.type is discord.AppCommandType.chat_input and not groups:
            mentions[command.name] = command.mention
    return mentions


def _recorded(record: CommandRecord, application: int) -> str | None:
    try:
        return record.read(application)
    except OSError as error:
        log.warning("can't read the state folder (%s)", error.strerror)
        return None


class Translator(app_commands.Translator):
    """Looks the words up in the catalogues."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """Return a text in the language of a locale, None where it stays English."""
        language = language_for(locale.value)
        if language == ENGLISH:
            return None
        of_menu = isinstance(context.data, app_commands.ContextMenu)
        if context.location in _NAMES and not of_menu:
            return None
        with speaking(language):
            said = _(string.message)
        return said if said != string.message else None
