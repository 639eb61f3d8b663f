"""The sentences of an index: where they stand, their text and their words."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache, partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from bot.retrieval.concepts import is_abbreviation, is_concept, is_synonym, weight
from bot.retrieval.document import tokens_at
from bot.retrieval.forms import other_forms
from bot.retrieval.interviews import CLOSING
from bot.retrieval.passages import Unit
from bot.retrieval.vocabulary import Vocabulary
from bot.retrieval.word_patterns import without_possessive

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.retrieval.analysis import Token
    from bot.retrieval.document import Analysis, Source
    from bot.retrieval.view import View

__all__ = ["HeldTerms", "Sentences"]

_KEPT = 1_024  # sentences whose words are remembered
_PASSAGES = 32  # of which the terms are: those of a few answers


class HeldTerms(NamedTuple):
    """The terms of some sentences; `holds` returns whether any of some is there."""

    holds: Callable[[Iterable[str]], bool]

    def isdisjoint(self, terms: Iterable[str]) -> bool:
        """Return whether none of some terms is there."""
        return not self.holds(terms)


class Sentences:
    """The sentences of some documents, which are numbered through all views."""

    def __init__(
        self, documents: Sequence[Source], views: Sequence[View], analysis: Analysis
    ) -> None:
        self.documents = documents
        self.analyser = analysis.analyser
        self.vocabulary = Vocabulary(views, analysis.analyser, analysis.concepts)
        self._views = views
        self._firsts = [view.first for view in views]
        self._of_sentence = lru_cache(_KEPT)(self._tokens)
        self._forms_of = lru_cache(_KEPT)(self._other_forms)
        self._terms_of = lru_cache(_KEPT)(self._terms)
        self._terms_within = lru_cache(_PASSAGES)(self._within)
        self.unit = lru_cache(_KEPT)(self._unit)

    def text(self, first: int, last: int) -> str:
        """Return the text from one sentence's start to another's end."""
        unit = self.unit(first)
        return self.documents[unit.document].text[unit.start : self.unit(last).end]

    def of_document(self, document: int) -> range:
        """Return the numbers of a document's sentences."""
        view = next(view for view in self._views if document in view.numbers)
        at = int(np.flatnonzero(view.numbers == document)[0])
        start, end = view.arrays["doc_rows"][at : at + 2].tolist()
        return range(view.first + start, view.first + end)

    def document_of(self, sentence: int) -> range:
        """Return the numbers of the sentences of a sentence's document."""
        view = self._view(sentence)
        at = int(view.arrays["doc_of"][sentence - view.first])
        start, end = view.arrays["doc_rows"][at : at + 2].tolist()
        return range(view.first + start, view.first + end)

    def joins(self, best: int, other: int) -> bool:
        """Return whether a passage around a sentence may go on to another one.

        That one stands in another paragraph of the document, next to the passage. No
        heading stands between, nor a line that is one without a mark, and what follows
        is no question, which begins something else.
        """
        if other not in self.document_of(best):
            return False
        view, first = self._view(best), other if other < best else other - 1
        one, two = self.unit(first), self.unit(first + 1)
        if one.beside == two.beside:
            return True
        text = self.documents[one.document].text
        gap = text[one.end : two.start]
        return (
            gap.isspace()
            and gap.count("\n") > 1  # else they are rows of a table
            and not view.arrays["asks"][two.beside[-1] - view.first]
            and not any(_is_title(text[unit.start : unit.end]) for unit in (one, two))
        )

    def at(self, sentence: int, offset: int) -> int:
        """Return the sentence that has a code point of another one's document.

        That is the last one that begins there or before, else the first.
        """
        own = self.document_of(sentence)
        view = self._view(sentence)
        starts = view.arrays["starts"][own.start - view.first : own.stop - view.first]
        return own.start + max(int(starts.searchsorted(offset, "right")) - 1, 0)

    def tokens(
        self, first: int, last: int, asked: Collection[str] | None = None
    ) -> Iterator[Token]:
        """Yield the words of some sentences and the concepts that they stand for.

        Their code points are those of the document. Where it is told which terms are
        `asked`, sentences that have none may be left out.
        """
        numbers: Iterable[int] = range(first, last + 1)
        if asked is not None:
            numbers = (n for n in numbers if self._holds(n, n, asked))
        return chain.from_iterable(map(self._of_sentence, numbers))

    def forms(
        self, first: int, last: int, asked: Collection[str] | None = None
    ) -> Iterator[Token]:
        """Yield the other forms in which words of some sentences may be asked for.

        Where it is told which terms are `asked`, forms that have none may be left out.
        """
        numbers: Iterable[int] = range(first, last + 1)
        if asked is not None:
            forms = [term for term in asked if not is_concept(term)]
            numbers = (n for n in numbers if self._may_be_asked(n, forms))
        return chain.from_iterable(map(self._forms_of, numbers))

    def terms(
        self, first: int, last: int, asked: Collection[str] | None = None
    ) -> frozenset[str]:
        """Return the terms of the sentences from one to another, as above."""
        if asked is None:
            return self._terms_of(first, last)
        both = chain(self.tokens(first, last), self.forms(first, last, asked))
        return frozenset(token.term for token in both)

    def held(self, first: int, last: int) -> HeldTerms:
        """Return the terms of some sentences, to be looked up there."""
        return HeldTerms(partial(self._holds, first, last))

    def _holds(self, first: int, last: int, terms: Iterable[str]) -> bool:
        """Return whether some sentences of a document have one of some terms."""
        wanted = frozenset(terms)
        if any(map(is_abbreviation, wanted)):  # texts alone tell where they are
            return not self.terms(first, last).isdisjoint(wanted)
        view = self._view(first)
        places = [*map(view.term, wanted)]  # some views know only what is asked for
        known = self._terms_within(first, last, len(view.arrays["terms"]))
        return not known.isdisjoint(places)

    def _within(self, first: int, last: int, _terms: int) -> frozenset[int | None]:
        """Return the places of the terms of some sentences, in a view of so many."""
        view = self._view(first)
        return view.within(first - view.first, last - view.first)

    def names(self, sentence: int) -> frozenset[str]:
        """Return the terms of a sentence that are written with a capital.

        What a word like UAV is a synonym of is no name.
        """
        text = self.documents[self.unit(sentence).document].text
        return frozenset(
            token.term
            for token in self.tokens(sentence, sentence)
            if text[token.start].isupper() and not is_synonym(token.term)
        )

    def spelt(self, word: str) -> str:
        """Return a folded word as a text has it, without a possessive ending."""
        for view in self._views:
            place = view.word(word)
            sentence = None if place is None else view.occurrence(place)
            if sentence is not None:
                number = view.first + sentence
                text = self.documents[self.unit(number).document].text
                for token in self.tokens(number, number):
                    if token.word == word:
                        return without_possessive(text[token.start : token.end])
        return word

    def _view(self, sentence: int) -> View:
        return self._views[bisect_right(self._firsts, sentence) - 1]

    def _unit(self, sentence: int) -> Unit:
        view = self._view(sentence)
        arrays, at = view.arrays, sentence - view.first
        paragraph = int(arrays["paragraph_of"][at])
        start, end = arrays["paragraph_rows"][paragraph : paragraph + 2].tolist()
        return Unit(
            int(view.numbers[arrays["doc_of"][at]]),
            int(arrays["starts"][at]),
            int(arrays["ends"][at]),
            range(view.first + start, view.first + end),
        )

    def _tokens(self, sentence: int) -> tuple[Token, ...]:
        unit = self.unit(sentence)
        text = self.documents[unit.document].text[unit.start : unit.end]
        words = self.analyser.tokens(text, unit.start)
        return (*words, *self.vocabulary.concepts.tokens(words))

    def _terms(self, first: int, last: int) -> frozenset[str]:
        both = chain(self.tokens(first, last), self.forms(first, last))
        return frozenset(token.term for token in both)

    def _other_forms(self, sentence: int) -> tuple[Token, ...]:
        if not self._has_forms(sentence):
            return ()
        text, start = self.text(sentence, sentence), self.unit(sentence).start
        words = (t for t in self._of_sentence(sentence) if weight(t.term) == 1)
        forms = other_forms(text, tokens_at(words, -start), self.analyser)
        return tokens_at(forms, start)

    def _may_be_asked(self, sentence: int, terms: Collection[str]) -> bool:
        """Return whether a sentence has other forms that are one of some terms."""
        view = self._view(sentence)
        at = sentence - view.first
        held = view.concepts_of(at, at).tolist()
        return bool(held) and not {*held}.isdisjoint(map(view.term, terms))

    def _has_forms(self, sentence: int) -> bool:
        """Return whether a sentence may have other forms than its words and concepts.

        Its segment counts these together, but no abbreviation that only texts explain.
        """
        terms = (token.term for token in self._of_sentence(sentence))
        concepts = [term for term in terms if is_concept(term)]
        view = self._view(sentence)
        at = sentence - view.first
        first, last = view.arrays["concept_rows"][at : at + 2].tolist()
        return last - first != len(concepts) or any(map(is_abbreviation, concepts))


def _is_title(text: str) -> bool:
    """Return whether a text ends as no sentence does: in a letter or a figure."""
    return text.rstrip(CLOSING)[-1:].isalnum()
