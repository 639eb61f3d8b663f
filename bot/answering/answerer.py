"""Answers a question with the passages that bear on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rank_bm25 import BM25Plus

from bot.answering.values import Answer, Evidence, Status
from bot.articles import Article, Sentence, Span
from bot.errors import QuestionError
from bot.retrieval import Analyser

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["MAX_QUESTION", "Answerer"]

MAX_QUESTION = 1_000  # characters; longer texts are no question


class Answerer:
    """Finds, for a question, the articles' own words."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = tuple(articles)
        self._analyser = Analyser()
        self._units = [(a, s) for a in self.articles for s in a.sentences]
        self._index = BM25Plus(
            [
                [t.term for t in self._analyser.tokens(a.text(s.start, s.end))]
                for a, s in self._units
            ]
        )

    def answer(
        self,
        question: str,
        *,
        article: str | None = None,
        limit: int = 3,
        context: str = "",
    ) -> Answer:
        """Return what the articles say to a question, in at most `limit` passages.

        `article` is the slug of the only article to look in. `context` is an earlier
        question that this one follows: its words count for less. Raises QuestionError
        where the question is blank or too long, or no article has that slug.
        """
        if not question.strip():
            message = "The question is empty; ask something about the articles."
            raise QuestionError(message)
        if len(question) > MAX_QUESTION:
            message = (
                f"The question has {len(question):,} characters; "
                f"shorten it to {MAX_QUESTION:,}."
            )
            raise QuestionError(message)
        if article is not None and article not in {a.slug for a in self.articles}:
            message = f"There is no article {article!r}; /articles lists them."
            raise QuestionError(message)
        terms = {t.term for t in self._analyser.tokens(f"{question} {context}")}
        scores = self._index.get_scores(sorted(terms))
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        evidence = tuple(
            self._evidence(*self._units[i], float(scores[i]), terms)
            for i in order[:limit]
        )
        evidence = tuple(e for e in evidence if e.highlights)
        found = bool(evidence)
        return Answer(
            question,
            Status.ANSWERED if found else Status.NOT_FOUND,
            0.5 if found else 0.0,
            evidence,
        )

    def _evidence(
        self, article: Article, sentence: Sentence, score: float, terms: set[str]
    ) -> Evidence:
        start, end = sentence.start, sentence.end
        highlights = tuple(
            Span(start + t.start, start + t.end)
            for t in self._analyser.tokens(article.text(start, end))
            if t.term in terms
        )
        speaker = sentence.speaker and article.text(*sentence.speaker)
        return Evidence(
            article,
            start,
            end,
            score,
            Span(start, end),
            highlights,
            speaker,
            sentence.stance,
        )
