"""The form of an article that is about to be added, and what stands under it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.articles.sentences import overlong
from bot.chat.catalogue import ask_button
from bot.chat.drafts import Draft, Purpose
from bot.chat.housekeeping import tried
from bot.chat.items import UsedItem
from bot.chat.librarian.changing import changed, checked, examined, kept, resolved
from bot.chat.librarian.forms import Form, add_inputs
from bot.chat.librarian.rights import rights_of
from bot.chat.librarian.texts import done, preview
from bot.chat.saying import showing_what_is_done
from bot.chat.servers import UnfinishedError
from bot.chat.services import bot_of
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.annotations import Annotator
    from bot.chat.librarian.rights import Rights
    from bot.storage import Scope

    Interaction = discord.Interaction[Any]

__all__ = ["AddForm", "DraftButton", "buttons", "propose"]

_CANCELLED = marked("Nothing was changed.")
_CONFIRM = {
    Purpose.ADD: marked("Add"),
    Purpose.UPDATE: marked("Update"),
    Purpose.CORRECT: marked("Correct"),
}
_FORMS = {
    "fields": ("title", "publisher", "author", "published", "license"),
    "further": ("license_url", "url", "notice", "language", "label"),
}

_FIRST_FIELDS = ("title", "publisher", "license")  # as many as have room in a form
_NOTHING = marked("Paste a text, attach a file, or name an address: /library add.")


async def propose(interaction: Interaction, draft: Draft) -> None:
    """Show privately what is about to be added, to be confirmed.

    The interaction has been answered, or deferred, already. Raises QuestionError.
    """
    bot = bot_of(interaction)
    annotator = bot.asking.library.annotator
    draft = await asyncio.to_thread(_measured, draft, annotator)
    await examined(draft, bot.asking.library)
    visible = bot.asking.library.of_server(interaction.guild_id or 0)
    alike = await checked(draft, visible)
    near = None
    if draft.purpose is Purpose.ADD and draft.scope.guild is not None:
        size = len(draft.extract.body.encode())
        near = await changed(kept(bot.asking.library.quota(draft.scope.guild, size)))
    token = bot.drafts.open(draft)
    await interaction.followup.send(
        preview(draft, alike, near),
        view=buttons(token, draft.purpose),
        ephemeral=True,
        suppress_embeds=True,
    )


def _measured(draft: Draft, annotator: Annotator) -> Draft:
    body = draft.extract.body
    language = draft.extract.language or annotator.language(body)
    return replace(draft, overlong=overlong(body, language))


def buttons(token: str, purpose: Purpose) -> ui.View:
    """Return the buttons under a draft."""
    view = ui.View(timeout=None)
    confirm = ui.Button[Any](
        label=_(_CONFIRM[purpose]),
        custom_id=f"library1:confirm:{token}",
        style=discord.ButtonStyle.primary,
    )
    others = {
        "fields": _("Edit"),
        "further": _("More fields"),
        "cancel": _("Cancel"),
    }
    view.add_item(confirm)
    for what, label in others.items():
        custom_id = f"library1:{what}:{token}"
        view.add_item(ui.Button(label=label, custom_id=custom_id))
    return view


class DraftButton(
    UsedItem,
    template=r"library1:(?P<what>confirm|fields|further|cancel):(?P<token>[\w-]+)",
):
    """A button under a draft; after a restart it says that the draft has expired."""

    failed = "a draft's button failed"

    async def use(self, interaction: Interaction) -> None:
        """Do what the button is for."""
        what, token = self.known["what"], self.known["token"]
        drafts = bot_of(interaction).drafts
        rights = await rights_of(interaction)
        draft = drafts.get(token, interaction.user.id)
        if what in _FORMS:
            form = _FieldsForm(what, token, draft, drafts.form_id())
            await interaction.response.send_modal(form)
        elif what == "cancel":
            await interaction.response.edit_message(content=_(_CANCELLED), view=None)
            drafts.close(token)
        else:
            await self._confirm(interaction, rights, draft)

    async def _confirm(
        self, interaction: Interaction, rights: Rights, draft: Draft
    ) -> None:
        bot = bot_of(interaction)
        await interaction.response.defer()
        token = self.known["token"]
        bot.drafts.close(token)  # a second press finds none
        try:
            stored = await resolved(bot.asking.library, draft, rights)
        except UnfinishedError:
            raise  # it may well be done
        except Exception:
            bot.drafts.put(token, draft)  # it can be tried again
            raise
        said = done(draft.purpose, stored)
        adds = draft.purpose is Purpose.ADD
        view = ask_button(stored.slug, _("Ask it now")) if adds else None
        async with showing_what_is_done(interaction):
            await interaction.edit_original_response(content=said, view=view)
        if not adds:
            await tried(bot.mend(stored.slug))


class _FieldsForm(Form):
    """Lets the fields of a draft be corrected; a blank one is left out."""

    def __init__(self, what: str, token: str, draft: Draft, custom_id: str) -> None:
        title = _("About the source")
        super().__init__(title=title, custom_id=custom_id)
        self._token = token
        self._inputs = add_inputs(self, _FORMS[what], draft.extract.fields)

    async def submitted(self, interaction: Interaction, rights: Rights) -> None:
        """Show the draft with the fields as they are now."""
        bot = bot_of(interaction)
        draft = bot.drafts.get(self._token, rights.user)
        values = {name: field.value for name, field in self._inputs.items()}
        draft = draft.with_fields(values)
        await examined(draft, bot.asking.library)
        bot.drafts.put(self._token, draft)
        await interaction.response.edit_message(content=preview(draft, None))


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
        self._inputs = add_inputs(self, _FIRST_FIELDS, {})

    async def submitted(self, interaction: Interaction, rights: Rights) -> None:
        """Show what is found, to be confirmed."""
        bot = bot_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        files = self._file.values
        file = files[0] if files else None
        extract = await bot.reader.read(
            rights.guild, None, file, self._text.value.strip()
        )
        if extract is None:
            raise QuestionError(_NOTHING)
        draft = Draft(rights.user, extract, scope=self._scope)
        given = {n: f.value for n, f in self._inputs.items() if f.value.strip()}
        await propose(interaction, draft.with_fields(given))
