"""Words that differ and mean the same: a country's names, synonyms, abbreviations.

A group of words gets one more term, its concept, beside the stems of whichever of
them stands in a text. So a question for `Washington` meets `American`, while the
word itself still counts for more. Which abbreviations a text explains is found after
Schwartz and Hearst, A Simple Algorithm for Identifying Abbreviation Definitions in
Biomedical Text (Pacific Symposium on Biocomputing, 2003): a short form in brackets is
matched, from its end, to letters of the words before it, and its first letter must
begin a word there.
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from bot.retrieval.analysis import Analyser, Token
from bot.retrieval.wordlists import places, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "Concepts",
    "abbreviation",
    "abbreviations",
    "is_abbreviation",
    "is_concept",
    "is_country",
    "is_synonym",
    "learned_in",
    "weight",
]

# What a concept counts for; its first character says what it is: a country, a group
# of synonyms, an abbreviation, initials that no text explains. Chosen by
# `tools.evaluate` on the development sets.
_WEIGHTS = {"@": 0.7, "=": 0.5, "~": 0.5, "&": 0.7}
_HOUR = re.compile(r"(?:\d{1,2}[.:])?\d{1,2}")


def weight(term: str) -> float:
    """Return what a term counts for in a question: a stem 1, a concept less."""
    return _WEIGHTS.get(term[:1], 1.0)


def is_concept(term: str) -> bool:
    """Return whether a term stands for a group of words, and is none that is written.

    Initials that no text explains are written in another way.
    """
    return term[:1] in {"@", "=", "~"}


def is_country(term: str) -> bool:
    """Return whether a term stands for the names of a country."""
    return term[:1] == "@"


def is_abbreviation(term: str) -> bool:
    """Return whether a term stands for an abbreviation that a text explains."""
    return term[:1] == "~"


def is_synonym(term: str) -> bool:
    """Return whether a term stands for a group of synonyms, an abbreviation's too."""
    return term[:1] in {"=", "~", "&"}


class Concepts:
    """Groups of words, as phrases of terms and the concepts that these stand for."""

    def __init__(
        self,
        phrases: Mapping[tuple[str, ...], tuple[str, ...]],
        learned: Mapping[tuple[str, ...], tuple[str, ...]] | None = None,
        longest: Mapping[str, int] | None = None,
    ) -> None:
        self._phrases = phrases
        self._learned = learned or {}
        # By its first term the length of the longest phrase; that of `phrases` is known
        # where it is given.
        self._longest = dict(longest or {})
        for first, *others in chain(() if longest else self._phrases, self._learned):
            length = len(others) + 1
            self._longest[first] = max(length, self._longest.get(first, 0))

    @classmethod
    @cache
    def of(cls, language: str) -> Concepts:
        """Return a language's countries and synonyms."""
        return cls(_phrases(language))

    def and_learned(
        self, learned: Mapping[tuple[str, ...], tuple[str, ...]]
    ) -> Concepts:
        """Return these and the abbreviations that texts explain.

        `learned` has by each form of one, in terms, the concepts that it stands for.
        """
        return Concepts(self._phrases, learned, self._longest)

    def tokens(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Yield one token for each concept that words in a row stand for."""
        for first, last, concept in self.among([token.term for token in tokens]):
            start, end = tokens[first].start, tokens[last].end
            yield Token(concept, concept, start, end)

    def among(self, terms: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield the concepts that terms in a row stand for, with the first and last."""
        longest, after = self._longest, 0
        for place in [n for n, term in enumerate(terms) if term in longest]:
            if place < after or _is_time(terms, place):
                continue
            length, concepts = self._at(terms, place, longest[terms[place]])
            after = place + length
            for concept in concepts:
                yield place, after - 1, concept

    def _at(
        self, terms: Sequence[str], place: int, longest: int
    ) -> tuple[int, tuple[str, ...]]:
        """Return the concepts of the longest phrase that begins at a place."""
        for length in range(min(longest, len(terms) - place), 0, -1):
            phrase = tuple(terms[place : place + length])
            concepts = self._phrases.get(phrase, ())
            concepts += self._learned.get(phrase, ())
            if concepts:
                return length, concepts
        return 1, ()


def _is_time(terms: Sequence[str], place: int) -> bool:
    """Return whether a term is the "pm" of "3 p.m.", and no prime minister."""
    return (
        place > 0 and terms[place] == "pm" and bool(_HOUR.fullmatch(terms[place - 1]))
    )


@cache
def _phrases(language: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return a language's phrases, in terms, with what they stand for."""
    analyser = Analyser(language)
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for mark, groups in (("@", places(language)), ("=", synonyms(language))):
        for group in groups:
            concept = f"{mark}{group[0]}"
            for phrase in group:
                terms = tuple(token.term for token in analyser.tokens(phrase))
                if terms and concept not in phrases.get(terms, ()):
                    phrases[terms] = (*phrases.get(terms, ()), concept)
    return phrases


def abbreviation(short: str, long: Sequence[str]) -> str:
    """Return the concept of an abbreviation: its short form, its long one's terms.

    The long form names it too: PM has two of them.
    """
    return f"~{short} {' '.join(long)}"


def learned_in(told: bytes) -> tuple[tuple[int, str, tuple[str, ...]], ...]:
    """Return (document, concept, form in terms) of the abbreviations told as JSON."""
    return tuple(
        (document, abbreviation(name, long), tuple(form))
        for document, short, long, name in json.loads(told)
        for form in (short, long)
        if form
    )


_BRACKETS = re.compile(r"\(([^\W_][\w.&-]{1,9})\)")
_SPARE_WORDS = 5  # of the long form beyond the short form's letters, as published
_REACH = 500  # characters that hold so many words; time stays linear in the text


def abbreviations(text: str) -> Iterator[tuple[str, str]]:
    """Yield (short form, long form) for each abbreviation that a text explains."""
    for match in _BRACKETS.finditer(text):
        short = match[1]
        if len(short) > len("Xs") and short.endswith("s") and short[:-1].isupper():
            short = short[:-1]
        letters = [c for c in short if c.isalnum()]
        if sum(c.isupper() for c in letters) > 1:
            start = match.start()
            before = text[max(0, start - _REACH) : start].rsplit("\n", 1)[-1].split()
            words = before[-min(len(letters) + _SPARE_WORDS, 2 * len(letters)) :]
            long = _long_form(letters, " ".join(words))
            if long:
                yield short, long


def _long_form(letters: list[str], before: str) -> str | None:
    """Return the shortest end of `before` that holds the letters in order."""
    place = len(before)
    for letter in reversed(letters[1:]):
        place = before.lower().rfind(letter.lower(), 0, place)
        if place < 0:
            return None
    starts = [m.start() for m in re.finditer(r"\b\w", before[:place])]
    fitting = [s for s in starts if before[s].lower() == letters[0].lower()]
    if not fitting:
        return None
    long = before[fitting[-1] :]
    return long if len(long.split()) > 1 else None
