"""Words that differ and mean the same: a country's names, synonyms, abbreviations.

A group of words gets one more term, its concept, beside the stems of whichever of
them stands in a text. So a question for `Washington` meets `American`, while the
word itself still counts for more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.retrieval.analysis import Token
from bot.retrieval.wordlists import places, synonyms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.retrieval.analysis import Analyser

__all__ = ["Concepts", "is_concept", "weight"]

# What a concept counts for; its first character says what it is: a country, a group
# of synonyms, an abbreviation. Chosen by `verbatim eval` on the development sets.
_WEIGHTS = {"@": 0.7, "=": 0.5, "~": 0.5}


def weight(term: str) -> float:
    """Return what a term counts for in a question: a stem 1, a concept less."""
    return _WEIGHTS.get(term[:1], 1.0)


def is_concept(term: str) -> bool:
    """Tell whether a term is a concept and no stem."""
    return term[:1] in _WEIGHTS


class Concepts:
    """The groups of words of one language, and of the texts' own abbreviations."""

    def __init__(
        self,
        analyser: Analyser,
        language: str,
        learned: Iterable[tuple[str, str]] = (),
    ) -> None:
        self._analyser = analyser
        self._phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
        for group in places(language):
            self._add(f"@{group[0]}", group)
        for group in synonyms(language):
            self._add(f"={group[0]}", group)
        for short, long in learned:
            stems = " ".join(token.term for token in analyser.tokens(long))
            self._add(f"~{short} {stems}", (short, long))  # PM has two long forms
        self._longest = max(map(len, self._phrases), default=0)

    def tokens(self, tokens: Sequence[Token]) -> Iterator[Token]:
        """Yield one token for each concept that words in a row stand for."""
        terms = [token.term for token in tokens]
        place = 0
        while place < len(terms):
            length, concepts = self._at(terms, place)
            first, last = tokens[place], tokens[place + length - 1]
            for concept in concepts:
                yield Token(concept, concept, first.start, last.end)
            place += length

    def _at(self, terms: Sequence[str], place: int) -> tuple[int, tuple[str, ...]]:
        """Return the concepts of the longest phrase that begins at a place."""
        for length in range(min(self._longest, len(terms) - place), 0, -1):
            concepts = self._phrases.get(tuple(terms[place : place + length]))
            if concepts:
                return length, concepts
        return 1, ()

    def _add(self, concept: str, group: Iterable[str]) -> None:
        for phrase in group:
            terms = tuple(token.term for token in self._analyser.tokens(phrase))
            if terms and concept not in self._phrases.get(terms, ()):
                self._phrases[terms] = (*self._phrases.get(terms, ()), concept)
