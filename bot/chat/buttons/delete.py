"""The button that deletes an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from bot.chat.buttons.base import AnswerButton, template
from bot.chat.codes import Kind
from bot.chat.wording import marked

if TYPE_CHECKING:
    from bot.chat.buttons.base import Interaction, Press
    from bot.chat.client import ChatBot
    from bot.chat.codes import Code

__all__ = ["Delete"]


class Delete(AnswerButton, template=template(Kind.DELETE)):
    """Deletes the message, for who asked and those who may manage messages."""

    kind = Kind.DELETE
    label = marked("Delete")

    def may(self, interaction: Interaction, code: Code) -> bool:
        """Tell whether the one who pressed asked or may manage messages."""
        manages = interaction.guild_id and interaction.permissions.manage_messages
        return bool(manages) or super().may(interaction, code)

    async def press(self, press: Press) -> None:
        """Delete the message."""
        await press.interaction.delete_original_response()
        cast("ChatBot", press.interaction.client).answered.forget(press.message.id)
