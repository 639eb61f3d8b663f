"""The menu under an answer: what a thumb is not to hit by mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import ui

from bot.chat.addressing import visits, where_used
from bot.chat.button_state import Action, ButtonState, address_of, write
from bot.chat.escaping import inline
from bot.chat.items import AnswerItem, rebuilt, template
from bot.chat.pages import Page, fits
from bot.chat.services import bot_of
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.chat.items import Interaction, Press
    from bot.storage import PassageAddress

__all__ = ["Menu"]

_REFUSED = marked(
    "Discord does not let me write publicly here: you need the permission Use External "
    "Apps, or I need to be invited."
)
_DELETE, _SHARE = "delete", "share"


class Menu(AnswerItem, template=template(Action.MENU)):
    """Deletes an answer, or shows a private one to everybody."""

    kind = Action.MENU
    for_all = False

    def made(self, custom_id: str, number: int) -> ui.Item[Any]:
        """Return the menu; of a private answer where `number` is not zero."""
        offered = {_SHARE: _("Share")} if number else {_DELETE: _("Delete")}
        options = [discord.SelectOption(label=v, value=k) for k, v in offered.items()]
        return ui.Select(custom_id=custom_id, placeholder="…", options=options)

    def may(self, interaction: Interaction, code: ButtonState) -> bool:
        """Return whether the person asked or may manage messages."""
        manages = interaction.guild_id and interaction.permissions.manage_messages
        return bool(manages) or super().may(interaction, code)

    async def press(self, press: Press) -> None:
        """Do what was chosen."""
        data = cast("dict[str, Any]", press.interaction.data)
        if data.get("values") == [_DELETE]:
            await press.interaction.delete_original_response()
            bot = bot_of(press.interaction)
            bot.answered.forget(press.message.id)
        elif data.get("values") == [_SHARE]:
            await self._share(press)

    async def _share(self, press: Press) -> None:
        """Repeat a private answer publicly, if its articles still say so."""
        quotes = tuple(map(address_of, await press.passages()))
        await _publish(press, quotes, self.custom_id)
        view = rebuilt(press.message, without=[self.custom_id])
        await press.interaction.edit_original_response(view=view)


async def _publish(press: Press, quotes: tuple[PassageAddress, ...], menu: str) -> None:
    name = inline(press.interaction.user.display_name, 40)
    shared_by = _("Shared by {name}").format(name=name)
    text = f"-# {shared_by}\n{press.message.content}"
    delete = write(Action.MENU, ButtonState(press.code.asker))
    try:
        shared = await press.interaction.followup.send(
            text if fits(text) else press.message.content,
            view=rebuilt(press.message, without=[menu], also=[(delete, 0)]),
            suppress_embeds=True,
            wait=True,
        )
    except discord.Forbidden:
        raise QuestionError(_REFUSED) from None
    if shared.flags.ephemeral:
        raise QuestionError(_REFUSED)
    if visits(press.interaction):
        return
    page = Page(shared.content, quotes=quotes)
    answered = bot_of(press.interaction).answered
    answered.remember(where_used(press.interaction), [(shared.id, page)])
