"""The words of the texts: how rare they are, how spelt, and what they stand for."""

from __future__ import annotations

import math
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from bot.retrieval.spelling import near_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.retrieval.analysis import Analyser, Token
    from bot.retrieval.concepts import Concepts
    from bot.retrieval.query import Word
    from bot.retrieval.view import View

__all__ = ["Vocabulary"]

_CORRECTED = 20  # words of a question that are looked up for their spelling
_KEPT = 1_024  # terms and words of which it is remembered what was asked of them


class Vocabulary:
    """The words of the sentences that can be found, as the texts' analysis has them."""

    def __init__(
        self, views: Sequence[View], analyser: Analyser, concepts: Concepts
    ) -> None:
        self._views = views
        self._size = sum(view.sentences for view in views)
        self._analyser = analyser
        self._base = concepts
        self.idf = lru_cache(_KEPT)(self._idf)
        self.is_name = lru_cache(_KEPT)(self._is_name)
        self.nearest = lru_cache(_KEPT)(self._nearest)

    @cached_property
    def concepts(self) -> Concepts:
        """What words stand for, with the abbreviations that the documents explain."""
        learned: dict[tuple[str, ...], tuple[str, ...]] = {}
        forms: dict[str, dict[tuple[str, ...], None]] = {}
        for view in self._views:
            for concept, form in view.learned():
                if concept not in learned.get(form, ()):
                    learned[form] = (*learned.get(form, ()), concept)
                forms.setdefault(concept, {})[form] = None
        for view in self._views:
            view.forms = forms
        return self._base.and_learned(learned) if learned else self._base

    def _idf(self, term: str) -> float:
        """Return a term's inverse document frequency among sentences; 0 if unknown."""
        held = sum(view.held_by(term) for view in self._views)
        return math.log((self._size + 1) / held) if held else 0.0

    def rarity(self, word: Word) -> float:
        """Return how rare a word of a question is: 1 in one sentence, 0 if unknown."""
        most = math.log(self._size + 1)
        return min(1.0, max(map(self.idf, word.terms)) / most)

    def _is_name(self, term: str) -> bool:
        """Return whether a term is nearly always written with a capital.

        What is hidden of a segment counts along, but no term that only this has.
        """
        counts = ((view, view.capitals(term)) for view in self._views)
        return sum(more for view, more in counts if more and view.holds(term)) > 0

    def corrector(self) -> Callable[[Token], Token | None]:
        """Return what gives the indexed word that an unknown one is likely meant to be.

        It looks at the first unknown words of a question only, each once.
        """
        looked_at: set[str] = set()

        def corrected(token: Token) -> Token | None:
            if self.idf(token.term):
                return None
            if any(self.idf(c.term) for c in self.concepts.tokens([token])):
                return None
            if len(looked_at) == _CORRECTED and token.word not in looked_at:
                return None
            looked_at.add(token.word)
            word = self.nearest(token.word, guess=False)
            if word is None:
                return None
            return token._replace(term=self._analyser.stem(word), word=word)

        return corrected

    def _nearest(self, word: str, *, guess: bool) -> str | None:
        """Return the indexed word nearest to one, of equals the most frequent one."""
        found = {
            view.name(place): None
            for view in self._views
            for place in view.alike(word).tolist()
        }
        seen = (
            other
            for other in near_words(word, found, guess=guess)
            if any(view.word(other) is not None for view in self._views)
        )
        return next(seen, None)
