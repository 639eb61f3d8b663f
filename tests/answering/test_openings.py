from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bot.answering import Answerer
from bot.answering.openings import as_read, is_foreign, without_opening
from bot.articles import Source, make_article, read_corpus

CORPUS = Path(__file__).parents[2] / "corpus"


@cache
def answerer() -> Answerer:
    return Answerer(read_corpus(CORPUS).articles)


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "opening",
    [
        "Can you tell me",
        "hey, could somebody please tell us",
        "Tell us ,",
        "Does anyone here know",
        "anybody know",
        "I'd like to know",
        "I wonder:",
        "Weiß jemand,",
        "Kannst du mir bitte sagen,",
        "Dis-moi",
        "Pouvez-vous me dire",
        "summarise",
        "Can you sum up for me",
        "give me a summary of",
        "explain",
        "Fass mal zusammen,",
        "Résume-moi",
    ],
)
@pytest.mark.parametrize(
    "question", ["who denied the allegations?", "why did Iran send drones to Russia?"]
)
def test_what_is_said_before_a_question_changes_nothing(
    opening: str, question: str
) -> None:
    asked = answerer().answer(f"{opening} {question}")
    assert replace(asked, question=question) == answerer().answer(question)


@pytest.mark.parametrize(
    "question",
    [
        "tell me about the drones",
        "Tell us more",
        "who can tell me",
        "do you know Jake Sullivan?",
        "can you say who denied it",
        "weiß jemand Rat?",
        "summarise the article",
        "explain the drones",
        "",
    ],
)
def test_what_is_asked_itself_stays(question: str) -> None:
    assert without_opening(question) == question


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("whos the skipper", "who's the skipper"),
        ("y did the mill burn", "why did the mill burn"),
        ("y r they angry", "why are they angry"),
        ("hey can u tell me wat r the rules", "what are the rules"),
        ("howmany boats sank", "how many boats sank"),
        ("R&D of the mill", "R&D of the mill"),
        ("y a-t-il un bateau", "y a-t-il un bateau"),
        ("was ist los", "was ist los"),
    ],
)
def test_what_asks_is_spelt_out(typed: str, read: str) -> None:
    assert as_read(typed) == read


def test_what_was_spelt_out_is_no_unknown_word() -> None:
    article = make_article("hafen", "Der Hafen ist zu.", Source(), language="de")
    assert Answerer([article]).answer("wat r Kähne").unknown_words == ("Kähne",)


@pytest.mark.parametrize(
    ("question", "languages", "foreign"),
    [
        ("Wer hat die Mühle gekauft?", ["en"], True),
        ("qui a acheté le moulin ?", ["en", "de"], True),
        ("Wer hat die Mühle gekauft?", ["en", "de"], False),
        ("Who has bought the mill?", ["en"], False),
        ("Who has bought the mill?", ["de", "fr"], True),
        ("Is Van der Meer ready?", ["en"], False),
        ("did Los De La Torre win", ["en"], False),
        ("does von der Meer ski", ["en"], False),
        ("Ursula van den Berg age?", ["en"], False),
        ("Carlos de la Torre cost", ["en"], False),
        ("Kven kjøpte mølla i byen?", ["nn"], False),  # whose words are not listed
        ("mill", ["en"], False),
        ("?", ["en"], False),
    ],
)
def test_small_words_tell_that_a_question_is_in_another_language(
    question: str, languages: list[str], *, foreign: bool
) -> None:
    assert is_foreign(question, languages) is foreign
