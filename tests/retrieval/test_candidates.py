"""Candidates beside rank-bm25's own scores, over whole and masked segments."""

from __future__ import annotations

from itertools import islice
from typing import Any

import numpy as np
import pytest
import rank_bm25
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import Analysis, Boost, Document, Index, Segments, candidates
from bot.retrieval.bm25 import DELTA, K1, B, idf
from bot.retrieval.candidates import Wanted, best_of
from bot.retrieval.segment import build
from bot.retrieval.view import View

ANALYSIS = Analysis("xx")  # whole words, and none of them says nothing
WORDS = st.sampled_from("abcdefg")
SENTENCES = st.lists(st.lists(WORDS, max_size=8), min_size=1, max_size=4)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=6)


def document(sentences: list[list[str]]) -> Document:
    text = ""
    spans: list[tuple[int, int, int, bool]] = []
    for words in sentences:
        start = len(text)
        text += " ".join(words) + ".\n"
        spans.append((start, len(text), len(spans), False))
    return Document(text, spans)


def segment_of(texts: list[list[list[str]]]) -> View:
    parts = [ANALYSIS.arrays(document(text)) for text in texts]
    return View(build(parts), np.arange(len(texts)))


def wanted(view: View, terms: list[str]) -> list[Wanted]:
    postings = [view.postings(term) for term in terms]
    held = [len(found.sentences) for found in postings]
    factors = idf(held, view.sentences)
    return [Wanted(p, f) for p, f in zip(postings, factors, strict=True) if f]


def average(view: View) -> float:
    return view.length / view.sentences


def own_scores(view: View, terms: list[Wanted], average: float) -> Any:  # noqa: ANN401
    """Return the scores of all sentences of a view, added up plainly."""
    scores, lengths = np.zeros(view.size), view.arrays["sentence_lengths"]
    for (sentences, tf), factor in terms:
        norm = view.norms(average)[lengths[sentences]]
        scores[sentences] += factor * (DELTA + tf * (K1 + 1) / (norm + tf))
    return scores


def by_rank_bm25(sentences: list[list[str]], terms: list[str]) -> list[float]:
    """Return its scores without what Plus gives to a text for nothing."""
    model = rank_bm25.BM25Plus(sentences, k1=K1, b=B, delta=1)
    scores = model.get_scores(terms)
    for term in terms:
        if term in model.idf:
            lacking = np.array([term not in text for text in sentences])
            scores -= model.idf[term] * model.delta * lacking
    rounded: list[float] = scores.round(9).tolist()
    return rounded


@given(TEXTS.filter(lambda texts: any(map(any, texts))), st.sets(WORDS), st.data())
def test_scores_are_those_of_rank_bm25_over_what_can_be_seen(
    texts: list[list[list[str]]], asked: set[str], data: st.DataObject
) -> None:
    seen = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    visible = [s for text, see in zip(texts, seen, strict=True) if see for s in text]
    if not any(visible):
        return
    whole = segment_of(texts)
    numbers = np.where(seen, np.arange(len(texts)), -1)
    view = View(whole.arrays, numbers)
    assert (view.sentences, view.length) == (len(visible), sum(map(len, visible)))
    terms = sorted(asked)
    scores = own_scores(view, wanted(view, terms), average(view))
    hidden = view.seen if view.seen is not None else np.ones(view.size, bool)
    assert not scores[~hidden].any()
    assert scores[hidden].round(9).tolist() == by_rank_bm25(visible, terms)


@given(TEXTS, st.sets(WORDS), st.integers(1, 6))
def test_the_best_are_those_of_the_whole_ranking(
    texts: list[list[list[str]]], asked: set[str], most: int
) -> None:
    view = segment_of(texts)
    if not view.length:
        return
    found = wanted(view, sorted(asked))
    every = own_scores(view, found, average(view))
    order = [n for n in np.argsort(-every, kind="stable").tolist() if every[n]]
    best = best_of(view, found, average(view), most)
    np.testing.assert_allclose(best.scores, every[order[:most]])
    np.testing.assert_allclose(every[best.sentences], every[order[:most]])


