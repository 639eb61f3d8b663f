"""The buttons that ask again: for other passages, or why these were found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot.chat.button_state import Action, place_of
from bot.chat.items import AnswerItem, rebuilt, template
from bot.chat.pages import Page
from bot.chat.question_request import heading
from bot.chat.recalling import recalled
from bot.chat.receipts import details, reason
from bot.chat.rendering import NOTHING_MORE, excerpts, found_in
from bot.chat.sending import follow_up
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering import Answer, Evidence
    from bot.chat.items import Press
    from bot.chat.question_request import QuestionRequest

__all__ = ["Closest", "Details", "Meant", "More", "Why"]

_NOTHING_MEANT = marked("The articles no longer have a word that comes closer.")


class More(AnswerItem, template=template(Action.MORE)):
    """Shows the next passages in a message of their own, and then goes."""

    kind = Action.MORE
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


class Closest(AnswerItem, template=template(Action.CLOSEST)):
    """Shows what comes closest where nothing answers, privately to anybody."""

    kind = Action.CLOSEST
    label = marked("Closest passages")

    async def press(self, press: Press) -> None:
        """Ask again and show them."""
        asked = await _asked_again(press)
        pages = await press.desk.pages(replace(asked, closest=True), at_most=3)
        await follow_up(press.interaction, pages, private=True)


class Meant(AnswerItem, template=template(Action.MEANT)):
    """Asks the question with the words that were meant, and then goes."""

    kind = Action.MEANT
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


async def _asked_again(press: Press) -> QuestionRequest:
    asked = replace(await recalled(press.message), article=press.slug())
    press.count()
    return replace(asked, visible=True)


def _meant(answer: Answer, asked: QuestionRequest) -> QuestionRequest:
    question = asked.question
    for suggestion in answer.suggestions:
        question = question.replace(suggestion.asked, suggestion.taken_for)
    if question == asked.question:
        raise QuestionError(_NOTHING_MEANT)
    return replace(asked, question=question)


_NOT_FOUND = marked(
    "The question no longer finds these passages: it or the articles have changed."
)


class Why(AnswerItem, template=template(Action.WHY)):
    """Says why, to whoever presses it, privately."""

    kind = Action.WHY
    label = marked("Why?")

    async def press(self, press: Press) -> None:
        """Ask again and say what the passages shown were found by."""
        asked, answer, shown = await _found_again(press)
        text = "\n".join([*heading(asked), reason(answer, shown)])
        page = Page(text, press.code.places, press.code.article, details=asked.kept)
        await follow_up(press.interaction, [page], private=True)


class Details(AnswerItem, template=template(Action.DETAILS)):
    """Gives the figures, privately."""

    kind = Action.DETAILS
    label = marked("Details")

    async def press(self, press: Press) -> None:
        """Ask again and say what the search counted."""
        _asked, answer, shown = await _found_again(press)
        pages = [Page(text) for text in details(answer, shown)]
        await follow_up(press.interaction, pages, private=True)


async def _found_again(
    press: Press,
) -> tuple[QuestionRequest, Answer, Sequence[Evidence]]:
    await press.passages()
    asked = await recalled(press.message)
    asked = replace(asked, article=press.slug(), explain=True)
    press.count()
    answer = await press.desk.answer(asked)
    found = found_in(answer, asked)
    shown = [e for e in found if place_of(e) in press.code.places]
    if not shown:
        raise QuestionError(_NOT_FOUND)
    return replace(asked, visible=True), answer, excerpts(answer, asked, shown)
