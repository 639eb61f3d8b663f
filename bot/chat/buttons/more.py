"""The button that shows the next passages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat.buttons.base import AnswerButton, Host, rebuilt, template
from bot.chat.codes import Kind
from bot.chat.places import find
from bot.chat.recalling import recalled
from bot.chat.rendering import NOTHING_MORE
from bot.chat.sending import follow_up

if TYPE_CHECKING:
    from bot.chat.buttons.base import Interaction
    from bot.chat.codes import Code

__all__ = ["More"]


class More(AnswerButton, template=template(Kind.MORE)):
    """Shows the next passages in a message of their own, and then goes."""

    kind = Kind.MORE
    label = "More"

    async def press(self, interaction: Interaction, host: Host, code: Code) -> None:
        """Ask again and show what was not shown before."""
        message = interaction.message
        if message is None or host.user is None:
            return
        asked = await recalled(message, host.user)
        article = find(code.article, host.asking.articles) if code.article else None
        slug = article.slug if article else None
        pages = await host.asking.pages(
            replace(asked, article=slug, shown=code.marks, visible=True)
        )
        nothing = pages[0].text == NOTHING_MORE
        if nothing or pages[0].places:
            view = rebuilt(message, without=self.kind)
            await interaction.edit_original_response(view=view)
        if not pages[0].places:
            await follow_up(interaction, pages, private=True)
        else:
            await follow_up(interaction, pages, private=message.flags.ephemeral)
