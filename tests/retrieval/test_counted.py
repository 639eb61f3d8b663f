from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import (
    Analysis,
    Document,
    Found,
    Index,
    Segments,
    asked,
    from_columns,
    in_columns,
    sentences_of,
    summary_of,
)
from bot.retrieval.gathered import Gathered
from bot.retrieval.segment import LEVELS, build
from bot.retrieval.texts import Texts
from bot.retrieval.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANALYSIS = Analysis("en")
TEXTS = (
    "The mill grinds rye. Its wheel was repaired in May by the miller's sons.",
    "The harbour board denied the fee. The fee is for boats with a wheel.",
    "Boats pay at the harbour. The board of the harbour met the miller.",
    "The school bought a wheel for its pupils. The pupils read of a mill.",
)
QUESTIONS = (
    "When was the wheel repaired?",
    "Who denied the fee of the harbour?",
    "What did the pupils read?",
    "Does a boat pay, or the miller?",
)


def document(text: str) -> Document:
    ends = [at + 1 for at, sign in enumerate(text) if sign == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    rows = [
        (s, e, n // 2, False) for n, (s, e) in enumerate(zip(starts, ends, strict=True))
    ]
    return Document(text, rows)


DOCUMENTS = [document(text) for text in TEXTS]


def found(
    documents: Sequence[Document],
    expected: Sequence[int] = (),
    looked: list[int] | None = None,
) -> Found:
    """Return some documents of an index over all of DOCUMENTS.

    `looked` gets how many terms are looked up each time.
    """
    summary = summary_of([d.analysed(ANALYSIS) for d in DOCUMENTS])

    def look(terms: Sequence[int]) -> Mapping[int, tuple[int | float, ...]]:
        if looked is not None:
            looked.append(len(terms))
        return {term: summary.terms[term] for term in terms if term in summary.terms}

    arrays = {d.key: in_columns(d.analysed(ANALYSIS)) for d in documents}
    told = {term: summary.terms.get(term) for term in expected}
    return Found(ANALYSIS, arrays, summary.totals, look, told)


def passages(
    index: Index, question: str, light: Sequence[int] = ()
) -> list[tuple[str, Any]]:
    scores = index.scores(index.query(question, light=light))
    return [
        (index.text(hit.first, hit.last), pytest.approx(hit.score))
        for hit in index.search(scores, 2)
    ]


@pytest.mark.parametrize("question", QUESTIONS)
def test_few_documents_are_ranked_as_in_an_index_over_all(question: str) -> None:
    whole = Index(DOCUMENTS, "en", Segments("en"))
    expected = passages(whole, question)
    best = {text for text, _ in expected}
    few = [d for d in DOCUMENTS if any(passage in d.text for passage in best)]
    assert len(few) < len(DOCUMENTS)
    index = Index(few, "en", found(few))
    assert passages(index, question) == expected
    assert len(index) == len(whole)


def test_a_question_of_light_words_alone_has_no_parts_of_words_to_rank_by() -> None:
    asked = "Who denied it?", [4]
    few = Index(DOCUMENTS[:2], "en", found(DOCUMENTS[:2]))
    assert not few.query(asked[0], light=asked[1]).grams
    assert passages(few, *asked) == passages(Index(DOCUMENTS, "en"), *asked) != []


def test_words_are_known_that_only_others_have() -> None:
    few = DOCUMENTS[:1]
    alone, among = Index(few, "en"), Index(few, "en", found(few))
    term = ANALYSIS.analyser.stem("pupils")
    assert not alone.vocabulary.idf(term)
    whole = Index(DOCUMENTS, "en")
    assert among.vocabulary.idf(term) == whole.vocabulary.idf(term)
    assert among.scores(among.query("unheard")).model.factors() == [0.0]


def test_no_document_at_all_is_no_error() -> None:
    index = Index([], "en", found([]))
    assert passages(index, QUESTIONS[0]) == []


def test_what_was_told_is_not_looked_up() -> None:
    looked: list[int] = []
    wanted = asked(ANALYSIS, QUESTIONS[0]).hashes
    index = Index(DOCUMENTS, "en", found(DOCUMENTS, wanted, looked))
    index.search(index.scores(index.query(QUESTIONS[0])), 2)
    assert sum(looked) < 4


def test_what_is_closed_is_let_go_without_looking_for_garbage() -> None:
    summary = summary_of([d.analysed(ANALYSIS) for d in DOCUMENTS])
    arrays = {d.key: in_columns(d.analysed(ANALYSIS)) for d in DOCUMENTS}
    one = arrays[DOCUMENTS[0].key]
    before = sys.getrefcount(one)
    gathered = Found(ANALYSIS, arrays, summary.totals, lambda _: {})
    index = Index(DOCUMENTS, "en", gathered)
    gc.disable()
    try:
        index.search(index.scores(index.query(QUESTIONS[0])), 2)
        assert sys.getrefcount(one) > before
        gathered.close()
        assert sys.getrefcount(one) == before
    finally:
        gc.enable()


@given(st.lists(st.sampled_from(range(len(TEXTS))), unique=True))
def test_what_is_counted_of_parts_adds_up(chosen: list[int]) -> None:
    arrays = [d.analysed(ANALYSIS) for d in DOCUMENTS]
    some = summary_of([arrays[n] for n in chosen])
    rest = summary_of([a for n, a in enumerate(arrays) if n not in chosen])
    whole = summary_of(arrays)
    assert np.add(some.totals, rest.totals).tolist() == [*whole.totals]
    nothing = (0,) * 12
    for term, counts in whole.terms.items():
        both = [part.terms.get(term, nothing) for part in (some, rest)]
        assert [a + b for a, b in zip(*both, strict=True)][:6] == [*counts[:6]]


ODD = "A.C. Milan's C++ and AT&T: naïve O'Neill, e-mail \"x\" of 12e45 at 10.5%."


def test_sentences_are_words_of_letters_that_questions_have_as_well() -> None:
    odd = Document(ODD, [(0, len(ODD), 0, False)], also={0: "Ann Lee"})
    (words,) = sentences_of(odd.analysed(ANALYSIS))
    held = words.split(" ")
    assert all(
        len(word) == 16 and set(word) <= set("abcdefghijklmnop") for word in held
    )
    for question in ("A.C. Milan", "C++", "AT&T", "naïve", "O'Neill", "12e45", "Lee"):
        wanted = asked(ANALYSIS, question).words.split(" ")
        assert {*wanted} & {*held}, question


def test_a_word_counts_as_often_as_it_is_held_and_as_it_weighs() -> None:
    text = "Wheel, wheel and wheel."
    wheel = Document(text, [(0, len(text), 0, False)])
    (words,) = sentences_of(wheel.analysed(ANALYSIS))
    (word,) = {*asked(ANALYSIS, "wheel").words.split(" ")}
    assert words.split(" ").count(word) == 3
    both = asked(ANALYSIS, "wheel", "mill wheel").words.split(" ")
    (other,) = {*both} - {word}
    assert both.count(word) > both.count(other) > 0


@pytest.mark.parametrize("word", ["wheel", "harbour", "miller", "unheard", "fee"])
def test_what_is_put_together_for_a_question_is_as_in_a_segment(word: str) -> None:
    arrays = [d.analysed(ANALYSIS) for d in DOCUMENTS]
    segment = View(build(arrays), np.arange(len(arrays)))
    some = Gathered([in_columns(part) for part in arrays])
    term = ANALYSIS.analyser.stem(word)
    for found, expected in (
        (some.postings(term), segment.postings(term)),
        (some.in_documents(term), segment.in_documents(term)),
        ((some.labelled(term),), (segment.labelled(term),)),
    ):
        assert [array.tolist() for array in found] == [a.tolist() for a in expected]
    assert some.capitals(term) == segment.capitals(term)
    place, other = some.word(word), segment.word(word)
    assert (place is None) == (other is None)
    if place is not None and other is not None:
        assert some.name(place) == segment.name(other) == word
        assert some.occurrence(place) == segment.occurrence(other)
    misspelt = word[:2] + word[3:]
    near = {some.name(at) for at in some.alike(misspelt).tolist()}
    assert near == {segment.name(at) for at in segment.alike(misspelt).tolist()}


def test_n_grams_are_counted_as_in_a_segment() -> None:
    arrays = [d.analysed(ANALYSIS) for d in DOCUMENTS]
    segment = View(build(arrays), np.arange(len(arrays)))
    some = Gathered([in_columns(part) for part in arrays])
    sentences = np.arange(some.size)
    for grams in (["_whe", "heel", "none"], ["arbo", "_fee", "heel"]):
        counts = [
            Texts(view, sentences).counted([], view.places("grams", grams)).tolist()
            for view in (some, segment)
        ]
        assert counts[0] == counts[1]
        assert any(counts[0])
    for level in LEVELS:
        lengths = f"{level}_lengths"
        assert some.arrays[lengths].tolist() == segment.arrays[lengths].tolist()
    assert some.arrays["totals"].tolist() == segment.arrays["totals"].tolist()


def test_documents_whose_numbers_need_more_bits_stand_beside_others() -> None:
    text = f"The wheel {'turns ' * 8_000}stops."
    long = Document(text, [(0, len(text), 0, False)])
    arrays = [d.analysed(ANALYSIS) for d in (*DOCUMENTS, long)]
    segment = build(arrays)
    some = Gathered([*map(in_columns, arrays)])
    for name in ("starts", "ends", "things", "thing_rows", "keys"):
        assert some.arrays[name].tolist() == segment[name].tolist(), name
    for part in arrays:
        told = from_columns(in_columns(part))
        for name, array in told.items():
            assert array.tolist() == part.get(name, array).tolist(), name
        assert part.keys() <= told.keys()
