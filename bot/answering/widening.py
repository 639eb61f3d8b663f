"""Lets passages go on beyond short paragraphs, as far as one voice and side go."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.answering.evidence import ALMOST, one_voice
from bot.articles import Stance, leans
from bot.retrieval.passages import widened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.answering.language_index import LanguageIndex
    from bot.retrieval import Hit, Scores

__all__ = ["goes_on", "wider"]

_TOGETHER = 450  # characters of two sentences for which a short answer has room


def wider(
    index: LanguageIndex, scores: Scores, hits: Sequence[Hit], fixed: Collection[Hit]
) -> Iterator[Hit]:
    """Yield passages, of which some go on; the `fixed` ones lose nothing to others."""
    shows = partial(_shows, index, scores)
    joins = partial(goes_on, index)
    return widened(hits, fixed, scores.total, index.index.unit, joins, shows=shows)


def goes_on(index: LanguageIndex, best: int, other: int) -> bool:
    """Return whether a passage around a sentence may go on to another one.

    Nobody else says that one, be it "he", and it alleges or denies nothing unless the
    best sentence does.
    """
    if not index.index.joins(best, other):
        return False
    (article, one), (_, two) = index.sentence(best), index.sentence(other)
    return two.stance in {one.stance, Stance.REPORT} and one_voice(article, one, two)


def _shows(index: LanguageIndex, scores: Scores, best: int, other: int) -> bool:
    """Return whether an answer shows another sentence, which stands beside the best."""
    if len(index.index.text(min(best, other), max(best, other))) > _TOGETHER:
        return False
    article, sentence = index.sentence(best)
    text = article.text(sentence.start, sentence.end)
    return scores.total(other) >= ALMOST * scores.total(best) or (
        other < best and leans(text, index.language)
    )
