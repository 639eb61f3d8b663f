"""From a question to the messages that answer it, off the event loop."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from bot.chat.escaping import clipped, escaped
from bot.chat.logs import described
from bot.chat.rendering import render
from bot.errors import QuestionError

if TYPE_CHECKING:
    from bot.answering import Answerer

__all__ = ["FAILED", "Asking"]

FAILED = "That went wrong; please try again. The bot's log says what happened."

log = logging.getLogger(__name__)


class Asking:
    """Answers questions in a thread, one at a time, in the order in which they come.

    A search takes milliseconds, but grows with the articles, and while it ran in the
    event loop no heartbeat would leave it.
    """

    def __init__(self, answerer: Answerer) -> None:
        self.articles = answerer.articles
        self._answerer = answerer
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="answers")
        # A burst handed to the thread at once would hold up the loop, which has to
        # wait for the interpreter's lock at each of them: 200 ms for 200 questions.
        self._turn = asyncio.Lock()

    async def pages(self, question: str, article: str | None = None) -> tuple[str, ...]:
        """Return the messages that answer a question, or that say why none can.

        `article` is the slug or the name of the only article to look in.
        """
        loop = asyncio.get_running_loop()
        async with self._turn:
            return await loop.run_in_executor(
                self._thread, self._pages, question, article
            )

    def close(self) -> None:
        """Let the thread end; no question is answered any more."""
        self._thread.shutdown(wait=False)

    def _pages(self, question: str, article: str | None) -> tuple[str, ...]:
        try:
            slug = self._slug(article) if article else None
            return render(self._answerer.answer(question, article=slug))
        except QuestionError as error:
            return (escaped(clipped(str(error), 900)),)
        except Exception as error:  # noqa: BLE001 - one question must not silence the bot
            log.error("a question failed: %s", described(error))  # noqa: TRY400 - one line
            return (FAILED,)

    def _slug(self, asked: str) -> str:
        """Return the slug that a typed article stands for, else what was typed."""
        wanted = asked.strip().casefold()
        for article in self.articles:
            if wanted in {article.slug.casefold(), article.name.casefold()}:
                return article.slug
        return asked
