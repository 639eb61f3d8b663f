"""Finds what "the firm" or "they" say right after somebody who may be that."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from bot.answering.sources import UNNAMED, introduction
from bot.retrieval import terms_of
from bot.retrieval.arrays import distinct, is_among, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.articles import Article, Sentence
    from bot.retrieval import Index, Word

    Array = NDArray[Any]

__all__ = ["Spoken", "begins", "following"]

_BEGINNING = 30  # code points: "The foreign ministry of Norway"
_OPENING = re.compile(
    r"(?:[^,]*, |(?:in|on) \w+ )?(?:(?:the|but|and) )*", re.IGNORECASE
)
# What stands between a name and the noun that tells what it is: "Orn, a ferry firm".
_APPOSED = re.compile(r"(?:,| is| was) an? (?:[\w-]+ ){0,2}")


class Spoken(Protocol):
    """An index whose sentences have speakers."""

    index: Index

    def sentence(self, number: int) -> tuple[Article, Sentence]:
        """Return a sentence by its number, and its article."""


def begins(index: Spoken, number: int, name: Sequence[Word]) -> bool:
    """Return whether a sentence begins with a name."""
    end = index.index.unit(number).start + _BEGINNING
    first = {t.term for t in index.index.tokens(number, number) if t.start < end}
    return all(first & {*word.terms} for word in name)


def following(
    index: Spoken,
    name: Sequence[Word],
    said: Array,
    held: Array,
    go_on: Callable[[], None],
) -> tuple[Array, Array]:
    """Return what "the firm" or "they" say right after the one who has a name.

    First all such sentences, whoever that is, then those where it is the one who is
    named. The sentence before is among those that are `said` by that one, or is one of
    those that hold the name (`held`), and begins with it. `go_on` is called for each
    sentence that is looked at.
    """
    before = distinct(joined([said, held]))
    before = before[is_among(before + 1, index.index.tagged(UNNAMED))]
    unit = index.index.unit
    found, nouns = [], defaultdict(list)
    spoken = is_among(before, said).tolist()
    for number, speaks in zip(before.tolist(), spoken, strict=True):
        go_on()
        if unit(number).document != unit(number + 1).document:
            continue
        if speaks or begins(index, number, name):
            found.append(number + 1)
            article, sentence = index.sentence(number + 1)
            the, _, noun = introduction(article, sentence).rpartition(" ")
            if the:  # whom a pronoun means is found where speakers are
                nouns[noun].append((number, speaks))
    meant = [
        number + 1
        for noun, places in nouns.items()
        for number in _meaning(index, name, noun, places, go_on)
    ]
    return np.array(found, dtype=np.int64), np.array(sorted(meant), dtype=np.int64)


def _meaning(
    index: Spoken,
    name: Sequence[Word],
    noun: str,
    places: Sequence[tuple[int, bool]],
    go_on: Callable[[], None],
) -> Iterator[int]:
    """Yield the sentences behind which a noun means the one who has a name.

    The article calls that one so: "the ferry firm Orn". A sentence of some `places`
    does, or speaks of no other one, and that one says it (which stands beside its
    number) or is what it begins with.
    """
    words = index.index.query(noun).words[:1]
    document_of = index.index.document_of
    near = {document_of(number).start for number, _ in places}
    beside, documents = set(), set()
    for number in index.index.holding([*name, *words]):
        go_on()
        document = document_of(number).start
        if document in near and _is_beside(index, number, name, words):
            beside.add(number)
            documents.add(document)
    holding = {*index.index.holding(words)}
    for number, speaks in places:
        if number in beside:
            yield number
        elif document_of(number).start not in documents or number in holding:
            continue
        elif speaks or _opens(index, number, name):
            yield number


def _is_beside(
    index: Spoken, number: int, name: Sequence[Word], noun: Sequence[Word]
) -> bool:
    """Return whether a noun, which a sentence has but once, tells what a name is."""
    article, _ = index.sentence(number)
    tokens = [*index.index.tokens(number, number)]
    own = [t for t in tokens if any(t.term in word.terms for word in name)]
    nouns = [t for t in tokens if any(t.term in word.terms for word in noun)]
    if len({t.start for t in nouns}) != 1:
        return False
    one = nouns[0]
    capital = article.text(one.start, one.end)[:1].isupper()
    for token in own:
        gap = article.text(min(one.end, token.end), max(one.start, token.start))
        if token.start == one.start or (
            gap == " " and (capital or one.start < token.start)
        ):
            return True
        if token.start < one.start and _APPOSED.fullmatch(gap):
            return True
    return False


def _opens(index: Spoken, number: int, name: Sequence[Word]) -> bool:
    """Return whether nothing but "the" or "In May" stands before a name."""
    article, sentence = index.sentence(number)
    terms = terms_of(name)
    tokens = index.index.tokens(number, number)
    start = min(t.start for t in tokens if t.term in terms)
    return bool(_OPENING.fullmatch(article.text(sentence.start, start)))
