from __future__ import annotations

import itertools
import re
from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import Document, Index
from bot.retrieval.passages import (
    MAX_CHARACTERS,
    MAX_SENTENCES,
    Hit,
    Unit,
    grow,
    widened,
)


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


def wide(
    units: list[Unit],
    *scores: float,
    limit: int = 3,
    fixed: tuple[Hit, ...] = (),
    closed: tuple[tuple[int, int], ...] = (),
) -> list[Hit]:
    """Return the first passages, widened to what is not `closed`: (best, other)."""

    def joins(best: int, other: int) -> bool:
        inside = 0 <= other < len(units) and units[other][0] == units[best][0]
        return inside and (best, other) not in closed

    hits = [*dict.fromkeys([*found(units, *scores)[:limit], *fixed])]

    def score(number: int) -> float:
        return scores[number] if 0 <= number < len(scores) else -inf

    def shows(_best: int, number: int) -> bool:
        return score(number) >= 8

    return [*widened(hits, fixed, score, units.__getitem__, joins, shows=shows)]


def lines(*lengths: int) -> list[Unit]:
    """Return sentences that are paragraphs by themselves."""
    return [one._replace(beside=range(n, n + 1)) for n, one in enumerate(row(*lengths))]


@given(st.data())
def test_wide_passages_are_whole_short_and_apart(data: st.DataObject) -> None:
    units = data.draw(texts())
    size = len(units)
    scores = data.draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    limit = data.draw(st.integers(1, 8))
    before = found(units, *scores)[:limit]
    after = wide(units, *scores, limit=limit)
    covered = [n for hit in after for n in hit.sentences]
    assert len(covered) == len(set(covered))
    assert {hit.best for hit in before} <= set(covered)  # nothing is lost
    for hit in after:
        own, first, last = units[hit.best].beside, units[hit.first], units[hit.last]
        assert hit.first <= hit.best <= hit.last < hit.first + MAX_SENTENCES
        alone = hit.first == hit.last
        assert alone or last.end - first.start <= MAX_CHARACTERS
        beyond = [n for n in hit.sentences if n not in own]
        assert not beyond or {*own} <= {*hit.sentences}
        assert all(0.3 * hit.score <= scores[n] <= hit.score for n in beyond)
        assert first[0] == last[0]
    if limit > 3:
        few = wide(units, *scores, limit=3)
        assert few[:1] == after[:1]


def test_a_passage_goes_on_beyond_its_paragraph_if_that_has_no_more() -> None:
    assert wide(lines(50, 50, 50, 50), 0, 9, 4, 4, limit=1) == [Hit(1, 3, 1, 9)]
    assert wide(row(50, 50, 50, 50), 0, 9, 4, 4, limit=1) == [Hit(1, 3, 1, 9)]
    two = [*row(50, 50), *(one._replace(beside=range(2, 3)) for one in row(50))]
    assert wide(two, 9, 0, 8, limit=1) == [Hit(0, 2, 0, 9)]
    three = [*row(50, 50, 50), *(one._replace(beside=range(3, 4)) for one in row(50))]
    assert wide(three, 0, 0, 9, 8, limit=1) == [Hit(0, 2, 2, 9)]


def test_what_scores_too_little_or_may_not_be_joined_is_left_out() -> None:
    assert wide(lines(50, 50), 9, 2, limit=1) == [Hit(0, 0, 0, 9)]
    assert wide(lines(50, 50), 9, 4, limit=1) == [Hit(0, 1, 0, 9)]
    assert wide(lines(50, 50), 9, 4, limit=1, closed=((0, 1),)) == [Hit(0, 0, 0, 9)]
    assert wide(lines(300, 301), 9, 4, limit=1) == [Hit(0, 0, 0, 9)]


def test_a_passage_that_another_shows_is_part_of_that_one() -> None:
    assert wide(lines(50, 50), 10, 8) == [Hit(0, 1, 0, 10)]
    assert wide(lines(50, 50), 10, 7) == [Hit(0, 0, 0, 10), Hit(1, 1, 1, 7)]
    other = Hit(1, 1, 1, 8)
    assert wide(lines(50, 50), 10, 8, fixed=(other,)) == [Hit(0, 0, 0, 10), other]
    assert len(wide(lines(50, 50, 50), 10, 9, 9)) == 2  # the third is not beside it


def test_later_passages_are_without_what_is_in_the_first_ones() -> None:
    units = lines(*[50] * 7)
    few = wide(units, 10, 0, 10, 0, 9, 4, 0)
    assert few == [Hit(0, 0, 0, 10), Hit(2, 2, 2, 10), Hit(4, 5, 4, 9)]
    assert wide(units, 10, 0, 10, 0, 9, 4, 0, limit=9) == few


ONE, TWO = "The ferry Orn ran aground off Vik.", "It had left with nobody on board."


def joins(text: str) -> list[bool]:
    """Return whether ONE goes on to TWO in a text, and the other way round."""
    starts = [text.index(one) for one in (ONE, TWO)]
    sentences = [
        (found.start(), found.end(), number, found[0].startswith("#"))
        for number, found in enumerate(re.finditer(r"[#\w].*", text))
    ]
    index = Index([Document(text, sentences)], "en")
    one, two = (index.at(0, start) for start in starts)
    return [index.joins(one, two), index.joins(two, one)]


@pytest.mark.parametrize("between", ["\n\n", "\n \n\n"])
def test_neighbouring_paragraphs_may_be_of_one_passage(between: str) -> None:
    assert joins(f"{ONE}{between}{TWO}") == [True, True]


@pytest.mark.parametrize(
    "between",
    ["\n\n# Adrift\n\n", "\n\n---\n\n", "\n", "\n\n* ", " 3 metres\n\n"],
)
def test_headings_rules_rows_and_questions_part_paragraphs(between: str) -> None:
    assert joins(f"Why?\n\n{ONE}{between}{TWO}") == [False, False]


def test_a_question_begins_what_answers_it_but_ends_nothing() -> None:
    question = ONE.replace(".", "?")
    assert joins(f"{ONE}\n\n{TWO}".replace(ONE, f"{question}\n\n{ONE}")) == [True, True]
    assert joins(f"{ONE}\n\n{TWO}?") == [False, False]
