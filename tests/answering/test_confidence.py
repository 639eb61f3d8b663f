from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import Answerer, Status
from bot.answering.confidence import DOUBTED, FEATURES, Weights, shipped_weights
from bot.answering.confidence import figures as figures_of
from bot.articles import Source, make_article
from bot.meaning import open_encoder
from bot.retrieval import Document, Index

FIGURES = st.fixed_dictionaries(
    {name: st.floats(-1e6, 1e6, allow_nan=False) for name in FEATURES}
)
TEXT = "Olga Lind steers the ferry. The ferry sails daily. Tickets are cheap."
SENTENCES = ((0, 27, 1, False), (28, 50, 1, False), (51, 69, 1, False))


def figures(question: str, language: str = "en") -> dict[str, float]:
    index = Index([Document(TEXT, SENTENCES)], language)
    scores = index.scores(index.query(question))
    return figures_of(index, scores, index.search(scores, 1)[0], None, several=False)


@given(values=FIGURES, meaning=st.booleans())
def test_any_figures_give_a_probability(
    values: dict[str, float], *, meaning: bool
) -> None:
    assert 0 <= shipped_weights(meaning=meaning).confidence(values) <= 1


@pytest.mark.parametrize("meaning", [True, False])
def test_the_shipped_weights_are_for_the_features_in_their_order(
    *, meaning: bool
) -> None:
    assert tuple(shipped_weights(meaning=meaning).weights) == FEATURES


@pytest.mark.parametrize("meaning", [True, False])
def test_what_is_in_doubt_is_unsure_and_not_refused(*, meaning: bool) -> None:
    weights = shipped_weights(meaning=meaning)
    assert weights.unsure <= DOUBTED < weights.sure


def test_the_features_add_up_to_the_log_odds() -> None:
    weights = Weights(-1.0, {"share": 2.0}, sure=0.5, unsure=0.1)
    assert weights.confidence({"share": 0.5}) == 0.5
    rows = weights.features({"share": 0.5})
    assert sum(row.value * row.weight for row in rows) == 0


@pytest.mark.parametrize(
    ("language", "question", "matches"),
    [
        ("vi", "chiếc phà chạy mấy lần", True),
        ("vi", "vé phà hai đắt", False),  # syllables, none after another
        ("th", "เรือข้ามฟากไปไหน", True),
        ("th", "เรือน ข้าว วันพุธ", False),
    ],
)
def test_pieces_of_words_count_in_a_row_alone(
    language: str, question: str, *, matches: bool
) -> None:
    body = {
        "vi": "Chiếc phà chạy hai lần mỗi ngày. Vé không đắt.",
        "th": "เรือข้ามฟากออกวันละสองครั้ง",
    }[language]
    article = make_article("ferry", body, Source(), language=language)
    answer = Answerer([article]).answer(question)
    values = {feature.name: feature.value for feature in answer.features}
    assert (values.get("matched", 0.0) > 0) is matches


def test_a_number_of_what_only_another_article_counts_is_unsure_at_best() -> None:
    texts = (
        "The ferry line Vikor was sold on Monday. Vikor owes the state two million.",
        "The mill has nine employees. All of its employees live in Arden.",
    )
    articles = [
        make_article(slug, text, Source())
        for slug, text in zip("fm", texts, strict=True)
    ]
    answerer = Answerer(articles, encoder=open_encoder())
    elsewhere = answerer.answer("how many employees does vikor have")
    assert elsewhere.status is not Status.ANSWERED
    here = answerer.answer("how many employees does the mill have")
    assert here.status is Status.ANSWERED
    assert "nine" in here.evidence[0].text
    assert answerer.answer("how many millions does vikor owe").status is Status.ANSWERED


def test_more_shared_words_are_surer() -> None:
    weights = shipped_weights(meaning=False)
    much, little = (
        figures("Who steers the ferry daily?"),
        figures("Who bought a ferry?"),
    )
    assert weights.confidence(much) > weights.confidence(little)
    assert much["matched"] > little["matched"]
    assert much["share"] > little["share"]


def test_words_count_by_their_rarity_and_another_form_of_one_for_half() -> None:
    same, other = figures("Who steers the ferry?"), figures("Who steered the ferries?")
    # Of three sentences one has the first word and two have the second.
    rare, common = 1.0, math.log(4 / 2) / math.log(4)
    assert same["matched"] == pytest.approx(math.log1p(rare + common))
    assert other["matched"] == pytest.approx(math.log1p((rare + common) / 2))


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


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("How old is Olga Lind?", True),
        ("How many ferries sail?", True),
        ("When does Olga Lind steer the ferry?", True),
        ("How often does the ferry sail?", False),
        ("How long is the ferry?", True),
        ("Why does Olga Lind steer?", False),
        ("What are tickets like?", False),
    ],
)
def test_a_kind_of_thing_that_is_asked_for_and_missing_counts(
    question: str, *, lacks: bool
) -> None:
    assert figures(question)["lacks"] == lacks


