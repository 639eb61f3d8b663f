"""The button that shows a private answer to everybody in the channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.chat.buttons.base import AnswerButton, Host, rebuilt, template
from bot.chat.codes import Code, Kind
from bot.chat.escaping import inline
from bot.chat.paging import fits
from bot.chat.places import passage_at
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.chat.buttons.base import Interaction

__all__ = ["Share"]

_REFUSED = "Discord does not let me write publicly here."


class Share(AnswerButton, template=template(Kind.SHARE)):
    """Repeats a private answer publicly, if its articles still say so; then goes."""

    kind = Kind.SHARE
    label = "Share"

    async def press(self, interaction: Interaction, host: Host, code: Code) -> None:
        """Send the message again for all."""
        message = interaction.message
        if message is None:
            return
        for place in code.places:
            passage_at(place, host.asking.articles)
        named = f"-# Shared by {inline(interaction.user.display_name, 40)}\n"
        text = f"{named}{message.content}"
        try:
            shared = await interaction.followup.send(
                text if fits(text) else message.content,
                view=rebuilt(
                    message, without=self.kind, also=(Kind.DELETE, Code(code.asker))
                ),
                suppress_embeds=True,
                wait=True,
            )
        except discord.Forbidden:
            raise QuestionError(_REFUSED) from None
        if shared.flags.ephemeral:
            raise QuestionError(_REFUSED)
        view = rebuilt(message, without=self.kind)
        await interaction.edit_original_response(view=view)
