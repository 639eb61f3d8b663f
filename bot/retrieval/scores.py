"""What sentences score for one question, and what the scores are made of."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.retrieval.arrays import distinct, joined
from bot.retrieval.concepts import weight
from bot.retrieval.interviews import lifts
from bot.retrieval.levels import LEVELS, Model, Totals
from bot.retrieval.query import grams
from bot.retrieval.things import marks_asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from bot.retrieval.boosts import Boost
    from bot.retrieval.query import Query
    from bot.retrieval.things import Marks
    from bot.retrieval.view import View

    Array = NDArray[Any]
    Floats = NDArray[np.float64]

__all__ = ["Scores", "Table"]

# As shares of the attainable score, what a sentence gains that holds the kind of thing
# asked for, and what one loses that is a question itself or that has no word besides
# those of the question, less the more of `_ENOUGH` others it has; chosen by
# `tools.evaluate` on the development sets.
_KIND, _QUESTION, _LITTLE, _ENOUGH = 0.2, 0.3, 0.15, 6
_NOTHING_ELSE = 0.6  # what the kind counts for where nothing else is asked
_NAMES = tuple(level.name for level in LEVELS)
_BESIDE = ("kind of answer", "answers a question there", "is a question", "adds little")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What some sentences (sorted) score: one column a sentence in `levels`, `beside`.

    `levels` has a row a level, `beside` one for what is gained by each boost and by
    what stands in `_BESIDE`; `asked` is what their words and the boosts with a weight
    give. `matching` says whether their own words hold a term of the question, or answer
    such ones; `counts` (a row a term) how often they hold each term, and `norms` are
    their length_norm.
    """

    sentences: Array
    levels: Floats
    beside: Floats
    asked: Floats
    total: Floats
    matching: NDArray[np.bool_]
    counts: Array
    norms: Floats