@pytest.fixture(scope="module")
def large() -> View:
    """Return 7,500 sentences with rare and very frequent words."""
    shares = 1 / np.arange(1, 401)
    drawn = np.random.default_rng(7).choice(400, 75_000, p=shares / shares.sum())
    words = iter([f"w{n}" for n in drawn.tolist()])
    texts = [[[*islice(words, 1 + n % 19)] for n in range(50)] for _ in range(150)]
    return segment_of(texts)


@pytest.mark.parametrize("asked", [(0, 1, 2), (0, 5, 390), (1, 300, 350, 399), (0,)])
def test_what_is_left_out_was_never_among_the_best(
    large: View, asked: tuple[int, ...]
) -> None:
    found = wanted(large, [f"w{n}" for n in asked])
    every = own_scores(large, found, average(large))
    order = np.argsort(-every, kind="stable")[:50]
    best = best_of(large, found, average(large), 50)
    assert best.sentences.tolist() == order.tolist()
    np.testing.assert_allclose(best.scores, every[order])


@pytest.mark.usefixtures("uncovered")
def test_most_postings_of_frequent_words_are_not_added_up(
    large: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = wanted(large, ["w399", "w0"])
    rare, frequent = (len(term.postings.sentences) for term in found)
    added: list[int] = []
    add = candidates._adds  # noqa: SLF001 - what is counted here

    def counting(view: View, term: Wanted, *others: Any) -> Any:  # noqa: ANN401
        added.append(len(term.postings.sentences))
        return add(view, term, *others)

    monkeypatch.setattr(candidates, "_adds", counting)
    best_of(large, found, average(large), 5)
    assert frequent > 4_096
    assert 5 < sum(added) <= 2 * rare


def test_a_word_of_most_texts_still_counts() -> None:
    corpus = [["war", "one"], ["war", "two"], ["war", "three"], ["peace"]]
    okapi = rank_bm25.BM25Okapi(corpus)
    assert okapi.idf["war"] == okapi.epsilon * okapi.average_idf  # else negative
    view = segment_of([corpus])
    scores = own_scores(view, wanted(view, ["war"]), average(view))
    assert scores[0] > 4 * okapi.get_scores(["war"])[0]
    assert scores[3] == 0


def test_nothing_matches_an_unknown_word() -> None:
    corpus = [["apple"], ["pear"]]
    assert rank_bm25.BM25Plus(corpus).get_top_n(["kiwi"], corpus, 1)
    view = segment_of([corpus])
    assert not len(best_of(view, wanted(view, ["kiwi"]), average(view), 3).sentences)


def test_l_is_not_used_because_it_counts_a_word_as_often_as_it_stands() -> None:
    corpus = [["war"] * 10, ["war", *"abcdefghi"], ["peace"], ["truce"]]
    once_and_ten_times = {}
    for name in ("BM25L", "BM25Plus"):
        scores = getattr(rank_bm25, name)(corpus).get_scores(["war"])
        once_and_ten_times[name] = scores[0] / scores[1]
    assert once_and_ten_times["BM25L"] > 8
    assert once_and_ten_times["BM25Plus"] < 2


def test_equals_come_in_the_order_of_the_text() -> None:
    corpus = [["war"], ["war"], ["war"]]
    assert rank_bm25.BM25Plus(corpus).get_top_n(["war"], [0, 1, 2], 1) == [2]
    view = segment_of([corpus])
    best = best_of(view, wanted(view, ["war"]), average(view), 2)
    assert best.sentences.tolist() == [0, 1]


@given(
    TEXTS.filter(lambda texts: any(map(any, texts))),
    st.sets(WORDS, min_size=1),
    st.dictionaries(st.integers(0, 23), st.floats(-1, 6), min_size=1),
)
def test_what_has_a_word_and_boosts_lift_among_the_best_is_a_candidate(
    texts: list[list[list[str]]], asked: set[str], gains: dict[int, float]
) -> None:
    index = Index([document(text) for text in texts], "xx")
    (view,) = index._views  # noqa: SLF001 - one segment
    lifted = np.array([n for n in sorted(gains) if n < view.size], dtype=np.int64)
    values = np.array([gains[n] for n in lifted.tolist()])
    boost = Boost("a boost", values, lifted, weight=1.0)
    query = index.query(" ".join(sorted(asked)))
    scores = index.scores(query, [boost])
    terms = [
        Wanted(view.postings(term), factor)
        for term, factor in zip(query.terms, scores.model.factors(), strict=True)
    ]
    own = own_scores(view, terms, average(view))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_CANDIDATES", most := 3)
        patch.setattr(candidates, "_SHARE", 0)
        found = {*candidates.likely([view], scores, 1).tolist()}
    best = np.sort(own)[::-1][:most]
    total = (own[lifted] + boost.values)[own[lifted] > 0]
    lifted = lifted[own[lifted] > 0]
    least = max(best[-1], *np.sort(total)[::-1][:most][-1:], 1e-9)
    assert {*np.flatnonzero(own > max(best[-1], 1e-9)).tolist()} <= found
    if len(best) == most and best[-1] > 0:
        assert {*lifted[total > least + 1e-9].tolist()} <= found
    assert len(found) <= 2 * most


@given(TEXTS.filter(lambda texts: any(map(any, texts))), st.sets(WORDS, min_size=1))
def test_candidates_have_half_of_the_best_score_or_are_in_the_first_fifth(
    texts: list[list[list[str]]], asked: set[str]
) -> None:
    index = Index([document(text) for text in texts], "xx")
    (view,) = index._views  # noqa: SLF001 - one segment
    scores = index.scores(index.query(" ".join(sorted(asked))))
    terms = wanted(view, [*scores.query.terms])
    own = own_scores(view, terms, average(view)) if view.length else np.zeros(0)
    order = [n for n in np.argsort(-own, kind="stable").tolist() if own[n]]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_CANDIDATES", 10)
        found = candidates.likely([view], scores, 1).tolist()
    near = [n for n in order[:10] if own[n] >= own[order[0]] / 2 - 1e-9]
    expected = near if len(near) > 2 else order[:2]
    np.testing.assert_allclose(own[found], own[expected])


@pytest.mark.usefixtures("uncovered")
@given(TEXTS.filter(lambda texts: any(map(any, texts))), st.sets(WORDS, min_size=1))
def test_several_views_have_as_many_candidates_as_one(
    texts: list[list[list[str]]], asked: set[str]
) -> None:
    documents = [document([*text, ["x", str(n)]]) for n, text in enumerate(texts)]
    apart = Segments("xx")
    for one in documents:
        apart.views([one])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_CANDIDATES", 3)
        found = []
        for segments in (Segments("xx"), apart):
            index = Index(documents, "xx", segments)
            scores = index.scores(index.query(" ".join(sorted(asked))))
            found.append(candidates.likely(segments.views(documents), scores, 1))
    assert len(found[0]) == len(found[1])
    assert len(found[1]) <= 3


def test_sentences_stand_around_the_first_and_the_last_candidates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "".join(f"word{n}. " for n in range(30))
    starts = [text.index(f"word{n}.") for n in range(30)]
    spans = [(at, at + len("word."), n // 15, False) for n, at in enumerate(starts)]
    (view,) = Index([Document(text, spans)], "xx")._views  # noqa: SLF001 - one segment
    monkeypatch.setattr(candidates, "_NEAR", 2)
    monkeypatch.setattr(candidates, "_LAST", 1)
    found = candidates.windows([view], np.array([20, 0, 8, 11, 14]))
    around = {18, 19, 20, 21, 22} | {0, 1, 2} | {12, 13, 14}  # paragraphs have 15 each
    assert found.tolist() == sorted(around | {8, 11})
