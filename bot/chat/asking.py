"""From a question to the messages that answer it, off the event loop."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from bot.chat.codes import MOST_MARKS
from bot.chat.escaping import clipped, escaped
from bot.chat.logs import described
from bot.chat.page import Page
from bot.chat.places import key_of
from bot.chat.rendering import SHOWN, pages_of
from bot.chat.servers import Servers
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.answering import Answer
    from bot.articles import Article
    from bot.chat.asked import Asked
    from bot.chat.cooldown import Cooldown
    from bot.library import Library, Where
    from bot.storage import ServerSettings

__all__ = ["FAILED", "SLOW", "Asking", "Desk", "sentence"]

FAILED = marked("That went wrong; please try again. The bot's log says what happened.")
SLOW = marked("That took too long; please try again, perhaps with fewer words.")
TIME_LIMIT = 20.0  # seconds for one question, without the time it waits for others

T = TypeVar("T")

log = logging.getLogger(__name__)


class Asking:
    """Answers questions in a thread, one at a time, in the order in which they come.

    A search takes milliseconds, but grows with the articles, and while it ran in the
    event loop no heartbeat would leave it.
    """

    def __init__(self, library: Library, cooldown: Cooldown) -> None:
        self.library = library
        self.cooldown = cooldown
        self.servers = Servers(library)
        self._thread = _thread()
        # A burst handed to the thread at once would hold up the loop, which has to
        # wait for the interpreter's lock at each of them: 200 ms for 200 questions.
        self._turn = asyncio.Lock()

    def at(self, where: Where) -> Desk:
        """Return the desk of a channel."""
        return Desk(self, where, self.servers.of(where.guild))

    def close(self) -> None:
        """Let the thread end; no question is answered any more."""
        self._thread.shutdown(wait=False)

    async def in_turn(self, work: Callable[[], T]) -> T:
        """Run work in the thread when its turn has come.

        Raises QuestionError with a sentence for whoever asked, where it fails or
        takes too long. A thread that may be stuck is left to itself.
        """
        loop = asyncio.get_running_loop()
        aware = contextvars.copy_context()  # of the language that is spoken
        async with self._turn:
            try:
                async with asyncio.timeout(TIME_LIMIT):
                    return await loop.run_in_executor(self._thread, aware.run, work)
            except QuestionError:
                raise
            except TimeoutError:
                log.error("a question took longer than %.0f s", TIME_LIMIT)  # noqa: TRY400
                self._thread.shutdown(wait=False)
                self._thread = _thread()
                raise QuestionError(SLOW) from None
            except Exception as error:  # noqa: BLE001 - one must not silence the bot
                log.error("a question failed: %s", described(error))  # noqa: TRY400
                raise QuestionError(FAILED) from None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions of one channel are asked: of the articles that it may see."""

    asking: Asking
    where: Where
    settings: ServerSettings

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that can be asked about here."""
        return self.asking.library.articles(self.where, self._only)

    async def pages(
        self, asked: Asked, *, asker: int | None = None
    ) -> tuple[Page, ...]:
        """Return the messages that answer a question, or that say why none can.

        `asker` is who asks it for the first time: the words that no article has are
        then counted, where the server's admins want that.
        """
        try:
            answer, pages = await self.asking.in_turn(lambda: self._pages(asked))
        except QuestionError as error:
            return (Page(sentence(error)),)
        if asker is not None and self.votes:
            words = answer.unknown_words
            self.asking.servers.note(self.where.guild, asker, words)
        return pages

    async def answer(self, asked: Asked) -> Answer:
        """Return the answer to a question with all passages that a person can reach.

        Raises QuestionError, one sentence, where there can't be one.
        """
        limit = MOST_MARKS + SHOWN
        return await self.asking.in_turn(lambda: self._answer(asked, limit))

    def article(self, typed: str) -> Article | None:
        """Return the article of that slug or name, in any case of letters."""
        wanted = typed.strip().casefold()
        for article in self.articles:
            if wanted in {article.slug.casefold(), article.name.casefold()}:
                return article
        return None

    @property
    def _only(self) -> frozenset[str] | None:
        """The slugs that the channel asks about; a thread asks those of its channel."""
        chosen = map(self.settings.channel_articles.get, self.where.channels)
        return next((frozenset(slugs) for slugs in chosen if slugs), None)

    @property
    def votes(self) -> bool:
        """Whether it is counted here what helped and what was missing."""
        return self.settings.feedback and self.asking.library.keeps

    def _pages(self, asked: Asked) -> tuple[Answer, tuple[Page, ...]]:
        answer = self._answer(asked, len(asked.shown) + SHOWN)
        pages = pages_of(answer, asked, self.settings.per_page)
        article = self.article(asked.article) if asked.article else None
        key = key_of(article) if article else None
        known = (replace(page, article=key, votes=self.votes) for page in pages)
        return answer, tuple(known)

    def _answer(self, asked: Asked, limit: int) -> Answer:
        article = self.article(asked.article) if asked.article else None
        return self.asking.library.answerer(self.where, self._only).answer(
            asked.question,
            article=article.slug if article else asked.article,
            limit=limit,
            context=asked.context,
        )


def sentence(error: QuestionError) -> str:
    """Return what is wrong with a question, ready for a message."""
    said = _(error.message)
    return escaped(clipped(said.format(**error.fields) if error.fields else said, 900))


def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="answers")