class Scores:
    """The scores of sentences for a question, made when they are asked for.

    `boosts` are what sentences gain beside their words, `totals` those of the views.
    `unknown` stands for the score of a term that no text holds, `idf` returns 0 for it.
    """

    def __init__(
        self,
        query: Query,
        views: Sequence[View],
        boosts: Sequence[Boost] = (),
        *,
        totals: Totals,
        unknown: float,
        idf: Callable[[str], float],
        go_on: Callable[[], None] = lambda: None,
    ) -> None:
        self.query = query
        self.go_on = go_on
        self.boosts = tuple(boosts)
        self._views, self._totals = views, totals
        self._unknown, self._idf = unknown, idf
        self._tables: list[Table] = []
        self._rows: dict[int, tuple[Table, int]] = {}

    @cached_property
    def model(self) -> Model:
        """What the terms are worth."""
        return Model(self._views, self.query, self._totals)

    @cached_property
    def attainable(self) -> float:
        """The most that a text could reach."""
        others = {*_other_words(self.query, self._idf)}
        words = self.model.attainable(self._unknown, others)
        return words + sum(boost.weight or 0.0 for boost in self.boosts)

    @cached_property
    def _marks(self) -> Marks | None:
        """The marks of what is asked for, None where that is open."""
        kind = self.query.kind
        return None if kind is None else marks_asked(kind, self.query.text)

    @cached_property
    def _stems(self) -> list[int]:
        """The numbers of the terms that stand for no group of words."""
        return [n for n, term in enumerate(self.model.terms) if weight(term) == 1]

    def boost(self, name: str) -> Boost:
        """Return the first boost of a name; raises KeyError where there is none."""
        for boost in self.boosts:
            if boost.name == name:
                return boost
        raise KeyError(name)

    def weight(self, boost: Boost) -> float:
        """Return what a value of 1 adds to a score."""
        return self.attainable if boost.weight is None else boost.weight

    def of(self, sentences: Array) -> Table:
        """Score some sentences, at least one (sorted), by their numbers among all."""
        tables = []
        for number, view in enumerate(self._views):
            own = view.own(sentences)
            if len(own):
                self.go_on()
                tables.append(self._table(number, view, own))
        table = _stacked(tables) if len(tables) != 1 else tables[0]
        self._tables.append(table)
        return table

    def prepare(self, sentences: Iterable[int]) -> None:
        """Score sentences together, which takes less time than one after the other."""
        new = [n for n in sentences if all(_column(t, n) < 0 for t in self._tables)]
        if new:
            paragraphs = [np.arange(*self._with_question(n)) for n in new]
            self.of(distinct(joined(paragraphs)))

    def later(self, table: Table) -> Floats:
        """Return what the sentences of a table score for all but the first passages."""
        leads = [n for n, boost in enumerate(self.boosts) if boost.leads]
        return table.total - table.beside[leads].sum(axis=0) if leads else table.total

    def total(self, sentence: int) -> float:
        """Return what a sentence scores."""
        table, at = self._row(sentence)
        return float(table.total[at])

    def share(self, sentence: int) -> float:
        """Return a sentence's score as a share of the most that a text could reach.

        A word that no text has would reach nearly what a word of one sentence does.
        What is gained beside, but for boosts with a weight, is left out: most sentences
        hold the kind of thing asked for.
        """
        table, at = self._row(sentence)
        reached = float(table.asked[at])
        return reached / self.attainable if self.attainable else 0.0

    def fit(self, first: int, last: int) -> float:
        """Return how well, 0 to 1, some sentences fit by all boosts with a weight.

        It is 1 for a question without any.
        """
        weighted = [boost for boost in self.boosts if boost.weight is not None]
        if not weighted:
            return 1.0
        sentences = np.arange(first, last + 1)
        return min(float(boost.of(sentences).max()) for boost in weighted)

    def lacks_kind(self, first: int, last: int) -> bool:
        """Return whether some sentences lack the kind of thing that is asked for."""
        if self.query.kind is None:
            return False
        kind = len(self.boosts)
        rows = (self._row(number) for number in range(first, last + 1))
        return not any(table.beside[kind, at] for table, at in rows)

    def parts(self, sentence: int) -> list[tuple[str, float]]:
        """Return the named parts that add up to a sentence's score."""
        table, at = self._row(sentence)
        levels = zip(_NAMES, table.levels[:, at].tolist(), strict=True)
        names = [*(boost.name for boost in self.boosts), *_BESIDE]
        parts = dict.fromkeys(names, 0.0)
        for name, gained in zip(names, table.beside[:, at].tolist(), strict=True):
            parts[name] += gained
        return [*levels, *parts.items()]

    def matches(self, sentence: int) -> Iterator[tuple[str, float]]:
        """Yield the question's terms that a sentence holds, with what each adds."""
        table, at = self._row(sentence)
        counts, norm = table.counts[:, at].tolist(), float(table.norms[at])
        added = self.model.added(counts, norm)
        for term, score in zip(self.model.terms, added, strict=True):
            if score:
                yield term, score

    def _row(self, sentence: int) -> tuple[Table, int]:
        """Return the table that a sentence is in, and its row there."""
        if sentence not in self._rows:
            self._rows[sentence] = self._found(sentence)
        return self._rows[sentence]

    def _found(self, sentence: int) -> tuple[Table, int]:
        for table in self._tables:
            if (at := _column(table, sentence)) >= 0:
                return table, at
        first, last = self._with_question(sentence)
        return self.of(np.arange(first, last)), sentence - first

    def _with_question(self, sentence: int) -> tuple[int, int]:
        """Return the bounds of a paragraph, and of a sentence before it that asks."""
        view = next(v for v in self._views if sentence < v.first + v.size)
        arrays, at = view.arrays, sentence - view.first
        paragraph = int(arrays["paragraph_of"][at])
        first, last = arrays["paragraph_rows"][paragraph : paragraph + 2].tolist()
        asked = first > 0 and bool(arrays["asks"][first - 1])
        return view.first + first - asked, view.first + last

    def _table(self, number: int, view: View, own: Array) -> Table:
        """Score some sentences of a view, by its numbers."""
        sentences = own + view.first
        levels, matching, counts, norms = self.model.scores(number, own)
        beside = np.zeros((len(self.boosts) + len(_BESIDE), len(sentences)))
        for row, boost in enumerate(self.boosts):
            beside[row] = self.weight(boost) * boost.of(sentences)
        kind, lift, question, little = range(len(self.boosts), len(beside))
        if self._marks is not None:
            having = self._marks.held_by(view.arrays, own)
            share = _NOTHING_ELSE if self.query.bare else _KIND
            beside[kind] = self.attainable * share * having
        # Added up in one order, so that equals stay equal.
        asked = np.add.reduce(levels, axis=0)
        for row, boost in enumerate(self.boosts):
            if boost.weight is not None:
                asked += beside[row]
        total = asked.copy()
        for row in range(lift):
            if row == kind or self.boosts[row].weight is None:
                total += beside[row]
        beside[lift] = lifts(view, own, total, matching)
        beside[question] = -self.attainable * _QUESTION * view.arrays["asks"][own]
        words = view.arrays["word_rows"][own + 1] - view.arrays["word_rows"][own]
        added = words - (counts[self._stems] > 0).sum(axis=0)
        lacking = np.maximum(np.minimum(1 - added / _ENOUGH, 1), 0)
        beside[little] = -self.attainable * _LITTLE * lacking
        total += beside[lift]
        total += beside[question]
        total += beside[little]
        return Table(sentences, levels, beside, asked, total, matching, counts, norms)


def _stacked(tables: Sequence[Table]) -> Table:
    """Return the rows of several tables as one."""
    axes = {"levels": 1, "beside": 1, "counts": 1}
    return Table(
        *(
            np.concatenate([getattr(t, name) for t in tables], axes.get(name, 0))
            for name in (field.name for field in fields(Table))
        )
    )


def _other_words(query: Query, idf: Callable[[str], float]) -> Iterator[str]:
    """Yield terms and n-grams of the words that the texts have in another way only."""
    for word in query.words:
        if not idf(word.terms[0]) and any(map(idf, word.terms)):
            yield from (*word.terms, *grams(word.token))


def _column(table: Table, sentence: int) -> int:
    """Return the column that a sentence has in a table, -1 if it has none."""
    at = int(table.sentences.searchsorted(sentence))
    here = at < len(table.sentences) and table.sentences[at] == sentence
    return at if here else -1
