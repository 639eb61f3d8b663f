"""What questions are put to: Verbatim itself, and plain rank-bm25 beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

import numpy as np
import rank_bm25

from bot.answering import Answerer, Status
from bot.meaning import open_encoder
from bot.selftest import Passage, passages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.articles import Article

__all__ = ["DEPTH", "SHOWN", "Plain", "Reply", "System", "Verbatim"]

SHOWN = 3  # passages that a reader sees
DEPTH = 10  # passages of a ranking that are looked at


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reader gets, and how sure the system is.

    `top` are the best passages, three at most, which a reader sees only where
    `shown`; `sure` says that they are given as the answer. `confidence` only has to
    order replies. `disputed` is True where the reader is told that the question takes
    a disputed matter for granted.
    """

    top: tuple[Passage, ...]
    sure: bool
    shown: bool
    confidence: float
    milliseconds: float
    disputed: bool = False


class System(Protocol):
    """Something that finds passages for questions."""

    @property
    def name(self) -> str:
        """What reports call it."""

    @property
    def note(self) -> str:
        """A sentence on how it works, for reports."""

    def reply(self, question: str) -> Reply:
        """Answer as a reader sees it."""

    def ranking(self, question: str) -> tuple[Passage, ...]:
        """Return the best ten passages, best first, refused or not."""

    def without(self, slug: str) -> Self:
        """Return the same system over all articles but one."""

    def only(self, slug: str) -> Self:
        """Return the same system over one article."""


class Verbatim:
    """This program."""

    name = "verbatim"
    note = "verbatim: three passages at most are shown, none where it refuses."

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._answerer = Answerer(articles, encoder=open_encoder())

    def reply(self, question: str) -> Reply:
        """Answer as a reader sees it."""
        start = time.perf_counter()
        answer = self._answerer.answer(question)
        milliseconds = 1000 * (time.perf_counter() - start)
        return Reply(
            passages(answer),
            sure=answer.status is Status.ANSWERED,
            shown=answer.status is not Status.NOT_FOUND,
            confidence=answer.confidence,
            milliseconds=milliseconds,
            disputed=answer.disputed,
        )

    def ranking(self, question: str) -> tuple[Passage, ...]:
        """Return the best ten passages, best first, refused or not."""
        return passages(self._answerer.answer(question, limit=DEPTH))

    def without(self, slug: str) -> Self:
        """Return the same system over all articles but one."""
        return type(self)([a for a in self._articles if a.slug != slug])

    def only(self, slug: str) -> Self:
        """Return the same system over one article."""
        return type(self)([a for a in self._articles if a.slug == slug])


class Plain:
    """rank-bm25's Okapi as its own description shows it, with its defaults.

    Texts are put into lower case and divided at blanks; a word asked twice counts
    twice; the best passages are always shown, whatever their score, which is also
    the confidence. `size` is the number of sentences in a passage; passages do not
    overlap. Passages of one score keep their order in the articles.
    """

    name = "plain rank-bm25"

    def __init__(self, articles: Sequence[Article], size: int) -> None:
        self.note = (
            "plain rank-bm25: Okapi, lower case, divided at blanks, passages of "
            f"{size} sentence{'s' if size > 1 else ''} without overlap, the best "
            f"{SHOWN} always shown, the best score as confidence."
        )
        self._articles = articles
        self._size = size
        self._passages = tuple(_windows(articles, size))
        documents = [_words(passage.text) for passage in self._passages]
        self._index = rank_bm25.BM25Okapi(documents)

    def reply(self, question: str) -> Reply:
        """Answer as a reader sees it."""
        start = time.perf_counter()
        scores = self._scores(question)
        top = self._best(scores, SHOWN)
        milliseconds = 1000 * (time.perf_counter() - start)
        return Reply(
            top,
            sure=True,
            shown=True,
            confidence=max(scores),
            milliseconds=milliseconds,
        )

    def ranking(self, question: str) -> tuple[Passage, ...]:
        """Return the best ten passages, best first."""
        return self._best(self._scores(question), DEPTH)

    def without(self, slug: str) -> Self:
        """Return the same system over all articles but one."""
        return type(self)([a for a in self._articles if a.slug != slug], self._size)

    def only(self, slug: str) -> Self:
        """Return the same system over one article."""
        return type(self)([a for a in self._articles if a.slug == slug], self._size)

    def _scores(self, question: str) -> list[float]:
        scores: list[float] = self._index.get_scores(_words(question)).tolist()
        return scores

    def _best(self, scores: Sequence[float], limit: int) -> tuple[Passage, ...]:
        order = np.argsort(-np.asarray(scores), kind="stable")
        return tuple(self._passages[i] for i in order[:limit])


def _words(text: str) -> list[str]:
    return text.lower().split()


def _windows(articles: Iterable[Article], size: int) -> Iterator[Passage]:
    for article in articles:
        for first in range(0, len(article.sentences), size):
            sentences = article.sentences[first : first + size]
            start, end = sentences[0].start, sentences[-1].end
            yield Passage(article.slug, start, end, article.text(start, end))
