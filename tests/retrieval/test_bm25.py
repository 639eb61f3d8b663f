"""What rank-bm25 gets wrong by itself, and what stands here in its place."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
import rank_bm25
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval.bm25 import Bm25

WORDS = st.sampled_from("abcdefg")
CORPORA = st.lists(st.lists(WORDS, max_size=8), min_size=1, max_size=8)
VARIANTS: list[Literal["plus", "okapi"]] = ["plus", "okapi"]


@given(CORPORA.filter(any), st.sets(WORDS), st.floats(0.5, 2), st.floats(0, 0.9))
def test_scores_are_those_of_rank_bm25(
    corpus: list[list[str]], asked: set[str], k1: float, b: float
) -> None:
    query = sorted(asked)
    weights = dict.fromkeys(query, 1.0)
    okapi = rank_bm25.BM25Okapi(corpus, k1=k1, b=b)
    ours = Bm25.over(corpus, variant="okapi", k1=k1, b=b).scores(weights)
    np.testing.assert_allclose(ours, okapi.get_scores(query), atol=1e-9)
    plus = rank_bm25.BM25Plus(corpus, k1=k1, b=b, delta=1)
    ours = Bm25.over(corpus, k1=k1, b=b).scores(weights)
    constant = [
        sum(plus.idf[t] * plus.delta for t in query if t in plus.idf and t not in text)
        for text in corpus
    ]
    theirs = plus.get_scores(query) - constant
    np.testing.assert_allclose(ours, theirs, atol=1e-9)


@given(CORPORA.filter(any), WORDS)
def test_the_best_and_each_score_of_a_term_are_those_it_adds(
    corpus: list[list[str]], term: str
) -> None:
    index = Bm25.over(corpus)
    scores = index.scores({term: 1.0})
    assert [index.score(term, n) for n in range(len(corpus))] == scores.tolist()
    assert index.best(term) == scores.max()


def test_a_word_of_most_texts_still_counts() -> None:
    corpus = [["war", "one"], ["war", "two"], ["war", "three"], ["peace"]]
    okapi = rank_bm25.BM25Okapi(corpus)
    assert okapi.idf["war"] == okapi.epsilon * okapi.average_idf  # else negative
    scores = Bm25.over(corpus).scores({"war": 1.0})
    assert scores[0] > 4 * okapi.get_scores(["war"])[0]
    assert scores[3] == 0


def test_a_text_that_shares_no_word_scores_zero() -> None:
    corpus = [["apple"], ["pear"], ["plum"]]
    assert rank_bm25.BM25Plus(corpus).get_scores(["apple"])[1] > 0
    assert Bm25.over(corpus).scores({"apple": 1.0}).tolist()[1:] == [0, 0]


def test_nothing_matches_an_unknown_word() -> None:
    corpus = [["apple"], ["pear"]]
    assert rank_bm25.BM25Plus(corpus).get_top_n(["kiwi"], corpus, 1)
    assert not Bm25.over(corpus).scores({"kiwi": 1.0}).any()


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_nothing_to_index_is_no_error(
    variant: Literal["plus", "okapi"], corpus: list[list[str]]
) -> None:
    with pytest.raises(ZeroDivisionError):
        rank_bm25.BM25Okapi(corpus)
    assert not Bm25.over(corpus, variant=variant).scores({"apple": 1.0}).any()


def test_a_text_without_a_word_scores_zero() -> None:
    assert Bm25.over([["apple"], []]).scores({"apple": 1.0})[1] == 0


def test_a_term_counts_once_however_often_it_is_asked() -> None:
    corpus = [["apple", "tree"], ["pear"], ["plum"]]
    twice = rank_bm25.BM25Plus(corpus).get_scores(["apple", "apple"])
    once = rank_bm25.BM25Plus(corpus).get_scores(["apple"])
    assert twice[0] == 2 * once[0]
    # Here a question is a mapping, which holds a term once.
    assert Bm25.over(corpus, k1=1.5).scores({"apple": 1.0})[0] == pytest.approx(once[0])


def test_a_plain_string_is_no_question() -> None:
    corpus = [["apple"], ["pear"], ["plum"]]
    assert not rank_bm25.BM25Okapi(corpus).get_scores("apple").any()
    with pytest.raises(AttributeError):
        Bm25.over(corpus).scores("apple")  # type: ignore[arg-type]


def test_a_weight_multiplies_what_a_term_adds() -> None:
    index = Bm25.over([["apple", "tree"], ["pear"]])
    whole, half = index.scores({"apple": 1.0}), index.scores({"apple": 0.5})
    np.testing.assert_allclose(whole, 2 * half)


def test_l_is_not_offered_because_it_counts_a_word_as_often_as_it_stands() -> None:
    corpus = [["war"] * 10, ["war", *"abcdefghi"], ["peace"], ["truce"]]
    once_and_ten_times = {}
    for name in ("BM25L", "BM25Plus"):
        scores = getattr(rank_bm25, name)(corpus).get_scores(["war"])
        once_and_ten_times[name] = scores[0] / scores[1]
    assert once_and_ten_times["BM25L"] > 8
    assert once_and_ten_times["BM25Plus"] < 2
    with pytest.raises(KeyError):
        Bm25.over(corpus, variant="l")  # type: ignore[arg-type]


def test_texts_of_one_score_have_no_order_yet() -> None:
    corpus = [["war"], ["war"], ["war"]]
    assert rank_bm25.BM25Plus(corpus).get_top_n(["war"], [0, 1, 2], 1) == [2]
    scores = Bm25.over(corpus).scores({"war": 1.0})
    assert scores[0] == scores[1] == scores[2]  # passages.grow orders them by place
