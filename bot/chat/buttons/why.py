"""The buttons that say why the passages were found, in short and in figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.chat.asked import heading
from bot.chat.codes import Kind
from bot.chat.items import AnswerItem, template
from bot.chat.page import Page
from bot.chat.places import place_of
from bot.chat.recalling import recalled
from bot.chat.receipts import details, reason
from bot.chat.rendering import found_in
from bot.chat.sending import follow_up
from bot.chat.wording import marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.answering import Answer, Evidence
    from bot.chat.asked import Asked
    from bot.chat.items import Press

__all__ = ["Details", "Why"]

_NOT_FOUND = marked(
    "The question no longer finds these passages: it or the articles have changed."
)


class Why(AnswerItem, template=template(Kind.WHY)):
    """Says in two sentences why, to whoever presses it, privately."""

    kind = Kind.WHY
    label = marked("Why?")

    async def press(self, press: Press) -> None:
        """Ask again and say what the passages shown were found by."""
        asked, answer, shown = await _found_again(press)
        text = "\n".join([*heading(asked), reason(answer, shown)])
        page = Page(text, press.code.places, press.code.article, details=asked.kept)
        await follow_up(press.interaction, [page], private=True)


class Details(AnswerItem, template=template(Kind.DETAILS)):
    """Gives the figures, privately."""

    kind = Kind.DETAILS
    label = marked("Details")

    async def press(self, press: Press) -> None:
        """Ask again and say what the search counted."""
        _asked, answer, shown = await _found_again(press)
        pages = [Page(text) for text in details(answer, shown)]
        await follow_up(press.interaction, pages, private=True)


async def _found_again(press: Press) -> tuple[Asked, Answer, list[Evidence]]:
    press.passages()
    asked = replace(await recalled(press.message), article=press.slug(), visible=True)
    press.count()
    answer = await press.desk.answer(asked)
    found = found_in(answer, asked)
    shown = [e for e in found if place_of(e) in press.code.places]
    if not shown:
        raise QuestionError(_NOT_FOUND)
    return asked, answer, shown
