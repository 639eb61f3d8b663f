"""The buttons about the passages shown: around them, whole, whether they helped."""

from __future__ import annotations

import io
from itertools import groupby, islice
from typing import TYPE_CHECKING

import discord

from bot.chat.attribution import small_print
from bot.chat.button_state import Action, address_of
from bot.chat.catalogue import listed
from bot.chat.items import AnswerItem, template
from bot.chat.pages import MOST_SAID, paged
from bot.chat.quotation import divided
from bot.chat.saying import say
from bot.chat.sending import tell
from bot.chat.servers import written
from bot.chat.wording import _, marked
from bot.errors import QuestionError
from bot.presentation import Credit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article, Sentence
    from bot.chat.button_state import Passage
    from bot.chat.items import Press

__all__ = ["Articles", "Context", "Helpful", "Unhelpful", "Whole"]

_AROUND = 2  # sentences on either side
_LONGEST = 2  # pieces of a very long one, each half a message
_BEFORE, _PASSAGE, _AFTER = marked("Before:"), marked("The passage:"), marked("After:")


class Context(AnswerItem, template=template(Action.CONTEXT)):
    """Shows the passages whole and the sentences around them, privately to anybody."""

    kind = Action.CONTEXT
    label = marked("Context")

    async def press(self, press: Press) -> None:
        """Show them."""
        passages = await press.passages()
        texts = await press.desk.worked(lambda _: context(passages))
        await tell(press.interaction, *texts)


def context(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Return the messages that show passages with two sentences on either side."""
    blocks = [block for one in passages for block in paged(_around(one), "\n")]
    return paged(blocks)[:MOST_SAID]


def _around(passage: Passage) -> Iterator[str]:
    """Yield the lines of and around a passage, under their labels, and the credit."""
    article = passage.article
    sentences = article.sentences
    parts = {
        _BEFORE: [s for s in sentences if s.end <= passage.start][-_AROUND:],
        _PASSAGE: article.sentences_in(passage.start, passage.end),
        _AFTER: [s for s in sentences if s.start >= passage.end][:_AROUND],
    }
    for label, inside in parts.items():
        if inside:
            yield f"-# {_(label)}"
            yield from _lines(article, inside)
    yield small_print(Credit(article))


def _lines(article: Article, sentences: Sequence[Sentence]) -> Iterator[str]:
    """Yield quoted lines, one for the sentences of each paragraph."""
    for _number, run in groupby(sentences, key=lambda s: s.paragraph):
        inside = list(run)
        lines = divided(article, inside[0].start, inside[-1].end)
        yield from islice(lines, _LONGEST)


class Whole(AnswerItem, template=template(Action.WHOLE)):
    """Sends the passages whole, privately, to whoever presses it."""

    kind = Action.WHOLE
    label = marked("Whole text")

    async def press(self, press: Press) -> None:
        """Send the file."""
        passages = await press.passages()
        press.count()
        data = io.BytesIO(await press.desk.whole(passages))
        name = f"{passages[0].article.slug[:60]}.txt"
        send = press.interaction.followup.send
        await send(file=discord.File(data, name), ephemeral=True)


class Articles(AnswerItem, template=template(Action.ARTICLES)):
    """Lists the articles privately."""

    kind = Action.ARTICLES
    label = marked("Which articles?")

    async def press(self, press: Press) -> None:
        """List them."""
        articles = press.desk.articles
        leaf = await press.desk.worked(lambda _: listed(articles))
        await say(press.interaction, leaf.text, private=True, view=leaf.view)


_COUNTED = marked("Thank you, counted. Nobody can see that it was you.")
_VOTED = marked("You already voted on this today.")
_NO_VOTES = marked("Votes are switched off here.")


class Helpful(AnswerItem, template=template(Action.HELPFUL)):
    """Counts that the passages helped, once a person and day."""

    kind = Action.HELPFUL
    emoji = "👍"

    async def press(self, press: Press) -> None:
        """Count the vote."""
        await _vote(press, helpful=True)


class Unhelpful(AnswerItem, template=template(Action.UNHELPFUL)):
    """Counts that the passages did not help, once a person and day."""

    kind = Action.UNHELPFUL
    emoji = "👎"

    async def press(self, press: Press) -> None:
        """Count the vote."""
        await _vote(press, helpful=False)


async def _vote(press: Press, *, helpful: bool) -> None:
    """Count a vote for each passage of the answer, in place of an earlier one."""
    if not press.desk.votes:
        raise QuestionError(_NO_VOTES)
    passages = await press.passages()
    guild, person = press.desk.where.guild, press.interaction.user.id
    votes = [(guild, person, address_of(passage)) for passage in passages]
    store = await press.asking.servers.store()

    async def vote() -> list[bool]:
        return [await store.feedback.vote(*one, helpful=helpful) for one in votes]

    said = _(_COUNTED) if any(await written(vote())) else _(_VOTED)
    await say(press.interaction, said, private=True)
