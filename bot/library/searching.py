"""Answers from an index in PostgreSQL, of which a process reads only what it needs.

PostgreSQL finds the articles whose sentences share most with a question; they are
ranked, and their passages chosen, as those of the index in the state folder are.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from functools import cached_property, partial
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from bot.answering import Answerer, looked_for, wanted_of
from bot.errors import StorageBusyError, StorageError
from bot.library.filling import fill, language_of, place_of
from bot.library.loop_thread import LoopThread
from bot.library.records import Records
from bot.retrieval import Found, asked, is_whole
from bot.retrieval.levels import LEVELS

if TYPE_CHECKING:
    from collections.abc import (
        Callable,
        Coroutine,
        Iterable,
        Mapping,
        Sequence,
    )
    from threading import Event

    from bot.annotations import IndexFolder
    from bot.answering import Answer
    from bot.articles import Article
    from bot.library.holdings import Holding
    from bot.meaning import Encoder
    from bot.retrieval import Asked
    from bot.storage import Shards
    from bot.storage.search import Search
    from bot.storage.search_change import Counted
    from bot.storage.search_found import Stored

    T = TypeVar("T")

__all__ = ["Searching"]

log = logging.getLogger(__name__)
_NOT_FILLED = "The index in PostgreSQL has no articles yet; try again in a few minutes."
_SILENT = "The index in PostgreSQL does not answer in time; try again in a moment."
_PATIENCE = 4.0  # seconds that a question waits for what it reads; most take 0.01
_CLOSED = "The index in PostgreSQL is closed."
_DAMAGED = "an article of the index in PostgreSQL is damaged; the index is made anew"
_SENTENCES = 300  # of a place that PostgreSQL is asked for
_FEW = 2  # documents that are looked at whatever their words are
# Where the totals of a place tell how many articles it has.
_ARTICLES = 2 * [level.name for level in LEVELS].index("article")


class Searching:
    """Keeps the index in PostgreSQL up to date, and finds in it.

    It has a thread with an event loop of its own, for which whoever answers in another
    thread can wait. `search` opens the index of a version of the program. `is_behind`
    tells that the index has to be filled, or filled again. Methods raise StorageError.
    """

    def __init__(
        self,
        search: Callable[[str], Search],
        index: IndexFolder,
        encoder: Encoder | None,
        shards: Shards,
    ) -> None:
        self._opened = search
        self._index = index
        self._encoder = encoder
        self._shards = shards
        self._loop = LoopThread("search", _CLOSED)
        self._do = self._loop.do
        self._filling = threading.Lock()
        self._records = Records(self._read)
        self.is_behind = True
        self._is_damaged = False
        self._rests_until = 0.0  # a moment before which no question is put to it

    @cached_property
    def _search(self) -> Search:
        return self._opened(self._index.version)

    def _read_soon(self, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Return what a question needs, for which nobody waits for long.

        It goes on, for it may be that an index is made anew. Until something is
        answered, or for as long as this question waited, the next do not wait at all.
        """
        if monotonic() < self._rests_until:
            raise StorageBusyError(_SILENT)
        try:
            return self._do(self._told(read), _PATIENCE)
        except TimeoutError:
            self._rests_until = monotonic() + _PATIENCE
            raise StorageBusyError(_SILENT) from None

    async def _told(self, read: Callable[[], Coroutine[Any, Any, T]]) -> T:
        told = await read()
        self._rests_until = 0.0
        return told

    def close(self) -> None:
        """Close all connections; what somebody waits for still, ends in an error."""
        self._loop.close(self._end)

    async def _end(self) -> None:
        if "_search" in vars(self):  # it is opened at its first use
            await self._search.close()

    def fill(self, holdings: Iterable[Holding]) -> None:
        """Let the index have these articles, and no others of this process's servers.

        It takes a while, in a thread.
        """
        with self._filling:
            self.is_behind = True
            if self._is_damaged:
                self._do(self._search.empty())
                self._is_damaged = False
            fill(self._do, self._search, self._index, holdings, self._shards)
            self.is_behind = self._is_damaged

    def answerer(self, holdings: Mapping[str, Holding]) -> _Answerer:
        """Return what answers from holdings, by their slugs."""
        return _Answerer(self, holdings)

    def answerer_over(
        self,
        articles: Mapping[str, Sequence[Article]],
        found: Mapping[str, Found],
    ) -> Answerer:
        """Return what answers from articles, by language, of an index over more."""
        every = [article for some in articles.values() for article in some]
        return Answerer(every, found.__getitem__, encoder=self._encoder)

    def asked(self, language: str, question: str, context: str) -> Asked:
        """Return what a question looks for in texts of a language."""
        return asked(self._index.segments(language).analysis, question, context)

    def find(self, places: Sequence[str], asked: Asked) -> _Told | None:
        """Return what some places have for what is asked, None where they are empty."""
        return self._read_soon(partial(self._find, places, asked))

    async def _find(self, places: Sequence[str], asked: Asked) -> _Told | None:
        found = await self._search.find(places, asked.words, _SENTENCES, asked.hashes)
        if found is None:
            return None
        records = await self._records.best(found.documents)
        return _Told(places, found.totals, records, asked.hashes, found.counts)

    async def _read(self, numbers: Sequence[int]) -> Mapping[int, Stored]:
        return self._whole(await self._search.documents(numbers))

    def named(self, places: Sequence[str], slugs: Sequence[str]) -> list[Stored]:
        """Return the documents of some slugs."""
        documents = partial(self._search.documents, places=places, slugs=slugs)
        stored = self._read_soon(documents)
        return [*self._whole(stored).values()]

    def _whole(self, stored: Mapping[int, Stored]) -> dict[int, Stored]:
        """Return documents but damaged ones, for which the index is made anew."""
        whole = {n: one for n, one in stored.items() if is_whole(one.arrays)}
        if len(whole) < len(stored) and not self._is_damaged:
            log.warning(_DAMAGED)
            self._is_damaged = self.is_behind = True
        return whole

    def gathered(self, told: _Told) -> Found:
        """Return documents of some places as what an index is made over."""
        return Found(
            self._index.segments(language_of(told.places[0])).analysis,
            {record.key: record.arrays for record in told.records},
            told.totals,
            lambda terms: self._read_soon(
                partial(self._search.counted, told.places, terms)
            ),
            {key: told.counts.get(key) for key in told.hashes},
        )


