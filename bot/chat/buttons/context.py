"""The button that shows the sentences around, and the one that leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.attribution import small_print
from bot.chat.buttons.base import AnswerButton, rebuilt, template
from bot.chat.codes import Kind
from bot.chat.page import Page
from bot.chat.paging import MOST_SAID, paged
from bot.chat.sending import follow_up
from bot.chat.surroundings import narrowed, surroundings, widened
from bot.chat.wording import marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.chat.buttons.base import Press
    from bot.chat.places import Passage

__all__ = ["Back", "Context"]


class Context(AnswerButton, template=template(Kind.CONTEXT)):
    """Shows the sentences around the passages, in place."""

    kind = Kind.CONTEXT
    label = marked("Context")

    async def press(self, press: Press) -> None:
        """Widen the quotations, or show them wider privately where they don't fit."""
        passages = press.passages()
        wider = widened(press.message.content, passages)
        if wider is None:
            pages = [Page(text) for text in paged(_alone(passages))[:MOST_SAID]]
            await follow_up(press.interaction, pages, private=True)
            return
        view = rebuilt(press.message, without=self.kind, also=(Kind.BACK, press.code))
        await press.interaction.edit_original_response(content=wider, view=view)


class Back(AnswerButton, template=template(Kind.BACK)):
    """Shows the passages alone again."""

    kind = Kind.BACK
    label = marked("Less")

    async def press(self, press: Press) -> None:
        """Take the sentences around out again."""
        narrow = narrowed(press.message.content)
        also = (Kind.CONTEXT, press.code)
        view = rebuilt(press.message, without=self.kind, also=also)
        await press.interaction.edit_original_response(content=narrow, view=view)


def _alone(passages: Sequence[Passage]) -> Iterator[str]:
    """Yield the passages with the sentences around them, in blocks that fit."""
    for passage in passages:
        yield from paged(surroundings(passage), "\n")
        yield small_print(passage.article, emphasis=False)
