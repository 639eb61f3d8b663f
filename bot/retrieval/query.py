"""What a question asks for, as the index understands it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.retrieval.analysis import unaccented
from bot.retrieval.concepts import weight
from bot.retrieval.kinds import kind_asked, measure_asked
from bot.retrieval.wordlists import weak_words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.retrieval.analysis import Analyser, Token
    from bot.retrieval.concepts import Concepts
    from bot.retrieval.kinds import Kind

__all__ = [
    "CONTEXT",
    "GRAM",
    "Query",
    "Word",
    "grams",
    "grams_of",
    "marked",
    "read_query",
    "terms_of",
]

_ANALYSERS = 64  # of which the weak words' terms are remembered
GRAM = 4  # characters
_WEAK = 0.6  # what a word like "name" counts for, beside 1
_LIGHT = 0.3  # what a word of saying counts for in a question about somebody's words
# Who asks whom something is named after looks for that word.
_EPONYM = re.compile(r"\bnamed (?:after|for)\b", re.IGNORECASE)
CONTEXT = 0.3  # what a word of an earlier question counts for


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question and the terms that it is searched by, its stem first.

    `light` is a word of saying in a question about somebody's words. `taken_for` is the
    indexed word that it was read as, where no text has the word itself and another is
    spelt almost like it.
    """

    token: Token
    terms: tuple[str, ...]
    weak: bool
    light: bool
    taken_for: str | None = None


@dataclass(frozen=True)
class Query:
    """An analysed question.

    `terms` and `grams` are what the index is searched for, with weights, each once.
    `kind` is the kind of thing that the question asks for, where that is plain.
    `earlier` are the words of the question that this one follows. `bare` says that all
    of its own words are weak: "how old is she".
    """

    text: str
    words: tuple[Word, ...]
    kind: Kind | None
    terms: dict[str, float]
    grams: dict[str, float]
    earlier: tuple[Word, ...] = ()
    bare: bool = False

    @cached_property
    def strong(self) -> tuple[Word, ...]:
        """The words that not every question is made of."""
        return tuple(word for word in self.words if not word.weak)

    @cached_property
    def telling(self) -> tuple[Word, ...]:
        """The words of weight: those of saying, where these are light, are none."""
        return tuple(word for word in self.strong if not word.light)

    def label(self, term: str) -> str:
        """Return a matched term in the question's words, “like” these for a concept.

        A term that only the question before has is named in that one's words.
        """
        named, itself = self.asked(term)
        return named if itself else f"like “{named}”"

    def asked(self, term: str) -> tuple[str, bool]:
        """Return the words that a matched term was asked for by, and whether it is one.

        It is none where it stands for a concept of these words.
        """
        return self._asked.get(term, ("", False))

    @cached_property
    def _asked(self) -> dict[str, tuple[str, bool]]:
        """By each term what `asked` returns."""
        found: dict[str, tuple[str, bool]] = {}
        for words in (self.earlier, self.words):
            asked: dict[str, list[Word]] = {}
            for word in words:
                for term in word.terms:
                    asked.setdefault(term, []).append(word)
            for term, some in asked.items():
                named = dict.fromkeys(
                    word.taken_for or word.token.word for word in some
                )
                itself = any(word.terms[0] == term for word in some)
                found[term] = " ".join(named), itself
        return found


def terms_of(words: Iterable[Word]) -> frozenset[str]:
    """Return the terms of some words of a question."""
    return frozenset(term for word in words for term in word.terms)


def read_query(
    question: str,
    asked: Sequence[Token],
    analyser: Analyser,
    concepts: Concepts,
    *,
    correct: Callable[[Token], Token | None],
    forms: Sequence[Token] = (),
    context: Sequence[Token] = (),
    light: Collection[int] = (),
) -> Query:
    """Analyse a question, of which the words are given.

    `correct` returns the indexed word that a word is likely a misspelling of, if it
    is one. `forms` are the other forms of its words that texts have. `context` are the
    words of an earlier question that this one follows, `light` the places in the
    question of words that count for little.
    """
    taken = [
        None if any(_holds(form, token) for form in forms) else correct(token)
        for token in asked
    ]
    read = [new or old for old, new in zip(asked, taken, strict=True)]
    weak_terms = {*_weak_terms(analyser)}
    measure = measure_asked(question)
    weak_terms |= {token.term for token in read if token.start == measure}
    if eponym := _EPONYM.search(question):
        weak_terms -= {t.term for t in read if t.start == eponym.start()}
    weak = _some(read, weak_terms)
    bare = not weak and any(token.term in weak_terms for token in read)
    lighter = {token.term for token in read if token.start in light}
    meant = [*concepts.tokens(read), *forms]
    words = tuple(
        Word(
            old,
            _terms(token, meant),
            token.term in weak,
            token.term in lighter,
            new and new.word,
        )
        for old, token, new in zip(asked, read, taken, strict=True)
    )
    terms = {t.term: _WEAK if t.term in weak else 1.0 for t in read}
    terms |= {term: _LIGHT * terms[term] for term in lighter}
    terms |= {t.term: weight(t.term) for t in meant}
    implied = list(concepts.tokens(context))
    for token in (*context, *implied):
        if token.term not in weak:
            terms.setdefault(token.term, CONTEXT * weight(token.term))
    earlier = tuple(
        Word(t, _terms(t, implied), t.term in weak, light=False) for t in context
    )
    telling = [token for token in read if token.term not in weak | lighter]
    gram_weights = {gram: 1.0 for token in telling for gram in grams(token)}
    for token in context:
        for gram in grams(token):
            gram_weights.setdefault(gram, CONTEXT)
    kind = kind_asked(question)
    return Query(question, words, kind, terms, gram_weights, earlier, bare)


@lru_cache(_ANALYSERS)
def _weak_terms(analyser: Analyser) -> frozenset[str]:
    return frozenset(map(analyser.stem, weak_words(analyser.language)))


def grams(token: Token) -> Iterator[str]:
    """Yield the character 4-grams of a word with its two ends marked.

    McNamee and Mayfield, Character N-Gram Tokenization for European Language Text
    Retrieval (Information Retrieval 7, 2004).
    """
    return grams_of(token.word)


def grams_of(word: str) -> Iterator[str]:
    """Yield the character 4-grams of a folded word."""
    word = marked(word)
    for start in range(max(1, len(word) - GRAM + 1)):
        yield word[start : start + GRAM]


def marked(word: str) -> str:
    """Return a folded word with its two ends marked, as its n-grams are taken of it."""
    return f"_{unaccented(word)}_"


def _some(words: Sequence[Token], terms: Iterable[str]) -> set[str]:
    """Return some terms, none where every word is of them."""
    found = {*terms}
    return set() if all(word.term in found for word in words) else found


def _terms(token: Token, meant: Sequence[Token]) -> tuple[str, ...]:
    """Return the stem of a word and the concepts that it stands for."""
    return (token.term, *(c.term for c in meant if _holds(c, token)))


def _holds(outer: Token, inner: Token) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
