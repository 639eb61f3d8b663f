"""Tells which denial of an article answers which of its allegations.

An article may hold several disputes, and a denial beside an allegation that it does
not answer misleads. So a denial answers what stands in its paragraph or the one before;
one of "the accusation" also what stands one farther before, and whatever else the one
who says that alleges; and anywhere in the article what it shares two words with, not
only names, or what is alleged of the one who denies, where no denial stands beside it.
Who denies something else in so many words answers none of these, nor does who is named
in one of those close by answer the others, unless the same person alleges them.
What somebody says is contradicted as well by who says in so many words that it is not
so.
"""

from __future__ import annotations

from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING

from bot.answering.sources import ALLEGES, ASKED, DENIES
from bot.answering.stated import NEAR, NEGATED, side_of
from bot.articles import Stance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from bot.answering.stated import Side
    from bot.articles import Article, Sentence
    from bot.retrieval import Index

__all__ = ["OTHER", "Disputes"]

_MOST = 20  # denials of one allegation
OTHER = {Stance.CLAIM: Stance.DENIAL, Stance.DENIAL: Stance.CLAIM}


class Disputes:
    """The allegations and the denials of one article."""

    def __init__(
        self,
        index: Index,
        article: Article,
        numbers: range,
        sentence: Callable[[int], Sentence],
        go_on: Callable[[], None],
    ) -> None:
        """Take sentence numbers and what gives a sentence; `go_on` may raise."""
        self._article, self._numbers, self._sentence = article, numbers, sentence
        self._of = partial(side_of, index, article)
        self._sides: dict[int, Side] = {}
        for number in index.tagged(ALLEGES | DENIES, numbers).tolist():
            go_on()
            self._sides[number] = self._of(number, sentence(number))
        self._asking = {*index.tagged(ASKED, numbers).tolist()}  # which answers nobody
        self._of_stance: dict[Stance, list[Side]] = {stance: [] for stance in OTHER}
        self._others: dict[int, Side] = {}  # made when one is asked for
        self._reach: dict[int, int] = {}
        self._claims: dict[int, list[Side]] = {}
        for side in self._sides.values():
            self._of_stance[side.stance].append(side)
            if side.stance is Stance.DENIAL:
                least = self._reach.get(side.paragraph, 0)
                self._reach[side.paragraph] = max(least, side.reach)
            else:
                self._claims.setdefault(side.paragraph, []).append(side)
        self._denying: dict[int, tuple[int, ...]] = {}
        self._close_by: dict[int, tuple[bool, frozenset[frozenset[str]]]] = {}

    @cached_property
    def negations(self) -> tuple[int, ...]:
        """The sentences that say for nobody that something is not so."""
        told = ((number, self._sentence(number)) for number in self._numbers)
        return tuple(
            number
            for number, sentence in told
            if sentence.stance is Stance.REPORT
            and NEGATED.search(self._article.text(sentence.start, sentence.end))
        )

    def __iter__(self) -> Iterator[Side]:
        """Yield the sentences that take a side, in order."""
        return iter(self._sides.values())

    def side(self, number: int) -> Side:
        """Return a sentence that takes a side, by its number."""
        return self._sides[number]

    def others(self, number: int, asked: frozenset[str]) -> Iterator[int]:
        """Yield the sentences that a denial answers, or that answer an allegation.

        Nobody answers himself. `asked` are the terms of a question, which they may
        share words with as well.
        """
        one = self._sides[number]
        for other in self._of_stance[OTHER[one.stance]]:
            if (
                other.number not in self._asking
                and not one.is_by_speaker_of(other)
                and not _of_another_matter(one, other)
                and (other.shares(one, asked) or self._belong(one, other))
            ):
                yield other.number

    def contradicting(
        self, number: int, among: Iterable[int], asked: frozenset[str]
    ) -> list[int]:
        """Return the sentences that say the contrary of one, by anybody else.

        Those that somebody says go before what the article says itself. One of the two
        says that a word of the question is not so, of whose terms `asked` consists.
        """
        one = self.any_side(number)
        found = [
            other
            for other in map(self.any_side, among)
            if other.number not in self._asking
            and (one.spoken or other.spoken)
            and not one.is_by_speaker_of(other)
            and (one.contradicts(other, asked) or other.contradicts(one, asked))
        ]
        spoken = [other.number for other in found if other.spoken]
        return spoken or [other.number for other in found]

    def any_side(self, number: int) -> Side:
        """Return a sentence as one that may take a side, by its number."""
        known = self._sides if number in self._sides else self._others
        if number not in known:
            known[number] = self._of(number, self._sentence(number))
        return known[number]

    def denying(self, claim: Side) -> tuple[int, ...]:
        """Return the first sentences in the article that deny an allegation."""
        if claim.number not in self._denying:
            found = islice(self.others(claim.number, frozenset()), _MOST)
            self._denying[claim.number] = (*found,)
        return self._denying[claim.number]

    def _belong(self, one: Side, other: Side) -> bool:
        """Return whether two sides belong together, whatever their words."""
        denial, claim = _in_order(one, other)
        names = not denial.speaker.isdisjoint(claim.matter)
        is_close = claim.paragraph in denial.reached
        if is_close and names:
            return True
        if is_close or denial.general:
            others_named, alleging = self._beside(denial)
            if (is_close and not others_named) or any(map(claim.is_by, alleging)):
                return True
        return names and not is_close and not self._has_denial(claim)

    def _beside(self, denial: Side) -> tuple[bool, frozenset[frozenset[str]]]:
        """Return whether an allegation close by names who denies, and who alleges it.

        Where none does, these are all who allege something close by.
        """
        if denial.number not in self._close_by:
            beside = [s for at in denial.reached for s in self._claims.get(at, ())]
            named = [s for s in beside if not s.matter.isdisjoint(denial.speaker)]
            alleging = frozenset(side.speaker for side in named or beside)
            self._close_by[denial.number] = bool(named), alleging
        return self._close_by[denial.number]

    def _has_denial(self, claim: Side) -> bool:
        """Return whether a denial stands beside an allegation."""
        return any(
            self._reach.get(claim.paragraph + after, -1) >= after
            for after in range(NEAR + 1)
        )


def _of_another_matter(one: Side, other: Side) -> bool:
    denial, claim = _in_order(one, other)
    return denial.is_of_another_matter(claim)


def _in_order(one: Side, other: Side) -> tuple[Side, Side]:
    """Return the denial and the allegation of two sides."""
    return (other, one) if one.stance is Stance.CLAIM else (one, other)
