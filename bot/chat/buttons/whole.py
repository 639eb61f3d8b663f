"""The button that gives passages which fit into no message as a text file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord

from bot.chat.buttons.base import AnswerButton, template
from bot.chat.codes import Kind
from bot.chat.wording import marked

if TYPE_CHECKING:
    from bot.chat.buttons.base import Press

__all__ = ["Whole"]


class Whole(AnswerButton, template=template(Kind.WHOLE)):
    """Sends the passages whole, privately, to whoever presses it."""

    kind = Kind.WHOLE
    label = marked("Whole text")
    for_all = True

    async def press(self, press: Press) -> None:
        """Send the file."""
        passages = press.passages()
        press.count()
        data = io.BytesIO(await press.desk.whole(passages))
        name = f"{passages[0].article.slug[:60]}.txt"
        send = press.interaction.followup.send
        await send(file=discord.File(data, name), ephemeral=True)
