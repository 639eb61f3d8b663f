"""The button that says why the passages were found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat.buttons.base import AnswerButton, template
from bot.chat.codes import Kind
from bot.chat.page import Page
from bot.chat.places import place_of
from bot.chat.recalling import recalled
from bot.chat.receipts import receipt
from bot.chat.rendering import found_in
from bot.chat.sending import follow_up
from bot.chat.wording import marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.chat.buttons.base import Press

__all__ = ["Why"]

_NOT_FOUND = marked(
    "These passages are no longer found for the question; it or the search changed."
)


class Why(AnswerButton, template=template(Kind.WHY)):
    """Shows the receipt to whoever presses it, privately."""

    kind = Kind.WHY
    label = marked("Why this?")
    for_all = True

    async def press(self, press: Press) -> None:
        """Ask again and say what the passages shown were found by."""
        press.passages()
        asked = replace(await recalled(press.message), article=press.slug())
        press.count()
        answer = await press.desk.answer(asked)
        shown = [e for e in found_in(answer) if place_of(e) in press.code.places]
        if not shown:
            raise QuestionError(_NOT_FOUND)
        pages = [Page(text) for text in receipt(answer, shown)]
        await follow_up(press.interaction, pages, private=True)
