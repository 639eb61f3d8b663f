"""Answers a question with the passages that bear on it."""

from __future__ import annotations

from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Protocol

from bot.answering.about import (
    Wanted,
    as_opening,
    known_of,
    opening,
    wanted_of,
)
from bot.answering.evidence import merged
from bot.answering.language_index import LanguageIndex
from bot.answering.openings import as_read, is_foreign
from bot.answering.sides import both_sides
from bot.answering.small_talk import NO_ARTICLE, NOTHING_TO_FIND, friendly_line
from bot.answering.sources import segments_of
from bot.answering.values import Answer, Status
from bot.errors import AbandonedError, QuestionError, VerbatimError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from threading import Event

    from bot.answering.confidence import Weights
    from bot.answering.language_index import Finding
    from bot.articles import Article
    from bot.meaning import Encoder
    from bot.retrieval import Segmented

__all__ = ["MAX_QUESTION", "Answerer", "Answers", "looked_for"]

MAX_QUESTION = 1_000  # characters; longer texts are no question


class Answers(Protocol):
    """What answers questions from some articles, as an Answerer does."""

    @property
    def articles(self) -> Sequence[Article]:
        """The articles."""

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
        """Return what the articles say to a question."""


class Answerer:
    """Finds, for a question, the articles' own words.

    Articles of one language are searched together. A question is put to each
    language, and the one that answers with the most confidence answers. `segments`
    opens by language the segments of the index, for other Answerers over the articles;
    those of several groups, by `group_of`, share none. `weights` are the confidence's,
    in place of those that come with the program. `encoder` finds what is said in other
    words than it is asked for.
    """

    def __init__(
        self,
        articles: Sequence[Article],
        segments: Callable[[str], Segmented] | None = None,
        weights: Weights | None = None,
        *,
        encoder: Encoder | None = None,
        group_of: Callable[[Article], str] = lambda _: "",
    ) -> None:
        self.articles = tuple(articles)
        self.segments = segments or partial(segments_of, encoder=encoder)
        languages = dict.fromkeys(article.language for article in self.articles)
        self._segments = {language: self.segments(language) for language in languages}
        self._index = partial(
            LanguageIndex, weights=weights, encoder=encoder, group_of=group_of
        )
        self._indexes = self._opened()
        self._damaged = 0  # segments, as far as the indexes are without them

    def _opened(self) -> list[LanguageIndex]:
        """Return the index of each language."""
        return [
            self._index(
                [a for a in self.articles if a.language == language],
                language,
                segments=segments,
            )
            for language, segments in self._segments.items()
        ]

    def answer(
        self,
        question: str,
        *,
        article: str | None = None,
        limit: int = 3,
        context: str = "",
        stop: Event | None = None,
        explain: bool = False,
    ) -> Answer:
        """Return what the articles say to a question, in at most `limit` passages.

        Up to three, they score close to the best; a greater limit adds weaker ones.

        `article` is the slug of the only article to look in. `context` is an earlier
        question that this one follows: its words count for less. With `explain` the
        receipts tell as well which words were read as near to others. Raises
        QuestionError where the question is blank or too long, or no article has that
        slug, and AbandonedError once `stop` is set.
        """
        ask = partial(
            self._ask, question, article, limit, context, stop, explain=explain
        )
        before = self._damaged
        try:
            return ask()
        except (VerbatimError, AbandonedError):
            raise
        except Exception:  # of a segment that is damaged, or of the program
            damaged = sum(one.drop_damaged() for one in self._segments.values())
            if damaged == before:
                raise
            self._indexes = self._opened()
            self._damaged = damaged  # only now: who asks meanwhile has the old indexes
            return ask()

    def _ask(
        self,
        question: str,
        article: str | None,
        limit: int,
        context: str,
        stop: Event | None,
        *,
        explain: bool,
    ) -> Answer:
        _refuse_unfit(question)
        indexes = [i for i in self._indexes if article is None or article in i.slugs]
        if article is not None and not indexes:
            message = "There is no article {article!r}; /articles lists them."
            raise QuestionError(message, article=article)
        remark = friendly_line(question)
        if remark:
            return Answer(question, Status.NOT_FOUND, 0.0, remark=remark)
        if not indexes:
            return Answer(question, Status.NOT_FOUND, 0.0, remark=NO_ARTICLE)

        def go_on() -> None:
            if stop and stop.is_set():
                raise AbandonedError

        asked, before = as_read(question), as_read(context)
        wanted = wanted_of(asked, alone=not before)
        if wanted:
            only = self.articles[0].slug if len(self.articles) == 1 else None
            if article or only or not before:
                return self._about(question, wanted, article or only, limit, go_on)
        findings = [
            index.find(asked, article=article, limit=limit, context=before, go_on=go_on)
            for index in indexes
        ]
        if not any(finding.query.words for finding in findings):
            return Answer(question, Status.NOT_FOUND, 0.0, remark=NOTHING_TO_FIND)
        answer = _answer(question, findings, limit, explain=explain)
        if wanted and answer.status is Status.NOT_FOUND:
            return known_of(question, wanted, None)
        return answer

    def _about(
        self,
        question: str,
        wanted: Wanted,
        slug: str | None,
        limit: int,
        go_on: Callable[[], None],
    ) -> Answer:
        """Return what is wanted of an article itself."""
        one = next((each for each in self.articles if each.slug == slug), None)
        if one is None or wanted is not Wanted.OPENING:
            return known_of(question, wanted, one)
        index = next(each for each in self._indexes if one.slug in each.slugs)
        found = opening(index, question, one.slug, go_on)
        return as_opening(_answer(question, [found], limit, explain=False))


def looked_for(question: str) -> str:
    """Return what of a question is looked for, nothing of small talk.

    Raises QuestionError where it is blank or too long.
    """
    _refuse_unfit(question)
    return "" if friendly_line(question) else as_read(question)


def _refuse_unfit(question: str) -> None:
    if not question.strip():
        message = "The question is empty; ask something about the articles."
        raise QuestionError(message)
    if len(question) > MAX_QUESTION:
        message = "The question has {number:,} characters; shorten it to {most:,}."
        raise QuestionError(message, number=len(question), most=MAX_QUESTION)


def _answer(
    question: str, findings: Sequence[Finding], limit: int, *, explain: bool
) -> Answer:
    best = max(findings, key=lambda finding: finding.judgement.confidence)
    status = best.judgement.status
    found = status is not Status.NOT_FOUND
    hits = best.hits if found else [*takewhile(best.bears, best.hits)]
    evidence, disputed = both_sides(best, hits, limit)
    if explain:
        evidence = tuple(best.index.explained(best.scores, e) for e in evidence)
    return Answer(
        question=question,
        status=status,
        confidence=best.judgement.confidence,
        evidence=evidence if found else (),
        closest=() if found else evidence,
        unknown_words=tuple(dict.fromkeys(_unknown(findings))),
        readings=tuple(best.readings()),
        foreign=not found
        and is_foreign(question, [finding.index.language for finding in findings]),
        suggestions=() if found else tuple(best.suggestions()),
        disputed=disputed and found,
        features=best.judgement.features,
    )


def _unknown(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the words, as they were asked, that no article of any language has.

    Pairs of characters that overlap, in scripts without spaces, are told as one.
    """
    spans = [
        {(word.token.start, word.token.end) for word in finding.unknown()}
        for finding in findings
    ]
    for start, end in merged(set.intersection(*spans)):
        yield findings[0].query.text[start:end]