def test_a_german_noun_is_no_name() -> None:
    assert figures("Hat ferry ein Steuerrad?", "de")["missing"] == 0


FERRY = "The ferry to Ekby was sold in May.", "A pilot steers it, says Anna Berg."
MILL = "The mill in Orn burnt down.", "Nobody was hurt."


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    texts = {"ferry": " ".join(FERRY), "mill": " ".join(MILL)}
    articles = [make_article(slug, text, Source()) for slug, text in texts.items()]
    return Answerer(articles, encoder=open_encoder())


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("When was the ferry to Ekby sold?", Status.ANSWERED),
        ("who drives the ferry boat", Status.UNSURE),
        ("how much was paid for the ferry", Status.UNSURE),
        ("what is the best pizza topping", Status.NOT_FOUND),
        ("how do I change my password", Status.NOT_FOUND),
    ],
)
def test_an_answer_is_sure_unsure_or_none(
    answerer: Answerer, question: str, status: Status
) -> None:
    answer = answerer.answer(question)
    assert answer.status is status
    assert bool(answer.evidence) is (status is not Status.NOT_FOUND)


GUESTS = {
    "singer": "Ada Holt sang. She turned to smuggling after her barn burnt down.",
    "thief": "Ida Moor sang. She was fined for smuggling, and her barn was sold.",
}


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("why did she turn to smuggling", Status.ANSWERED),  # one article has both
        ("where was her barn when it burnt down", Status.ANSWERED),
        ("was she smuggling in her barn", Status.UNSURE),  # both have both
        ("was she fined", Status.UNSURE),  # one word may be anybody's
    ],
)
def test_who_is_meant_by_she_is_not_sure_where_several_articles_could_tell(
    question: str, status: Status
) -> None:
    articles = [make_article(slug, text, Source()) for slug, text in GUESTS.items()]
    answerer = Answerer(articles, encoder=open_encoder())
    assert answerer.answer(question).status is status
    named = answerer.answer("was Ida Moor fined")
    assert named.status is Status.ANSWERED


@pytest.mark.parametrize(
    ("text", "question", "status"),
    [
        ("Tom Hale said the barn burnt in a storm.", "she", Status.UNSURE),
        ("Tom Hale said the barn burnt in a storm.", "they", Status.UNSURE),
        ("Tom Hale said the barn burnt in a storm.", "he", Status.ANSWERED),
        ("Ida Moor burnt the barn in a storm.", "she", Status.ANSWERED),
        ("Ida Moor burnt the barn in a storm.", "he", Status.UNSURE),
        ("Two sisters burnt their barn in a storm.", "they", Status.ANSWERED),
        ("Ida Moor burnt the barn in a storm.", "they let her", Status.ANSWERED),
        ("A rose bush burnt with the barn in a storm.", "she", Status.UNSURE),
    ],
)
def test_she_means_nobody_in_a_passage_that_has_no_woman(
    text: str, question: str, status: Status
) -> None:
    both = {"barn": text, "singer": GUESTS["singer"].split(" She")[0]}
    articles = [make_article(slug, one, Source()) for slug, one in both.items()]
    answerer = Answerer(articles, encoder=open_encoder())
    asked = f"did {question} burn the barn in the storm"
    assert answerer.answer(asked).status is status


def test_a_single_word_of_another_matter_is_not_sure() -> None:
    text = "A court ordered the mill to mend its weir. Nobody from the mill spoke."
    answerer = Answerer([make_article("mill", text, Source())], encoder=open_encoder())
    assert answerer.answer("where is my order").status is not Status.ANSWERED
    assert answerer.answer("what did the court order").status is Status.ANSWERED


LEAD = """A tram hit a crane in Lund on Friday and eleven people were hurt.

The crane had stood there for weeks, as the quay was being mended. The tram was new.

Its driver, Ulla Brand, 31, said that nobody had told her of the crane.

Eva Holt, who mends nets beside the quay, called it the worst day since May.
"""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("how old is she", "Its driver, Ulla Brand, 31"),
        ("how many got hurt", "A tram hit a crane"),
    ],
)
def test_a_question_for_a_kind_alone_finds_one_and_the_beginning_first(
    question: str, begins: str
) -> None:
    article = make_article("tram", LEAD, Source())
    answer = Answerer([article], encoder=open_encoder()).answer(question)
    assert answer.evidence[0].text.startswith(begins)
