"""Reads from an answer in Discord what was asked; nothing is stored for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.answering import wanted_of
from bot.chat.addressing import answered_message, without_mention
from bot.chat.button_state import Action, find, read
from bot.chat.question_request import (
    QuestionRequest,
    question_shown,
    readable,
    topic,
    topic_shown,
)
from bot.chat.questions import asks_source
from bot.chat.wording import marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article
    from bot.chat.button_state import ButtonState

__all__ = ["following", "items_of", "recalled"]

_GONE = marked("The question is no longer there; please ask it again.")


async def recalled(answer: discord.Message) -> QuestionRequest:
    """Return what an answer of the bot answers.

    Raises QuestionError where the question was deleted or can't be read.
    """
    context = topic_shown(answer.content)
    if question := question_shown(answer.content):
        return QuestionRequest(question, context=context, visible=True)
    message = await _referenced(answer)
    said = without_mention(message.content, answer.author) if message else ""
    if message and (question := readable(said)):
        claim = answered_message(message, answer.author)
        return QuestionRequest(question, context=context, claim=claim)
    raise QuestionError(_GONE)


async def following(
    question: str, answer: discord.Message, articles: Sequence[Article]
) -> QuestionRequest:
    """Return a question that follows an answer: it keeps its article and its topic.

    Who only asks who says so asks the earlier question again.
    The topic is lost where the earlier question was deleted; the article remains.
    """
    kinds = {custom_id.partition(":")[0] for custom_id, _number in items_of(answer)}
    unanswered = Action.ARTICLES in kinds
    try:
        earlier = await recalled(answer)
    except QuestionError:
        context = topic_shown(answer.content)
    else:
        context = topic(earlier.question, earlier.context)
        if wanted_of(earlier.question):  # no word of it is one to look for
            context = earlier.context
        elif asks_source(question) and not unanswered:
            question = earlier.question  # whose answer stands above
    return QuestionRequest(
        question,
        article=_article(answer, articles),
        context=context,
        unanswered=unanswered,
        above=answer.content,
    )


def items_of(message: discord.Message) -> Iterator[tuple[str, int]]:
    """Yield the custom_ids of what stands under a message, each with its number.

    Of a menu the number says whether it is a private answer's.
    """
    for row in message.components:
        if isinstance(row, discord.ActionRow):
            for item in row.children:
                if isinstance(item, discord.Button):
                    number = (item.label or "").rpartition("(")[2].removesuffix(")")
                    yield item.custom_id or "", int(number) if number.isdecimal() else 0
                elif isinstance(item, discord.SelectMenu):
                    private = any(option.value == "share" for option in item.options)
                    yield item.custom_id, int(private)


def _article(answer: discord.Message, articles: Sequence[Article]) -> str | None:
    """Return the slug of the only article that an answer speaks of."""
    codes = list(_codes(answer))
    keys = {code.article for code in codes if code.article}
    keys = keys or {place.key for code in codes for place in code.places}
    if len(keys) != 1:
        return None
    try:
        return find(keys.pop(), articles).slug
    except QuestionError:
        return None


def _codes(answer: discord.Message) -> Iterator[ButtonState]:
    for custom_id, _number in items_of(answer):
        try:
            yield read(custom_id)
        except QuestionError:
            continue


async def _referenced(answer: discord.Message) -> discord.Message | None:
    if answer.reference is None or answer.reference.message_id is None:
        return None
    if isinstance(answer.reference.resolved, discord.Message):
        return answer.reference.resolved
    try:
        return await answer.channel.fetch_message(answer.reference.message_id)
    except discord.HTTPException:
        return None
