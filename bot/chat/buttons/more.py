"""The button that shows the next passages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat.buttons.base import AnswerButton, rebuilt, template
from bot.chat.codes import Kind
from bot.chat.recalling import recalled
from bot.chat.rendering import NOTHING_MORE
from bot.chat.sending import follow_up
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from bot.chat.buttons.base import Press

__all__ = ["More"]


class More(AnswerButton, template=template(Kind.MORE)):
    """Shows the next passages in a message of their own, and then goes."""

    kind = Kind.MORE
    label = marked("More")

    async def press(self, press: Press) -> None:
        """Ask again and show what was not shown before."""
        asked = replace(await recalled(press.message), article=press.slug())
        press.count()
        pages = await press.desk.pages(
            replace(asked, shown=press.code.marks, visible=True)
        )
        found = bool(pages[0].places)
        if found or pages[0].text == _(NOTHING_MORE):
            view = rebuilt(press.message, without=self.kind)
            await press.interaction.edit_original_response(view=view)
        private = press.message.flags.ephemeral or not found
        await follow_up(press.interaction, pages, private=private)
