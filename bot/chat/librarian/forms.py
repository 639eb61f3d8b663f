"""What the forms of /library have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.chat.drafts import FIELDS
from bot.chat.librarian.rights import rights_of
from bot.chat.saying import apologising
from bot.chat.services import bot_of
from bot.chat.wording import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.chat.librarian.rights import Rights

    Interaction = discord.Interaction[Any]

__all__ = ["Form", "add_inputs"]

_LONGEST = 1_000  # characters of a field
_LABEL = 45  # Discord's own


class Form(ui.Modal):
    """A form that only librarians may send; whatever goes wrong is said privately."""

    async def on_submit(self, interaction: Interaction) -> None:
        """Do what the form is for, or say why not."""
        bot = bot_of(interaction)
        bot.asking.servers.speak_to(interaction)
        async with apologising(interaction, "a form of /library failed"):
            await self.submitted(interaction, await rights_of(interaction))

    async def submitted(self, interaction: Interaction, rights: Rights) -> None:
        """Do what the form is for; raises QuestionError where it can't."""


def add_inputs(
    form: ui.Modal, names: Iterable[str], values: Mapping[str, str | None]
) -> dict[str, ui.TextInput[Any]]:
    """Add a field for each name to a form; return them by name."""
    inputs = {}
    for name in names:
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name,
            default=(values.get(name) or "")[:_LONGEST],
            required=False,
            max_length=_LONGEST,
        )
        form.add_item(ui.Label(text=_(FIELDS[name])[:_LABEL], component=field))
        inputs[name] = field
    return inputs
