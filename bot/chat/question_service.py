"""From a question to the messages that answer it, off the event loop."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from bot.answering import Status
from bot.chat.button_state import MOST_MARKS, key_of
from bot.chat.citing import ParagraphNames, cited, whole
from bot.chat.escaping import inline
from bot.chat.pages import Page
from bot.chat.questions import asks_about_claim, asks_about_us
from bot.chat.rendering import SHOWN, pages_of
from bot.chat.servers import Servers, unkept
from bot.chat.wording import _
from bot.chat.worker import Worker
from bot.errors import QuestionError, StorageError
from bot.retrieval import common_words, months

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from threading import Event

    from bot.answering import Answer, Answers
    from bot.articles import Article
    from bot.chat.button_state import Passage
    from bot.chat.citing import Citation
    from bot.chat.cooldown import Cooldown
    from bot.chat.question_request import QuestionRequest
    from bot.chat.worker import Work
    from bot.library import Library, Where
    from bot.storage import ServerSettings

__all__ = ["ChannelScope", "QuestionService", "sentence"]

T = TypeVar("T")

_FEWEST = 2  # words that an answer shares with a question that nobody asked the bot
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"  # no names
TIME_LIMIT = 20.0  # seconds for one question, without the time it waits for others
TYPED_LIMIT = 2.0  # seconds for what is offered while somebody types


class QuestionService:
    """Answers questions in a thread, one at a time, in the order in which they come.

    A search takes milliseconds, but grows with the articles, and while it ran in the
    event loop no heartbeat would leave it. Where more is asked than it can answer, some
    are told so at once. What is offered while somebody types is looked up in a thread
    of its own, for Discord waits three seconds for it. `watch` is told what came of
    each question and how many seconds it took.
    """

    def __init__(self, library: Library, cooldown: Cooldown) -> None:
        self.library = library
        self.cooldown = cooldown
        self.servers = Servers(library)
        self.answers = Worker("answers", TIME_LIMIT)
        self.lookups = Worker("lookups", TYPED_LIMIT, TYPED_LIMIT)
        self.paragraphs = ParagraphNames()
        self.watch: Callable[[str, float], None] = lambda _status, _seconds: None

    def at(self, where: Where) -> ChannelScope:
        """Return the desk of a channel."""
        return ChannelScope(self, where, self.servers.of(where.guild))

    def close(self) -> None:
        """Let the threads end; no question is answered any more."""
        self.answers.close()
        self.lookups.close()


@dataclass(frozen=True, slots=True)
class ChannelScope:
    """Where questions of one channel are asked: of the articles that it may see."""

    asking: QuestionService
    where: Where
    settings: ServerSettings

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that can be asked about here."""
        return self.asking.library.articles(self.where, self._only)

    async def pages(
        self,
        asked: QuestionRequest,
        *,
        asker: int | None = None,
        at_most: int | None = None,
    ) -> tuple[Page, ...]:
        """Return the messages that answer a question, or that say why none can.

        There are none where the answer is to be kept quiet.

        `asker` is who asks it for the first time: the words that no article has are
        then counted, where the server's admins want that. `at_most` passages are shown,
        as many as the admins decided otherwise.
        """
        began = time.monotonic()
        try:
            work = partial(self._pages, asked, at_most or self.settings.per_page)
            answer, pages = await self.asking.answers.do(work)
        except QuestionError as error:
            self.asking.watch("failed", time.monotonic() - began)
            return () if asked.quiet else (Page(sentence(error), error=True),)
        self.asking.watch(answer.status.value, time.monotonic() - began)
        if asker is not None and self.votes:
            words = () if answer.foreign else answer.unknown_words
            self.asking.servers.note(self.where.guild, asker, words)
        return pages

    async def answer(self, asked: QuestionRequest) -> Answer:
        """Return the answer to a question with all passages that a person can reach.

        Raises QuestionError, one sentence, where there can't be one.
        """
        limit = MOST_MARKS + SHOWN
        work = partial(self._answer, asked, limit)
        return await self.asking.answers.do(work)

    async def cited(self, wanted: Iterable[Citation], most: int) -> tuple[Page, ...]:
        """Return at most `most` messages that show paragraphs, or say why none can."""
        try:
            return await self.asking.answers.do(
                lambda stop: cited(wanted, self.article, most, stop)
            )
        except QuestionError as error:
            return (Page(sentence(error), error=True),)

    async def worked(self, work: Work[T]) -> T:
        """Return what some work gives that takes as long as a text is long."""
        return await self.asking.answers.do(work)

    async def whole(self, passages: Sequence[Passage]) -> bytes:
        """Return passages as a text file; raises QuestionError."""
        return await self.asking.answers.do(lambda _: whole(passages))

    async def offered(self, typed: str, most: int) -> list[tuple[str, str]]:
        """Return names and slugs of articles that hold what was typed."""
        return await self.asking.lookups.do(
            lambda _: list(islice(self._offered(typed), most))
        )

    async def paragraphs(
        self, article: str, typed: str, most: int
    ) -> list[tuple[str, int]]:
        """Return names and numbers of the paragraphs that hold what was typed."""
        return await self.asking.lookups.do(
            lambda _: list(islice(self._paragraphs(article, typed), most))
        )

    def _offered(self, typed: str) -> Iterator[tuple[str, str]]:
        wanted = typed.strip().casefold()
        for article in self.articles:
            publisher = article.source.publisher or ""
            described = f"{article.name} {article.slug} {publisher}"
            if wanted in described.casefold():
                yield article.name, article.slug

    def _paragraphs(self, slug: str, typed: str) -> Iterator[tuple[str, int]]:
        if article := self.article(slug):
            yield from self.asking.paragraphs.matching(article, typed)

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

    def _pages(
        self, asked: QuestionRequest, at_most: int, stop: Event
    ) -> tuple[Answer, tuple[Page, ...]]:
        limit = len(asked.shown) + SHOWN
        if asked.unanswered:
            asked = replace(asked, unanswered=False)
            alone = replace(asked, context="")
            if self._answer(alone, limit, stop).status is not Status.NOT_FOUND:
                asked = alone
        answer = self._answer(asked, limit, stop)
        if asked.quiet:
            names = not asks_about_us(asked.question)
            if answer.status in asked.quiet or not _is_telling(answer, names=names):
                return answer, ()
        pages = pages_of(answer, asked, at_most, stop)
        article = self.article(asked.article) if asked.article else None
        key = key_of(article) if article else None
        known = (
            replace(page, article=key or page.article, votes=self.votes)
            for page in pages
        )
        return answer, tuple(known)

    @property
    def _answerer(self) -> Answers:
        return self.asking.library.answerer(self.where, self._only)

    def _answer(self, asked: QuestionRequest, limit: int, stop: Event) -> Answer:
        """Return the answer; one about a claim alone looks the claim itself up."""
        article = self.article(asked.article) if asked.article else None
        claimed = bool(asked.claim) and asks_about_claim(asked.question)
        while True:
            answerer = self._answerer
            try:
                answer = answerer.answer(
                    asked.claim if claimed else asked.question,
                    article=article.slug if article else asked.article,
                    limit=limit,
                    context="" if claimed else asked.context or asked.claim,
                    stop=stop,
                    explain=asked.explain,
                )
                break
            except StorageError as error:  # of an index in a database, or of a text
                if answerer is self._answerer:  # else there are other articles now
                    raise unkept(error) from None
        # Of somebody's claim no word is repeated.
        if claimed:
            return replace(answer, unknown_words=(), readings=(), suggestions=())
        return answer


def _is_telling(answer: Answer, *, names: bool) -> bool:
    """Return whether an answer is about more than what any talk is about.

    Its passages share two words that not everything said has, or a name where `names`
    are enough.
    """
    words: set[str] = set()
    for one in answer.evidence:
        language = one.article.language
        common = {*common_words(language), *months(language), *_WEEKDAYS.split()}
        if names and {*map(str.casefold, one.receipt.names)} - common:
            return True
        words |= {*map(str.casefold, one.receipt.words)} - common
    return len(words) >= _FEWEST


def sentence(error: QuestionError) -> str:
    """Return what is wrong with a question, ready for a message."""
    shown = {name: _Shown.of(value) for name, value in error.fields.items()}
    said = _(error.message)
    return said.format(**shown) if shown else said


class _Shown(str):
    """A field of a sentence, in quotation marks where its `repr` is asked for."""

    __slots__ = ()

    @classmethod
    def of(cls, value: str | int) -> str | int:
        return cls(inline(value, 900)) if isinstance(value, str) else value

    def __repr__(self) -> str:
        return _("“{word}”").format(word=self)
