"""The buttons that show other passages: the next ones, or the closest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.chat.codes import Kind
from bot.chat.items import AnswerItem, rebuilt, template
from bot.chat.recalling import recalled
from bot.chat.rendering import NOTHING_MORE
from bot.chat.sending import follow_up
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.answering import Answer
    from bot.chat.asked import Asked
    from bot.chat.items import Press

__all__ = ["Closest", "Meant", "More"]

_NOTHING_MEANT = marked("The articles no longer have a word that comes closer.")


class More(AnswerItem, template=template(Kind.MORE)):
    """Shows the next passages in a message of their own, and then goes."""

    kind = Kind.MORE
    label = marked("More")
    for_all = False

    async def press(self, press: Press) -> None:
        """Ask again and show what was not shown before."""
        asked = await _asked_again(press)
        pages = await press.desk.pages(replace(asked, shown=press.code.marks))
        found = bool(pages[0].places)
        if found or pages[0].text == _(NOTHING_MORE):
            view = rebuilt(press.message, without=[self.custom_id])
            await press.interaction.edit_original_response(view=view)
        private = press.message.flags.ephemeral or not found
        await follow_up(press.interaction, pages, private=private)


class Closest(AnswerItem, template=template(Kind.CLOSEST)):
    """Shows what comes closest where nothing answers, privately to anybody."""

    kind = Kind.CLOSEST
    label = marked("Closest passages")

    async def press(self, press: Press) -> None:
        """Ask again and show them."""
        asked = await _asked_again(press)
        pages = await press.desk.pages(replace(asked, closest=True), at_most=3)
        await follow_up(press.interaction, pages, private=True)


class Meant(AnswerItem, template=template(Kind.MEANT)):
    """Asks the question with the words that were meant, and then goes."""

    kind = Kind.MEANT
    label = marked("Ask that instead")
    style = discord.ButtonStyle.primary
    for_all = False

    async def press(self, press: Press) -> None:
        """Put the nearest words into the question and answer it."""
        asked = await _asked_again(press)
        meant = _meant(await press.desk.answer(asked), asked)
        pages = await press.desk.pages(meant)
        view = rebuilt(press.message, without=[self.custom_id])
        await press.interaction.edit_original_response(view=view)
        private = press.message.flags.ephemeral
        await follow_up(press.interaction, pages, private=private)


async def _asked_again(press: Press) -> Asked:
    asked = replace(await recalled(press.message), article=press.slug())
    press.count()
    return replace(asked, visible=True)


def _meant(answer: Answer, asked: Asked) -> Asked:
    question = asked.question
    for suggestion in answer.suggestions:
        question = question.replace(suggestion.asked, suggestion.taken_for)
    if question == asked.question:
        raise QuestionError(_NOTHING_MEANT)
    return replace(asked, question=question)
