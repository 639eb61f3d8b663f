from __future__ import annotations

import itertools
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval.passages import MAX_CHARACTERS, MAX_SENTENCES, Hit, Unit, grow


@st.composite
def texts(draw: st.DrawFn) -> list[Unit]:
    """Return the sentences of some documents, in order."""
    units: list[Unit] = []
    for document in range(draw(st.integers(1, 3))):
        place = 0
        for _ in range(draw(st.integers(1, 3))):
            lengths = draw(st.lists(st.integers(1, 700), min_size=1, max_size=5))
            beside = range(len(units), len(units) + len(lengths))
            for length in lengths:
                units.append(Unit(document, place, place + length, beside))
                place += length + 1
    return units


def found(units: list[Unit], *scores: float, beside: tuple[Hit, ...] = ()) -> list[Hit]:
    """Return the passages around the sentences that score more than zero."""
    best_first = sorted(range(len(scores)), key=lambda n: -scores[n])
    matching = [n for n in best_first if scores[n] > 0]
    return [*grow(matching, scores.__getitem__, units.__getitem__, beside)]


@given(st.data())
def test_passages_are_whole_short_and_apart(data: st.DataObject) -> None:
    units = data.draw(texts())
    size = len(units)
    scores = data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    matching = [score > 0 for score in scores]
    hits = found(units, *scores)
    covered = [n for hit in hits for n in range(hit.first, hit.last + 1)]
    assert len(covered) == len(set(covered))
    assert {n for n in range(size) if matching[n]} <= set(covered)
    for hit in hits:
        one, other = units[hit.first], units[hit.last]
        assert hit.first <= hit.best <= hit.last < hit.first + MAX_SENTENCES
        assert one[0] == other[0]
        assert hit.last in one.beside
        alone = hit.first == hit.last
        assert alone or other.end - one.start <= MAX_CHARACTERS
        assert matching[hit.best]
    for one_hit, next_hit in pairwise(hits):
        assert one_hit.score >= next_hit.score


def row(*lengths: int) -> list[Unit]:
    ends = itertools.accumulate(lengths)
    beside = range(len(lengths))
    return [Unit(0, e - n, e, beside) for e, n in zip(ends, lengths, strict=True)]


def test_ties_come_in_the_order_of_the_text() -> None:
    units = [Unit(n, 0, 10, range(n, n + 1)) for n in range(3)]
    assert [hit.best for hit in found(units, 1, 1, 1)] == [0, 1, 2]


def test_a_passage_takes_in_the_neighbour_that_scores_best() -> None:
    (hit, *_) = found(row(250, 250, 250), 2, 3, 1)
    assert (hit.first, hit.last, hit.best) == (0, 1, 1)


def test_both_sides_of_the_best_sentence_are_shown_where_they_are_about_even() -> None:
    (hit, *_) = found(row(50, 50, 50, 50, 50), 0, 1.05, 3, 1, 0)
    assert (hit.first, hit.last) == (1, 3)


def test_passages_beside_others_leave_these_alone() -> None:
    first = Hit(0, 1, 0, 9.0)
    (hit,) = found(row(50, 50, 50), 3, 2, 1, beside=(first,))
    assert (hit.first, hit.last) == (2, 2)


def test_nothing_is_grown_where_nothing_matches() -> None:
    assert found(row(50, 50), 0, 0) == []
