"""The button that shows a private answer to everybody in the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import discord

from bot.chat.buttons.base import AnswerButton, rebuilt, template
from bot.chat.codes import Code, Kind
from bot.chat.escaping import inline
from bot.chat.page import Page
from bot.chat.paging import fits
from bot.chat.places import address_of
from bot.chat.whereabouts import visits
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.chat.buttons.base import Press
    from bot.chat.client import ChatBot
    from bot.storage import PassageAddress

__all__ = ["Share"]

_REFUSED = marked("Discord does not let me write publicly here.")


class Share(AnswerButton, template=template(Kind.SHARE)):
    """Repeats a private answer publicly, if its articles still say so; then goes."""

    kind = Kind.SHARE
    label = marked("Share")

    async def press(self, press: Press) -> None:
        """Send the message again for all."""
        quotes = tuple(map(address_of, press.passages()))
        await _publish(press, quotes)
        view = rebuilt(press.message, without=self.kind)
        await press.interaction.edit_original_response(view=view)


async def _publish(press: Press, quotes: tuple[PassageAddress, ...]) -> None:
    name = inline(press.interaction.user.display_name, 40)
    shared_by = _("Shared by {name}").format(name=name)
    text = f"-# {shared_by}\n{press.message.content}"
    delete = (Kind.DELETE, Code(press.code.asker))
    try:
        shared = await press.interaction.followup.send(
            text if fits(text) else press.message.content,
            view=rebuilt(press.message, without=Kind.SHARE, also=delete),
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
    answered = cast("ChatBot", press.interaction.client).answered
    answered.remember(shared.channel.id, [(shared.id, page)])