class _Told(NamedTuple):
    """What an index has for a question: the best documents of some places.

    `totals` are counted of all of them, `counts` of some terms, by their `hashes`.
    """

    places: Sequence[str]
    totals: Sequence[int]
    records: Sequence[Stored]
    hashes: Sequence[int]
    counts: Mapping[int, Counted]


class _Answerer:
    """Answers as an Answerer over all of some holdings would."""

    def __init__(self, searching: Searching, holdings: Mapping[str, Holding]) -> None:
        self._searching = searching
        self._holdings = holdings

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles."""
        return tuple(held.article for held in self._holdings.values())

    @cached_property
    def _places(self) -> Mapping[str, list[str]]:
        """Where the articles are in the index, by language."""
        places: dict[str, list[str]] = {}
        for place, language in dict.fromkeys(
            (place_of(held), held.article.language) for held in self._holdings.values()
        ):
            places.setdefault(language, []).append(place)
        return places

    @cached_property
    def _number(self) -> Counter[str]:
        """How many articles there are, by language."""
        return Counter(article.language for article in self.articles)

    def answer(
        self,
        question: str,
        *,
        article: str | None = None,
        limit: int = 3,
        context: str = "",
        explain: bool = False,
        stop: Event | None = None,
    ) -> Answer:
        """Return what the articles say to a question, as an Answerer does."""
        wanted = looked_for(question)
        if not wanted:  # whatever the articles are
            return self._searching.answerer_over({}, {}).answer(question)
        if len(self._holdings) == 1 and wanted_of(wanted, alone=not context):
            article = article or next(iter(self._holdings))
        found: dict[str, Found] = {}
        articles: dict[str, list[Article]] = {}
        for language, places in self._places.items():
            asked = self._searching.asked(language, wanted, context)
            told = self._searching.find(places, asked)
            if told is None or told.totals[_ARTICLES] < self._number[language]:
                self._searching.is_behind = True  # another process emptied it
            if told is None:
                continue
            records = told.records
            also = self._also(language, article, {one.slug for one in records})
            if also:
                records = [*records, *self._searching.named(places, also)]
            records = [one for one in records if self._is_current(one)]
            found[language] = self._searching.gathered(told._replace(records=records))
            articles[language] = [self._holdings[one.slug].article for one in records]
        if self._places and not found:
            raise StorageError(_NOT_FILLED)
        answerer = self._searching.answerer_over(articles, found)
        try:
            return answerer.answer(
                question,
                article=article,
                limit=limit,
                context=context,
                explain=explain,
                stop=stop,
            )
        finally:
            for one in found.values():
                one.close()

    def _also(self, language: str, article: str | None, found: set[str]) -> list[str]:
        """Return the slugs of documents that are looked at whatever their words are."""
        if article is not None:
            return [article] if article not in found else []
        if len(found) >= _FEW:
            return []
        alike = (h.article for h in self._holdings.values())
        slugs = (one.slug for one in alike if one.language == language)
        few = islice(slugs, 2 * _FEW)
        return [slug for slug in few if slug not in found]

    def _is_current(self, record: Stored) -> bool:
        """Return whether a document is of an article's text as it can be asked now."""
        held = self._holdings.get(record.slug)
        return held is not None and held.article.key == record.key
