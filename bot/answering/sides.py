"""Puts the denial beside the allegation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.disputes import OTHER
from bot.answering.presupposition import repeats, takes_for_granted
from bot.articles import Stance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.language_index import LanguageIndex
    from bot.answering.values import Evidence
    from bot.retrieval import Hit, Scores

__all__ = ["both_sides"]

_SAME = 0.5  # cosine from which on a sentence is about what is asked
_ROOM = 3  # passages: the best one, and two sides that it is not one of


def both_sides(
    index: LanguageIndex, scores: Scores, hits: Sequence[Hit], limit: int
) -> tuple[tuple[Evidence, ...], bool]:
    """Return at most `limit` pieces of evidence, and whether the matter is disputed.

    Where a passage alleges or denies something, the other side in the same article
    stands right after it, for the first that has one; the best passage stays first. A
    passage after it has a side only in the same article, and by its best sentence: what
    it merely contains was not asked for. The matter is disputed where the question
    takes for granted what the best passage's article reports as disputed.
    """
    disputed = bool(hits) and takes_for_granted(
        index.disputes(hits[0].best),
        scores.query,
        index.language,
        index.cosine_of(scores),
    )
    kept = list(hits[:limit])
    for place, one in enumerate(kept if limit >= _ROOM else kept[:1]):
        first = place == 0
        side = _side(index, scores, one) if first else _own_side(index, one, kept[0])
        other = (
            None if side is None else _other_side(index, scores, kept, place, side=side)
        )
        if other is not None:
            after = [hit for hit in kept[place + 1 :] if hit.first != other.first]
            kept = [*kept[:place][: limit - 2], one, other, *after][:limit]
            break
    else:
        other = _contrary(index, scores, kept) if limit >= _ROOM else None
        if other is not None:
            after = [hit for hit in kept[1:] if hit.first != other.first]
            kept = [kept[0], other, *after][:limit]
    evidence = (index.evidence(scores, hit, opposes=hit is other) for hit in kept)
    return tuple(evidence), disputed


def _contrary(index: LanguageIndex, scores: Scores, hits: Sequence[Hit]) -> Hit | None:
    """Return the passage that says the contrary of the first, both as asked.

    An allegation is met by somebody who says that it is not so, though nobody is said
    to deny it; and whoever says so by the allegation.
    """
    near = index.cosine_of(scores)
    if near is None or not hits or near(hits[0].best) < _SAME:
        return None
    best, disputes = hits[0].best, index.disputes(hits[0].best)
    claims = [side.number for side in disputes if side.stance is Stance.CLAIM]
    if best in claims:
        among = disputes.negations
    elif best in disputes.negations and index.sentence(best)[1].speaker:
        among = tuple(claims)
    else:
        return None
    speaker = index.speaker(best)
    like = [n for n in among if near(n) >= _SAME and index.speaker(n) != speaker]
    found = index.index.search(scores, 1, among=like, beside=hits[:1]) if like else []
    return found[0] if found else None


def _side(index: LanguageIndex, scores: Scores, hit: Hit) -> int | None:
    """Return the sentence by which a passage alleges or denies something.

    That is its best one, or else the first that says most of what the question does;
    None where it holds both sides already.
    """
    sides = [n for n in _within(hit) if _stance(index, n) in OTHER]
    if len({_stance(index, n) for n in sides}) != 1:
        return None
    if hit.best in sides:
        return hit.best
    disputes = index.disputes(hit.best)
    asked = scores.query
    return next((n for n in sides if repeats(asked, disputes.side(n))), None)


def _own_side(index: LanguageIndex, hit: Hit, first: Hit) -> int | None:
    """Return the best sentence if it takes a side, in the article of the first hit."""
    one, other = index.index.unit(hit.best), index.index.unit(first.best)
    alike = one.document == other.document
    return hit.best if alike and _stance(index, hit.best) in OTHER else None


def _stance(index: LanguageIndex, sentence: int) -> Stance:
    return index.sentence(sentence)[1].stance


def _within(hit: Hit) -> range:
    return range(hit.first, hit.last + 1)


def _answering(index: LanguageIndex, hit: Hit, wanted: Stance) -> int | None:
    """Return the sentence by which a passage takes the wanted side.

    That is its best one; another only where the best one takes no side itself.
    """
    if _stance(index, hit.best) in OTHER:
        return hit.best if _stance(index, hit.best) is wanted else None
    sides = (n for n in _within(hit) if _stance(index, n) is wanted)
    return next(sides, None)


def _other_side(
    index: LanguageIndex, scores: Scores, hits: Sequence[Hit], place: int, *, side: int
) -> Hit | None:
    """Return the passage that answers an allegation or a denial, if there is one.

    `side` is a sentence of the hit at `place`. It is answered by one of the hits
    after it, or else by the best sentence of the other side, for the question and for
    the words of that sentence.
    """
    article, sentence = index.sentence(side)
    asked = frozenset(term for word in scores.query.words for term in word.terms)
    among = index.disputes(side).others(side, asked)
    for hit in hits[place + 1 :]:
        answer = _answering(index, hit, OTHER[sentence.stance])
        if answer in among:
            return hit._replace(best=answer)
    if not among:
        return None
    words = article.text(sentence.start, sentence.end)
    both = index.scores(scores.query.text, words)
    found = index.index.search(both, 1, among=among, beside=hits)
    return found[0] if found else None
