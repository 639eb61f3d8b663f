"""Searches few documents of a library whose others are only counted.

Where a library is kept elsewhere, that place says which documents have the sentences
that share most with a question, and how often each of its terms is in the texts of all.
The documents that were found are at hand as a view, all others as one without a
sentence: so they are ranked by what they would be ranked by in an index over all.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from bot.retrieval.bm25 import K1, B, length_norm, mean_lengths, share
from bot.retrieval.columns import in_columns
from bot.retrieval.concepts import weight
from bot.retrieval.forms import forms_tried
from bot.retrieval.gathered import Gathered, Remembered
from bot.retrieval.hashes import hash_of
from bot.retrieval.joining import join
from bot.retrieval.query import CONTEXT, grams_of
from bot.retrieval.segment import LEVELS, OWN, ROWS, TOLD, build
from bot.retrieval.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.document import Analysis, Source

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["Asked", "Found", "Summary", "asked", "sentences_of", "summary_of"]

_LEVELS = len(LEVELS)
_NOTHING = (0,) * 2 * _LEVELS  # what is counted of an unknown term
_OFTEN = 1_000_000  # times that a term is in the text that stands for its best one
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_WHOLE = 5  # times that a term of weight 1 is asked for

# In how many texts of each level a term or an n-gram is, and the most of its inverse
# document frequency that it adds to one, in the order of LEVELS.
Counted: TypeAlias = tuple[int | float, ...]
Look: TypeAlias = "Callable[[Sequence[int]], Mapping[int, Counted]]"


class Summary(NamedTuple):
    """What is counted of some documents.

    `totals` are the number of texts and their length in terms (or n-grams) for each of
    LEVELS, `terms` what is counted of each term and n-gram, by its hash. A term and an
    n-gram of the same hash would share an entry, of which they have different columns.
    """

    totals: tuple[int, ...]
    terms: dict[int, Counted]


def summary_of(parts: Sequence[Arrays]) -> Summary:
    """Count what is in some documents, by their arrays."""
    arrays = build(parts)
    averages = mean_lengths(arrays["totals"])
    terms: dict[int, tuple[int | float, ...]] = {}
    for vocabulary, rows in ROWS.items():
        held, tf, of = arrays[TOLD[vocabulary]].transpose(2, 0, 1)
        best = share(tf, length_norm(of, averages[rows])) * (held > 0)
        counts = np.zeros((len(held), 2, _LEVELS))
        counts[:, 0, rows], counts[:, 1, rows] = held, best
        for key, (texts, most) in zip(
            arrays[vocabulary].tolist(), counts.tolist(), strict=True
        ):
            other = terms.get(key, _NOTHING)
            row = (*map(int, texts), *most)
            terms[key] = tuple(one + two for one, two in zip(row, other, strict=True))
    return Summary(tuple(arrays["totals"].ravel().tolist()), terms)


def sentences_of(arrays: Arrays) -> Iterator[str]:
    """Yield what each sentence of a document is found by, as words of letters alone."""
    words = [_word(term) for term in arrays["terms"].tolist()]
    places = [arrays["word_terms"][arrays["word_ids"]]]
    places += [arrays[f"{name}_ids"] for name in OWN[1:]]
    bounds = [arrays[f"{name}_rows"].tolist() for name in OWN]
    rows = [of.tolist() for of in places]
    for number in range(len(arrays["starts"])):
        yield " ".join(
            words[place]
            for of, at in zip(rows, bounds, strict=True)
            for place in of[at[number] : at[number + 1]]
        )


class Asked(NamedTuple):
    """What a question looks for.

    `words` are such as `sentences_of` has, each as often as it counts; `hashes` those
    of all terms and n-grams that are likely to be asked for.
    """

    words: str
    hashes: tuple[int, ...]


def asked(analysis: Analysis, question: str, context: str = "") -> Asked:
    """Return what a question looks for; `context` is an earlier one that it follows."""
    terms: dict[str, float] = {}
    forms: list[str] = []
    grams: dict[str, None] = {}
    for text, share_of in ((question, 1.0), (context, CONTEXT)):
        tokens = analysis.analyser.tokens(text)
        tried = forms_tried(text, tokens, analysis.analyser, tokens)
        forms += [form.term for form in tried]
        grams |= {gram: None for token in tokens for gram in grams_of(token.word)}
        for token in (*tokens, *analysis.concepts.tokens(tokens)):
            terms.setdefault(token.term, share_of * weight(token.term))
    words = (
        word
        for term, counts in terms.items()
        for word in [_word(hash_of(term))] * max(1, round(counts * _WHOLE))
    )
    return Asked(" ".join(words), tuple(map(hash_of, (*terms, *forms, *grams))))


def _word(number: int) -> str:
    """Return the hash of a term as letters: whatever divides words leaves it whole."""
    return f"{number:016x}".translate(_LETTERS)


class Found:
    """Stands for `Segments` where only some documents are at hand.

    `documents` are these `in_columns`, by their keys; `totals` are those of a Summary
    of all documents, and `look` returns what is counted of all for terms and n-grams,
    by their hashes, where that was not `told` already: None for one of no document.
    """

    def __init__(
        self,
        analysis: Analysis,
        documents: Mapping[bytes, bytes],
        totals: Sequence[int],
        look: Look,
        told: Mapping[int, Counted | None] | None = None,
    ) -> None:
        self.analysis = analysis
        self._documents = documents
        self._totals = totals
        self._look = look
        self._made: list[View] = []
        told = told or {}
        self._known = {key: counts or _NOTHING for key, counts in told.items()}

    def views(self, sources: Sequence[Source]) -> list[View]:
        """Return the documents, which are numbered as they are given, and the rest."""
        parts = [self._documents[source.key] for source in sources]
        here = Gathered(parts or [in_columns(join([]))])
        here.expect(self._known)
        views = [here, _Rest(here, self._totals, self._counted)]
        self._made += views
        return views

    def drop_damaged(self) -> int:
        """Return 0: nothing here is in a file that could be damaged."""
        return 0

    def close(self) -> None:
        """Let go of the documents: an index over them can't be asked any more.

        What a view remembers refers to it. So they would stay until garbage is looked
        for, and there is much of it for each question.
        """
        for view in self._made:
            vars(view).clear()
        self._made.clear()
        self._documents, self._known = {}, {}

    def _counted(self, hashes: Sequence[int]) -> Array:
        """Return what is counted of some terms or n-grams: a row each."""
        missing = [key for key in hashes if key not in self._known]
        if missing:
            found = self._look(missing)
            self._known |= {key: found.get(key, _NOTHING) for key in missing}
        rows = [self._known[key] for key in hashes]
        return np.array(rows, dtype=float).reshape(len(hashes), 2, _LEVELS)


@cache
def _nothing() -> Arrays:
    """Return a segment of no documents."""
    return build([])


class _Rest(View):
    """All documents that can be seen but for those of another view: only counted.

    What is told of a term's texts is of all of them, for the other view tells nothing.
    """

    remembering = Remembered.by

    def __init__(
        self,
        here: View,
        totals: Sequence[int],
        counted: Callable[[Sequence[int]], Array],
    ) -> None:
        arrays = dict(_nothing())
        whole = np.reshape(totals, (_LEVELS, 2))
        arrays["totals"] = (whole - here.arrays["totals"]).clip(min=0)
        super().__init__(arrays, np.zeros(0, dtype=np.int64), here.size)
        self.sentences, self.length = arrays["totals"][0].tolist()
        self._averages = mean_lengths(arrays["totals"] + here.arrays["totals"])
        self._told = arrays
        self._here = here
        self._counted = counted

    def places(self, vocabulary: str, texts: Sequence[str]) -> Array:
        """Return the places of terms or n-grams in an array that is made for these."""
        rows = ROWS[vocabulary]
        counts = self._counted([hash_of(text) for text in texts])
        held, best = counts[:, 0, rows], counts[:, 1, rows]
        lengths = _length_of(best, self._averages[rows])
        tf = np.where(best > 0, _OFTEN, 0)
        told = np.stack([held, tf, lengths], axis=2)
        self._told[TOLD[vocabulary]] = told.astype(np.int64)
        return np.arange(len(texts))

    def _held_by(self, term: str) -> int:
        """Return how many sentences hold a term, but for those of the other view."""
        count = int(self._counted([hash_of(term)])[0, 0, 0])
        return max(0, count - self._here.held_by(term))


def _length_of(shares: Array, averages: Array) -> Array:
    """Return how long texts are to which a term adds so much that it is in so often."""
    norm = _OFTEN * ((K1 + 1) / np.where(shares > 0, shares, 1) - 1)
    return np.rint(averages * (norm / K1 - 1 + B) / B)
