from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.confidence import FEATURES, Weights, features, shipped_weights
from bot.retrieval import Document, Index

FIGURES = st.fixed_dictionaries(
    {name: st.floats(-1e6, 1e6, allow_nan=False) for name in FEATURES}
)
TEXT = "Olga Lind steers the ferry. The ferry sails daily. Tickets are cheap."
SENTENCES = ((0, 27, 1, False), (28, 50, 1, False), (51, 69, 1, False))


def figures(question: str, language: str = "en") -> dict[str, float]:
    index = Index([Document(TEXT, SENTENCES)], language)
    scores = index.scores(index.query(question))
    return features(index, scores, index.search(scores, 1)[0])


@given(FIGURES)
def test_any_figures_give_a_probability(values: dict[str, float]) -> None:
    assert 0 <= shipped_weights().confidence(values) <= 1


def test_the_shipped_weights_are_for_the_features_in_their_order() -> None:
    assert tuple(shipped_weights().weights) == FEATURES


def test_the_features_add_up_to_the_log_odds() -> None:
    weights = Weights(-1.0, {"share": 2.0})
    assert weights.confidence({"share": 0.5}) == 0.5
    rows = weights.features({"share": 0.5})
    assert sum(row.value * row.weight for row in rows) == 0


def test_more_shared_words_are_surer() -> None:
    weights = shipped_weights()
    much, little = (
        figures("Who steers the ferry daily?"),
        figures("Who bought a ferry?"),
    )
    assert weights.confidence(much) > weights.confidence(little)
    assert much["matched"] > little["matched"]
    assert much["share"] > little["share"]


def test_another_form_of_a_word_counts_for_half() -> None:
    same, other = figures("Who steers the ferry?"), figures("Who steered the ferries?")
    assert same["matched"] == pytest.approx(math.log1p(2))
    assert other["matched"] == pytest.approx(math.log1p(1))


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Does Bergstrom steer the ferry?", True),
        ("Does Olga Lind steer the ferry?", False),
        ("Does Mr. Bergstrom steer the ferry?", True),
        ("Does U.S. captain Bergstrom steer the ferry?", True),
        ("Did the U.S. Treasury buy the ferry?", True),
        ("Is it daily? Bergstrom steers the ferry", False),
        ("It sails daily. Bergstrom steers the ferry", False),
        ("Bergstrom steers the ferry?", False),  # its capital may be the sentence's
        ("does bergstrom steer the ferry?", True),  # no article before it
        ("does the captain steer the ferry?", False),
        ("do sailors steer the ferry?", False),
        ("who steers the ferry to norway?", True),
        ("is olga lind the captain?", False),
        ("DOES BERGSTROM STEER THE FERRY?", False),
    ],
)
def test_a_name_that_the_article_lacks_counts(question: str, *, missing: bool) -> None:
    assert (figures(question)["missing"] > 0) is missing


def test_an_age_that_is_asked_for_and_missing_counts() -> None:
    assert figures("How old is Olga Lind?")["missing"] == 2
    assert figures("How often does Olga Lind steer?")["missing"] == 0


def test_a_german_noun_is_no_name() -> None:
    assert figures("Hat ferry ein Steuerrad?", "de")["missing"] == 0
