"""The form of /library add where it is given neither an address nor a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.chat.drafts import Draft
from bot.chat.librarian.controls import propose
from bot.chat.librarian.inputs import Form, add_inputs
from bot.chat.services import bot_of
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.chat.librarian.rights import Rights
    from bot.storage import Scope

    Interaction = discord.Interaction[Any]

__all__ = ["AddForm"]

_FIELDS = ("title", "publisher", "license")  # as many as have room in a form
_NOTHING = marked("Paste a text, attach a file, or name an address: /library add.")


class AddForm(Form):
    """Takes a text or a file, and the source's main fields."""

    def __init__(self, scope: Scope, custom_id: str) -> None:
        super().__init__(title=_("Add an article"), custom_id=custom_id)
        self._scope = scope
        self._text: ui.TextInput[Any] = ui.TextInput(
            custom_id="text", style=discord.TextStyle.paragraph, required=False
        )
        self._file: ui.FileUpload[Any] = ui.FileUpload(custom_id="file", required=False)
        longer = _("If it doesn't fit here, attach it as a file.")
        self.add_item(
            ui.Label(text=_("Text"), description=longer, component=self._text)
        )
        self.add_item(ui.Label(text=_("Or a file"), component=self._file))
        self._inputs = add_inputs(self, _FIELDS, {})

    async def submitted(self, interaction: Interaction, rights: Rights) -> None:
        """Show what is found, to be confirmed."""
        bot = bot_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = self._file.values
        file = files[0] if files else None
        extract = await bot.reader.read(None, file, self._text.value.strip())
        if extract is None:
            raise QuestionError(_NOTHING)
        draft = Draft(rights.user, extract, scope=self._scope)
        given = {n: f.value for n, f in self._inputs.items() if f.value.strip()}
        await propose(interaction, draft.with_fields(given))
