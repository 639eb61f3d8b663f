"""The buttons and the form under an article that is about to be added."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.articles.languages import detect_language
from bot.articles.sentences import overlong
from bot.chat.catalogue import ask_button
from bot.chat.drafts import Purpose
from bot.chat.housekeeping import tried
from bot.chat.items import UsedItem
from bot.chat.librarian.changing import changed, checked, examined, resolved
from bot.chat.librarian.inputs import Form, add_inputs
from bot.chat.librarian.rights import rights_of
from bot.chat.librarian.texts import done, preview
from bot.chat.saying import showing_what_is_done
from bot.chat.services import bot_of
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from bot.chat.drafts import Draft
    from bot.chat.librarian.rights import Rights

    Interaction = discord.Interaction[Any]

__all__ = ["DraftButton", "buttons", "propose"]

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


async def propose(interaction: Interaction, draft: Draft) -> None:
    """Show privately what is about to be added, to be confirmed.

    The interaction has been answered, or deferred, already. Raises QuestionError.
    """
    bot = bot_of(interaction)
    draft = await asyncio.to_thread(_measured, draft)
    await examined(draft, bot.asking.library)
    visible = bot.asking.library.of_server(interaction.guild_id or 0)
    alike = await checked(draft, visible)
    near = None
    if draft.purpose is Purpose.ADD and draft.scope.guild is not None:
        size = len(draft.extract.body.encode())
        near = await changed(bot.asking.library.quota(draft.scope.guild, size))
    token = bot.drafts.open(draft)
    await interaction.followup.send(
        preview(draft, alike, near),
        view=buttons(token, draft.purpose),
        ephemeral=True,
        suppress_embeds=True,
    )


def _measured(draft: Draft) -> Draft:
    body = draft.extract.body
    language = draft.extract.language or detect_language(body)
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
