"""Answers messages, and answers them anew when they are edited."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import discord

from bot.chat.addressing import (
    answered_message,
    is_hidden_reply,
    is_unseen,
    overheard,
    own_role,
    question_in,
    replied_to,
    where_asked,
)
from bot.chat.citing import citations
from bot.chat.information import BARE_MENTION
from bot.chat.logs import described
from bot.chat.pages import MOST_ANSWERS, Page
from bot.chat.question_request import UNSEEN, QuestionRequest, readable
from bot.chat.questions import asks_about_claim
from bot.chat.recalling import following
from bot.chat.saying import linked
from bot.chat.sending import edit, reply
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from discord.abc import Snowflake

    from bot.chat.answer_log import AnswerLog
    from bot.chat.cooldown import Wait
    from bot.chat.question_service import QuestionService

__all__ = ["Conversing"]

TYPE_AFTER = 1.0  # seconds; a quicker answer needs no sign that it is coming
_TYPED = 8.0  # seconds that the sign stays, and somewhat less
_ROLE = marked(
    "Please mention me, not my role: I can't read messages that only mention the role."
)
_HIDDEN = marked("Discord does not show me this reply. Please mention me in it.")
_MOST_REMEMBERED = 1_000  # questions whose edit changes their answer

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Exchange:
    """The messages that answer one question, while one at a time works on them."""

    asker: int
    answers: list[int] = field(default_factory=list)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversing:
    """Answers what is addressed to the bot; remembers which message answers which.

    It remembers IDs alone, of the latest questions, and until the bot stops. Where
    Discord gives the text of all messages (`reads_all`), questions in the channels
    chosen for it are answered without a mention.
    """

    def __init__(
        self,
        asking: QuestionService,
        answered: AnswerLog,
        mentions: Callable[[], Mapping[str, str]],
        *,
        reads_all: bool = False,
    ) -> None:
        self._asking = asking
        self._mentions = mentions
        self._answered = answered
        self._reads_all = reads_all
        self._exchanges: OrderedDict[int, _Exchange] = OrderedDict()
        self._typing: set[int] = set()
        self._explained: set[tuple[int, str]] = set()  # to whom what was explained
        self._first = 0  # message that was heard, addressed to the bot or not

    async def hear(self, message: discord.Message, me: Snowflake) -> None:
        """Answer a message that is meant for the bot."""
        self._first = self._first or message.id
        question = self._heard(message, me)
        if question is None:
            if is_hidden_reply(message, me) and self._listens(message):
                await self._explain(message, _HIDDEN)
            return
        self._asking.servers.speak_in(message.guild)
        if not question and own_role(message, me):
            await self._explain(message, _ROLE)
            return
        unasked = isinstance(question, QuestionRequest)
        if unasked and self._asking.cooldown.is_full(message.author.id, _now()):
            return
        if not unasked and (wait := self._wait(message)):
            if not wait.told:
                await self._say(message, Page(str(wait)))
            return
        exchange = self._exchanges[message.id] = _Exchange(message.author.id)
        if len(self._exchanges) > _MOST_REMEMBERED:
            self._exchanges.popitem(last=False)
        async with exchange.turn:
            pages = await self._announced(message, question, me)
            if unasked and pages:  # what is passed over counts for nothing
                self._wait(message)
            said = await self._say(message, *pages) if pages else {}
            exchange.answers = [*said]
            self._answered.remember(where_asked(message), said.items())
        if not pages:  # it may be asked better by an edit
            self._exchanges.pop(message.id, None)

    async def hear_again(self, message: discord.Message, me: Snowflake) -> None:
        """Answer an edited question in the place of its earlier answer.

        Discord tells of more than edits, such as previews that were added.
        """
        exchange = self._exchanges.get(message.id)
        question = self._heard(message, me)
        if not question or message.edited_at is None:
            return
        if exchange is None:
            if self._is_new(message):  # the edit added the mention
                await self.hear(message, me)
            return
        self._asking.servers.speak_in(message.guild)
        if isinstance(question, QuestionRequest):
            question = replace(question, quiet=frozenset())  # an answer stands there
        async with exchange.turn:
            wait = self._wait(message) if exchange.answers else None
            if wait and not (wait.told or isinstance(question, QuestionRequest)):
                await self._say(message, Page(str(wait)))
            if exchange.answers and not wait:
                pages = self._linked(await self._pages(message, question, me))
                stands = await edit(message, exchange.answers, pages)
                exchange.answers = [*stands]
                new = [(number, page) for number, page in stands.items() if page]
                self._answered.remember(where_asked(message), new, again=True)

    async def _explain(self, message: discord.Message, why: str) -> None:
        """Say to each person once why what they wrote is not answered."""
        person = message.author.id
        if (person, why) in self._explained or self._wait(message):
            return
        if len(self._explained) >= _MOST_REMEMBERED:
            self._explained.clear()
        self._explained.add((person, why))
        self._asking.servers.speak_in(message.guild)
        await self._say(message, Page(_(why)))

    async def _say(self, message: discord.Message, *pages: Page) -> dict[int, Page]:
        return await reply(message, self._linked(pages))

    def _linked(self, pages: Sequence[Page]) -> list[Page]:
        """Return pages with commands to click, but where they are below a quotation.

        There a link takes more room than it is worth.
        """
        mentions = self._mentions()
        return [
            page if page.quotes else replace(page, text=linked(page.text, mentions))
            for page in pages
        ]

    def forget(self, person: int) -> None:
        """Forget which messages of a person were answered."""
        self._explained = {one for one in self._explained if one[0] != person}
        for message, exchange in list(self._exchanges.items()):
            if exchange.asker == person:
                del self._exchanges[message]
                # Its edit is no new question either.
                self._first = max(self._first, message + 1)

    def _heard(
        self, message: discord.Message, me: Snowflake
    ) -> str | QuestionRequest | None:
        """Return what a message asks the bot, or asks where the bot answers anyway."""
        if (question := question_in(message, me)) is None:
            return overheard(message, me) if self._overhears(message) else None
        return question if self._listens(message) else None

    def _overhears(self, message: discord.Message) -> bool:
        where = where_asked(message)
        asks = self._asking.servers.of(where.guild).ask_channels
        return self._reads_all and not asks.isdisjoint(where.channels)

    def _listens(self, message: discord.Message) -> bool:
        """Return whether mentions are answered where a message stands."""
        where = where_asked(message)
        listens = self._asking.servers.of(where.guild).mention_channels
        chosen = listens is None or not listens.isdisjoint(where.channels)
        return chosen or self._overhears(message)

    def _is_new(self, message: discord.Message) -> bool:
        """Return whether a message was heard by this run, and did not ask then."""
        oldest = min(self._exchanges, default=0)
        full = len(self._exchanges) >= _MOST_REMEMBERED
        since = max(self._first, oldest) if full else self._first
        return 0 < since <= message.id

    def _wait(self, message: discord.Message) -> Wait | None:
        return self._asking.cooldown.wait(message.author.id, _now())

    async def _announced(
        self, message: discord.Message, question: str | QuestionRequest, me: Snowflake
    ) -> tuple[Page, ...]:
        """Return the answer, and show that one is coming where it takes a while."""
        if isinstance(question, QuestionRequest):  # perhaps none is
            return await self._pages(message, question, me)
        # Beside the answer and not before it: answers keep their order.
        typing = asyncio.ensure_future(self._type(message.channel))
        try:
            return await self._pages(message, question, me)
        finally:
            typing.cancel()

    async def _type(self, channel: discord.abc.MessageableChannel) -> None:
        await asyncio.sleep(TYPE_AFTER)
        if channel.id in self._typing:
            return
        self._typing.add(channel.id)
        try:
            await channel.typing()
            await asyncio.sleep(_TYPED)
        except discord.HTTPException as error:  # it is but a sign
            log.info("can't show typing: %s", described(error))
        finally:
            self._typing.discard(channel.id)

    async def _pages(
        self, message: discord.Message, question: str | QuestionRequest, me: Snowflake
    ) -> tuple[Page, ...]:
        desk = self._asking.at(where_asked(message))
        if isinstance(question, QuestionRequest):
            return await desk.pages(question)
        if wanted := citations(question):
            return await desk.cited(wanted, MOST_ANSWERS)
        question = readable(question)
        if not question:
            return (Page(_(BARE_MENTION)),)
        if earlier := replied_to(message, me):
            asked = await following(question, earlier, desk.articles)
        else:
            claim, unseen = answered_message(message, me), is_unseen(message, me)
            if unseen and asks_about_claim(question):
                return (Page(_(UNSEEN)),)
            asked = QuestionRequest(question, claim=claim, unseen=unseen)
        return await desk.pages(asked, asker=message.author.id)


def _now() -> float:
    return time.monotonic()
