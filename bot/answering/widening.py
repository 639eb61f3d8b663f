"""Lets passages go on beyond short paragraphs, as far as one voice and side go."""

from __future__ import annotations

from functools import partial
from math import inf
from typing import TYPE_CHECKING

from bot.answering.evidence import ALMOST, one_voice
from bot.articles import Stance, leans
from bot.retrieval.passages import MAX_SENTENCES, widened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.answering.language_index import LanguageIndex
    from bot.retrieval import Hit, Index, Scores

__all__ = ["goes_on", "wider"]

_TOGETHER = 450  # characters of two sentences for which a short answer has room


def wider(
    index: LanguageIndex, scores: Scores, hits: Sequence[Hit], fixed: Collection[Hit]
) -> Iterator[Hit]:
    """Yield passages, of which some go on; the `fixed` ones lose nothing to others."""
    beside = {n for hit in hits for n in _beside(index.index, hit)}
    scores.prepare(sorted(beside))
    inside = {n for hit in hits for n in hit.sentences}
    return widened(
        hits,
        fixed,
        lambda n: scores.total(n) if n in beside or n in inside else -inf,
        index.index.unit,
        partial(goes_on, index),
        shows=partial(_shows, index, scores),
    )


def goes_on(index: LanguageIndex, best: int, other: int) -> bool:
    """Return whether a passage around a sentence may go on to another one.

    Nobody else says that one, be it "he", and it alleges or denies nothing unless the
    best sentence does.
    """
    if not index.index.joins(best, other):
        return False
    (article, one), (_, two) = index.sentence(best), index.sentence(other)
    return two.stance in {one.stance, Stance.REPORT} and one_voice(article, one, two)


def _beside(index: Index, hit: Hit) -> Iterator[int]:
    """Yield the sentences that a passage may take in of other paragraphs."""
    if not {*index.unit(hit.best).beside}.issubset(hit.sentences):
        return
    room, own = MAX_SENTENCES - len(hit.sentences), index.document_of(hit.best)
    for number in range(hit.first - room, hit.last + room + 1):
        if number in own and number not in hit.sentences:
            yield number


def _shows(index: LanguageIndex, scores: Scores, best: int, other: int) -> bool:
    """Return whether an answer shows another sentence, which stands beside the best."""
    if len(index.index.text(min(best, other), max(best, other))) > _TOGETHER:
        return False
    article, sentence = index.sentence(best)
    text = article.text(sentence.start, sentence.end)
    return scores.total(other) >= ALMOST * scores.total(best) or (
        other < best and leans(text, index.language)
    )
