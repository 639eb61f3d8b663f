"""Tells which denial of an article answers which of its allegations.

An article may hold several disputes, and a denial beside an allegation that it does
not answer misleads. So a denial answers what stands in its paragraph or the one before;
one of "the accusation" also what stands one farther before, and whatever else the one
who says that alleges; and anywhere in the article what it shares two words with, not
only names, or what is alleged of the one who denies, where no denial stands beside it.
What somebody says is contradicted as well by who says in so many words that it is not
so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from bot.answering.sources import ALLEGES, ASKED, DENIES
from bot.articles import Span, Stance, speaks_of_allegation, words_of_saying

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.articles import Article, Sentence
    from bot.retrieval import Index, Token

__all__ = ["OTHER", "Disputes", "Side"]

OTHER = {Stance.CLAIM: Stance.DENIAL, Stance.DENIAL: Stance.CLAIM}

_NEXT, _NEAR = 1, 2  # paragraphs from an allegation on
_SHARED = 2  # words
_NO_MATTER = 1  # words: "That is a lie"
_NEGATED = re.compile(
    r"(?:\b(?:not|never|neither|nor)|n['’]t)\b(?! (?:only|just|merely)\b)"
    r"(?=([^,;:.!?]{0,80}))",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject|refut|dismiss|repudiat|disput|false|untrue|lies?\b)",
    re.IGNORECASE,
)
_BY_THE_WAY = re.compile(r"\w+ly\b|(?:very|so|too|all|really)\b", re.IGNORECASE)
_VERB = 25  # code points from a speaker to the verb: "the owner, who was there, denied"


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence, mostly one that takes a side.

    `matter` are its terms but those of saying, alleging and denying, `names` those of
    its terms with a capital, `speaker` those of the name of who says it. `said` are the
    terms of what it says, without who says it and without another clause. `reach` is
    how many paragraphs before it an allegation may stand that it answers, `general`
    says that it answers whatever is alleged. `negates` are the terms that it says are
    not so, None where it says that of nothing; `denies` says whether one of its words
    denies, `spoken` whether it has a speaker.
    """

    number: int
    stance: Stance
    paragraph: int
    matter: frozenset[str]
    names: frozenset[str]
    speaker: frozenset[str]
    said: frozenset[str]
    reach: int
    general: bool
    negates: frozenset[str] | None
    denies: bool
    spoken: bool

    def shares(self, other: Side, asked: frozenset[str]) -> bool:
        """Return whether it is about what another one, or a question, is about."""
        shared = self.matter & (other.matter | asked)
        return len(shared) >= _SHARED and not shared <= self.names

    def is_by_speaker_of(self, other: Side) -> bool:
        """Return whether the name of who says one sentence is in the other's."""
        names = sorted((self.speaker, other.speaker), key=len)
        return bool(names[0]) and names[0] <= names[1]

    def contradicts(self, other: Side, asked: frozenset[str]) -> bool:
        """Return whether it says that what is asked is not so, and another one it is.

        Whoever "did not give the vaccine" says nothing of whether it is safe.
        """
        return (
            self.negates is not None
            and other.negates is None
            and not self.negates.isdisjoint(asked)
            and other.stance is not Stance.DENIAL
            and not self.negates.isdisjoint(other.matter - other.names)
        )


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
        self._of = partial(_side, index, article)
        self._sides: dict[int, Side] = {}
        for number in _tagged(index, ALLEGES | DENIES, numbers):
            go_on()
            self._sides[number] = self._of(number, sentence(number))
        self._asking = {*_tagged(index, ASKED, numbers)}  # which answers nobody
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
        self._denied: dict[int, bool] = {}

    @cached_property
    def negations(self) -> tuple[int, ...]:
        """The sentences that say for nobody that something is not so."""
        told = ((number, self._sentence(number)) for number in self._numbers)
        return tuple(
            number
            for number, sentence in told
            if sentence.stance is Stance.REPORT
            and _NEGATED.search(self._article.text(sentence.start, sentence.end))
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
                and not _is_of_another_matter(*_in_order(one, other))
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
        one = self._any(number)
        found = [
            other
            for other in map(self._any, among)
            if other.number not in self._asking
            and (one.spoken or other.spoken)
            and not one.is_by_speaker_of(other)
            and (one.contradicts(other, asked) or other.contradicts(one, asked))
        ]
        spoken = [other.number for other in found if other.spoken]
        return spoken or [other.number for other in found]

    def _any(self, number: int) -> Side:
        known = self._sides if number in self._sides else self._others
        if number not in known:
            known[number] = self._of(number, self._sentence(number))
        return known[number]

    def denied(self, claim: Side) -> bool:
        """Return whether somebody in the article denies an allegation."""
        if claim.number not in self._denied:
            first = next(self.others(claim.number, frozenset()), None)
            self._denied[claim.number] = first is not None
        return self._denied[claim.number]

    def _belong(self, one: Side, other: Side) -> bool:
        """Return whether two sides belong together, whatever their words."""
        denial, claim = _in_order(one, other)
        reached = range(denial.paragraph - denial.reach, denial.paragraph + 1)
        beside = (side for at in reached for side in self._claims.get(at, ()))
        if claim.paragraph in reached or (
            denial.general and any(side.is_by_speaker_of(claim) for side in beside)
        ):
            return True
        return not (denial.speaker.isdisjoint(claim.matter) or self._has_denial(claim))

    def _has_denial(self, claim: Side) -> bool:
        """Return whether a denial stands beside an allegation."""
        return any(
            self._reach.get(claim.paragraph + after, -1) >= after
            for after in range(_NEAR + 1)
        )


def _tagged(index: Index, tags: int, numbers: range) -> list[int]:
    """Return those of an article's sentences that have one of some tags."""
    tagged = index.tagged(tags)
    first, last = np.searchsorted(tagged, [numbers.start, numbers.stop])
    return [*tagged[first:last].tolist()]


def _is_of_another_matter(denial: Side, claim: Side) -> bool:
    """Return whether a denial only says that something else is not so.

    "She did not cross the bridge" denies nothing of whether it is safe.
    """
    return (
        not (denial.general or denial.denies)
        and denial.negates is not None
        and denial.negates.isdisjoint(claim.matter)
    )


def _in_order(one: Side, other: Side) -> tuple[Side, Side]:
    """Return the denial and the allegation of two sides."""
    return (other, one) if one.stance is Stance.CLAIM else (one, other)


def _side(index: Index, article: Article, number: int, sentence: Sentence) -> Side:
    text = article.text(sentence.start, sentence.end)
    saying = {sentence.start + at for at in words_of_saying(text, article.language)}
    tokens = [*index.tokens(number, number)]
    matter = frozenset(token.term for token in tokens if token.start not in saying)
    name = article.text(*(sentence.speaker or Span(0, 0)))
    named = [t.term for t in index.analyser.tokens(name) if name[t.start].isupper()]
    who = sentence.introduced or Span(0, 0)
    speaker = {t.term for t in index.analyser.tokens(article.text(*who))}
    needs = speaks_of_allegation(text, article.language)
    needs = needs or len(matter - speaker) <= _NO_MATTER
    negated = (match.span(1) for match in _NEGATED.finditer(text))
    scopes = [(sentence.start + a, sentence.start + b) for a, b in negated]
    return Side(
        number=number,
        stance=sentence.stance,
        paragraph=sentence.paragraph,
        matter=matter,
        names=index.names(number),
        speaker=frozenset(named),
        said=frozenset(_said(tokens, sentence, who, saying)),
        reach=_NEAR if needs else _NEXT,
        general=needs and sentence.stance is Stance.DENIAL,
        negates=frozenset(_negated(tokens, scopes)) if scopes else None,
        denies=bool(_DENIES.search(text)),
        spoken=sentence.speaker is not None,
    )


def _negated(
    tokens: Sequence[Token], scopes: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """Yield the terms of the first word in each of some spans: what is not so."""
    for start, end in scopes:
        inside = (token for token in tokens if start <= token.start < end)
        telling = [t for t in inside if not _BY_THE_WAY.fullmatch(t.word)]
        first = min((token.start for token in telling), default=end)
        yield from (token.term for token in telling if token.start == first)


def _said(
    tokens: Sequence[Token], sentence: Sentence, who: Span, saying: set[int]
) -> Iterator[str]:
    """Yield the terms of what a sentence says, without those of another clause.

    "Six were hurt, and the owner denied having known of the fire" says of the fire
    that it is denied, but not of the six. Who denies something is mostly who is to have
    done it, so that these words count there.
    """
    after = [token for token in tokens if token.start >= who.end]
    told = [token for token in after if token.start not in saying]
    verb = any(who.end <= at < who.end + _VERB for at in saying)
    clause = verb and who.start >= sentence.start and len(told) > _NO_MATTER
    for token in after if clause else tokens:
        if not who.start <= token.start < who.end:
            yield token.term
    if clause and sentence.stance is Stance.DENIAL:
        yield from (t.term for t in tokens if who.start <= t.start < who.end)
