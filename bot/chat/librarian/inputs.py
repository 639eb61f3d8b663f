"""What the forms of /library have in common: their fields, and how they fail."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import ui

from bot.chat.asking import sentence
from bot.chat.librarian.rights import rights_of
from bot.chat.librarian.texts import FIELDS
from bot.chat.logs import described
from bot.chat.saying import apologise
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.chat.client import ChatBot
    from bot.chat.librarian.rights import Rights

    Interaction = discord.Interaction[Any]

__all__ = ["FAILED", "Form", "add_inputs"]

FAILED = marked("That did not work; please try again in a moment.")
_LONGEST = 1_000  # characters of a field
_LABEL = 45  # Discord's own

log = logging.getLogger(__name__)


class Form(ui.Modal):
    """A form that only librarians may send; whatever goes wrong is said privately."""

    async def on_submit(self, interaction: Interaction) -> None:
        """Do what the form is for, or say why not."""
        bot = cast("ChatBot", interaction.client)
        bot.asking.servers.speak_to(interaction)
        try:
            await self.submitted(interaction, await rights_of(interaction))
        except QuestionError as error:
            await apologise(interaction, sentence(error))
        except Exception as error:  # noqa: BLE001 - who sent it has to hear of it
            log.warning("a form of /library failed: %s", described(error))
            await apologise(interaction, _(FAILED))

    async def submitted(self, interaction: Interaction, rights: Rights) -> None:
        """Do what the form is for; raises QuestionError where it can't."""
        raise NotImplementedError


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
