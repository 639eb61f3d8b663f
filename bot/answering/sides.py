"""Puts the denial beside the allegation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.disputes import OTHER
from bot.answering.presupposition import disputing, repeats
from bot.answering.told import WHETHER
from bot.answering.widening import wider
from bot.retrieval import terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.answering.language_index import Finding, LanguageIndex
    from bot.answering.values import Evidence
    from bot.articles import Stance
    from bot.retrieval import Hit, Scores

__all__ = ["both_sides"]

_SAME = 0.5  # cosine from which on a sentence is about what is asked
_ALIKE = 0.44  # cosine from which on one contradicts the other where their words do
_MOST = 200  # sentences of an article that may say the contrary
_AS_NEAR = 0.2  # cosine by which a sentence may be farther than the nearest
_ROOM = 3  # passages: the best one, and two sides that it is not one of


def both_sides(
    finding: Finding, hits: Sequence[Hit], limit: int
) -> tuple[tuple[Evidence, ...], bool]:
    """Return at most `limit` pieces of evidence, and whether the matter is disputed.

    Where a passage alleges or denies something, the other side in the same article
    stands right after it, for the first that has one; the best passage stays first. A
    passage after it has a side only in the same article, and by its best sentence: what
    it merely contains was not asked for. The matter is disputed where the question
    takes for granted what the best passage's article reports as disputed; where
    there is room, a passage that disputes it is shown. At last passages go on beyond
    short paragraphs, so that how sure the answer is and the sides rest on none of that.
    """
    index, scores = finding.index, finding.scores
    denials = disputing(index, scores, hits[0].best) if hits else frozenset()
    kept, other = list(hits[:limit]), None
    for place, one in enumerate(kept if limit >= _ROOM else kept[:1]):
        first = place == 0
        side = _side(index, scores, one) if first else _own_side(index, one, kept[0])
        other = None if side is None else _other_side(finding, kept, place, side=side)
        if first and other is None and limit >= _ROOM:
            other = _contrary(finding, one)
        if other is not None:
            after = [hit for hit in kept[place + 1 :] if not _overlap(hit, other)]
            kept = [*kept[:place][: limit - 2], one, other, *after][:limit]
            break
    shown = (number for hit in kept for number in hit.sentences)
    denying = []
    if denials and limit >= _ROOM and denials.isdisjoint(shown):
        denying = index.index.search(scores, 1, among=sorted(denials), beside=kept)
        kept = [*kept[: limit - len(denying)], *denying]
    whole = [*denying, other] if other else denying
    evidence = (
        index.evidence(
            scores, hit, opposes=other is not None and hit.best == other.best
        )
        for hit in wider(index, scores, kept, whole)
    )
    return tuple(evidence), bool(denials)


def _overlap(one: Hit, other: Hit) -> bool:
    return one.first <= other.last and other.first <= one.last


def _contrary(finding: Finding, best: Hit) -> Hit | None:
    """Return the passage that says the contrary of the best one, both as asked.

    What somebody says is met by whoever says that it is not so, though nobody is said
    to allege or to deny it.
    """
    index, scores = finding.index, finding.scores
    near = index.cosine_of(scores)
    sided = _stance(index, best.best) in OTHER or WHETHER.match(scores.query.text)
    if near is None or not sided or near(best.best) < _SAME:
        return None
    article, sentence = index.sentence(best.best)
    words = article.text(sentence.start, sentence.end)
    both = finding.beside(words)
    alike = index.cosine_of(both) or near
    asked = scores.query.strong
    own = index.index.document_of(best.best)
    held = {n for word in asked for n in index.index.held_within(word, own)}
    like = [number for number in sorted(held) if alike(number) >= _ALIKE][:_MOST]
    among = index.disputes(best.best, scores.go_on).contradicting(
        best.best, like, terms_of(asked)
    )
    found = index.index.search(both, 1, among=among, beside=[best])
    return found[0] if found else None


def _side(index: LanguageIndex, scores: Scores, hit: Hit) -> int | None:
    """Return the sentence by which a passage alleges or denies something.

    That is its best one, or else the first that says most of what the question does;
    None where it holds both sides already.
    """
    sides = [n for n in hit.sentences if _stance(index, n) in OTHER]
    if len({_stance(index, n) for n in sides}) != 1:
        return None
    if hit.best in sides:
        return hit.best
    disputes = index.disputes(hit.best, scores.go_on)
    asked = scores.query
    return next((n for n in sides if repeats(asked, disputes.side(n))), None)


def _own_side(index: LanguageIndex, hit: Hit, first: Hit) -> int | None:
    """Return the best sentence if it takes a side, in the article of the first hit."""
    one, other = index.index.unit(hit.best), index.index.unit(first.best)
    alike = one.document == other.document
    return hit.best if alike and _stance(index, hit.best) in OTHER else None


def _stance(index: LanguageIndex, sentence: int) -> Stance:
    return index.sentence(sentence)[1].stance


def _other_side(
    finding: Finding, hits: Sequence[Hit], place: int, *, side: int
) -> Hit | None:
    """Return the passage that answers an allegation or a denial, if there is one.

    `side` is a sentence of the hit at `place`. It is answered by a sentence of the
    other side, for the question and for the words of that sentence.
    """
    index, scores = finding.index, finding.scores
    article, sentence = index.sentence(side)
    asked = terms_of(scores.query.words)
    shown = {n for hit in hits[: place + 1] for n in hit.sentences}
    others = index.disputes(side, scores.go_on).others(side, asked)
    among = [number for number in others if number not in shown]
    if not among:
        return None
    both = finding.beside(article.text(sentence.start, sentence.end))
    found = _foremost(index.cosine_of(both), among)
    for hit in hits[place + 1 :]:
        answering = [number for number in found if number in hit.sentences]
        if answering:
            return hit._replace(best=answering[0])
    new = index.index.search(both, 1, among=found, beside=hits)
    return new[0] if new else None


def _foremost(
    alike: Callable[[int], float] | None, sentences: Sequence[int]
) -> Sequence[int]:
    """Return the first of those sentences that say what is answered, all if unknown.

    An article says in full at first what it comes back to later.
    """
    if alike is None:
        return sentences
    least = max(map(alike, sentences)) - _AS_NEAR
    return [next(number for number in sentences if alike(number) >= least)]
