"""Puts the denial beside the allegation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.presupposition import takes_for_granted
from bot.articles import Stance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answering.shelf import Shelf
    from bot.answering.values import Evidence
    from bot.retrieval import Hit, Scores

__all__ = ["both_sides"]

_OTHER = {Stance.CLAIM: Stance.DENIAL, Stance.DENIAL: Stance.CLAIM}
_ROOM = 3  # passages: the best one, and two sides that it is not one of


def both_sides(
    shelf: Shelf, scores: Scores, hits: Sequence[Hit], limit: int
) -> tuple[tuple[Evidence, ...], bool]:
    """Return at most `limit` pieces of evidence, and whether the matter is disputed.

    Where a passage alleges or denies something, the other side in the same article
    stands right after it, for the first that has one; the best passage stays first. A
    passage after it has a side only in the same article, and by its best sentence: what
    it merely contains was not asked for. The matter is disputed where the question
    takes for granted what one side alleges and the other denies.
    """
    kept = list(hits[:limit])
    for place, one in enumerate(kept if limit >= _ROOM else kept[:1]):
        side = _side(shelf, one) if place == 0 else _own_side(shelf, one, kept[0])
        other = (
            None if side is None else _other_side(shelf, scores, kept, place, side=side)
        )
        if side is not None and other is not None:
            after = [hit for hit in kept[place + 1 :] if hit.first != other.first]
            ordered = [*kept[:place][: limit - 2], one, other, *after][:limit]
            evidence = tuple(
                shelf.evidence(scores, hit, opposes=hit is other) for hit in ordered
            )
            sides = (side, other.best)
            return evidence, takes_for_granted(shelf, scores.query, sides)
    return tuple(shelf.evidence(scores, hit) for hit in kept), False


def _side(shelf: Shelf, hit: Hit) -> int | None:
    """Return the sentence by which a passage alleges or denies something.

    That is its best one, or else the first; None where it holds both sides already.
    """
    if _stance(shelf, hit.best) in _OTHER:
        return hit.best
    sides = [n for n in _within(hit) if _stance(shelf, n) in _OTHER]
    both = len({_stance(shelf, n) for n in sides}) > 1
    return sides[0] if sides and not both else None


def _own_side(shelf: Shelf, hit: Hit, first: Hit) -> int | None:
    """Return the best sentence if it takes a side, in the article of the first hit."""
    alike = shelf.sentences[hit.best][0] is shelf.sentences[first.best][0]
    return hit.best if alike and _stance(shelf, hit.best) in _OTHER else None


def _stance(shelf: Shelf, sentence: int) -> Stance:
    return shelf.sentences[sentence][1].stance


def _within(hit: Hit) -> range:
    return range(hit.first, hit.last + 1)


def _answering(shelf: Shelf, hit: Hit, wanted: Stance) -> int | None:
    """Return the sentence by which a passage takes the wanted side.

    That is its best one; another only where the best one takes no side itself.
    """
    if _stance(shelf, hit.best) in _OTHER:
        return hit.best if _stance(shelf, hit.best) is wanted else None
    sides = (n for n in _within(hit) if _stance(shelf, n) is wanted)
    return next(sides, None)


def _other_side(
    shelf: Shelf, scores: Scores, hits: Sequence[Hit], place: int, *, side: int
) -> Hit | None:
    """Return the passage that answers an allegation or a denial, if there is one.

    `side` is a sentence of the hit at `place`. It is answered by one of the hits
    after it, or else by the best of the other stance in the same article, for the
    question and for the words of that sentence.
    """
    article, sentence = shelf.sentences[side]
    wanted = _OTHER[sentence.stance]
    for hit in hits[place + 1 :]:
        if shelf.sentences[hit.best][0] is article:
            answer = _answering(shelf, hit, wanted)
            if answer is not None:
                return hit._replace(best=answer)
    among = [
        number
        for number, (where, said) in enumerate(shelf.sentences)
        if where is article and said.stance is wanted
    ]
    words = article.text(sentence.start, sentence.end)
    both = shelf.scores(scores.query.text, words)
    found = shelf.index.search(both, 1, among=among, beside=hits)
    return found[0] if found else None
