from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Stance, tells_of_speech, voice_asked
from tests.steps import growth


@pytest.mark.parametrize(
    ("question", "stance"),
    [
        ("Who denied the sale?", Stance.DENIAL),
        ("who has always rejected it", Stance.DENIAL),
        ("Who accused the board?", Stance.CLAIM),
        ("Who made these accusations?", Stance.CLAIM),
        ("Who said that it rained?", None),
    ],
)
def test_a_question_may_ask_who_said_something(
    question: str, stance: Stance | None
) -> None:
    voice = voice_asked(question, "en")
    assert voice is not None
    assert (voice.who, voice.named, voice.stance) == (True, None, stance)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What did the mayor of Ekby say about the mill?", "the mayor of Ekby"),
        ("What did the board of the mill report?", "the board of the mill"),
        ("How has Norway responded?", "Norway"),
        ("What does Lind call the charges?", "Lind"),
        ("Who did the board accuse?", "the board"),
        ("According to the board, why was it closed?", "the board"),
        (
            "What is the mill according to the board of trade in Ekby?",
            "the board of trade",
        ),
        ("what was norway's response", "norway"),
        ("What is the ministry’s position on fees?", "ministry"),
    ],
)
def test_a_question_may_name_who_said_something(question: str, named: str) -> None:
    voice = voice_asked(question, "en")
    assert voice is not None
    assert voice.named is not None
    assert not voice.who
    assert question[slice(*voice.named)] == named


@pytest.mark.parametrize(
    ("question", "named", "stance"),
    [
        ("was hat lind gesagt", "lind", None),
        (
            "Was hat der Sprecher der Bahn über den Brand gesagt?",
            "der Sprecher der Bahn",
            None,
        ),
        ("was sagte Anna Lind?", "Anna Lind", None),
        ("was behauptet der Rat", "der Rat", Stance.CLAIM),
        ("hat lind das bestritten", "lind", Stance.DENIAL),
        ("Hat Lind die Anschuldigungen bestritten?", "Lind", Stance.DENIAL),
        ("Was sagt Anna Lind dazu?", "Anna Lind", None),
        ("Was sagt der Rat der Stadt den Bürgern?", "der Rat der Stadt", None),
        ("Hat die Bahn sich nicht geäußert und nichts gesagt?", "die Bahn", None),
        ("Was hat Lind ihm gesagt?", "Lind", None),
        ("was sagt er", "er", None),
    ],
)
def test_a_german_question_may_name_who_said_something(
    question: str, named: str, stance: Stance | None
) -> None:
    voice = voice_asked(question, "de")
    assert voice is not None
    assert voice.named is not None
    assert (question[slice(*voice.named)], voice.stance) == (named, stance)


@pytest.mark.parametrize(
    "question",
    [
        "was hat die Mühle gemahlen",
        "wer hat das gesagt",
        "was hat gesagt",
        "Was sagt der Artikel über den Hafen?",
        "was sagt man",
        "Was sagt das Gutachten?",
    ],
)
def test_a_german_question_that_names_nobody_names_no_speaker(question: str) -> None:
    assert voice_asked(question, "de") is None


@pytest.mark.parametrize(
    ("question", "stance"),
    [
        ("What are the allegations?", Stance.CLAIM),
        ("which accusations did they make", Stance.CLAIM),
        ("What is the board accused of?", Stance.CLAIM),
        ("what is lind accused of", Stance.CLAIM),
        ("what's being alleged", Stance.CLAIM),
        ("what is denied", Stance.DENIAL),
    ],
)
def test_a_question_may_ask_for_one_side(question: str, stance: Stance) -> None:
    voice = voice_asked(question, "en")
    assert voice is not None
    assert (voice.who, voice.named, voice.stance) == (False, None, stance)


@pytest.mark.parametrize(
    ("question", "stance"),
    [
        ("What does Lind deny?", Stance.DENIAL),
        ("What does Lind claim?", Stance.CLAIM),
        ("what did the board accuse her of", Stance.CLAIM),
        ("What did Lind reject?", None),  # that may be an offer
        ("What did Lind say?", None),
    ],
)
def test_what_somebody_is_asked_for_may_be_one_side(
    question: str, stance: Stance | None
) -> None:
    voice = voice_asked(question, "en")
    assert voice is not None
    assert voice.named is not None
    assert voice.stance is stance


def test_who_said_something_as_somebody_says_may_be_anybody() -> None:
    voice = voice_asked("Who denied it, according to the miners?", "en")
    assert voice is not None
    assert voice.named is not None
    assert not voice.on_behalf


def test_who_said_something_for_somebody_asks_for_both() -> None:
    question = "Who rejected it on behalf of the miners?"
    voice = voice_asked(question, "en")
    assert voice is not None
    assert voice.who
    assert voice.on_behalf
    assert voice.named is not None
    assert question[slice(*voice.named)] == "the miners"
    saying = [question[slice(*span)] for span in voice.saying]
    assert saying == ["rejected", "on", "behalf", "of"]


@pytest.mark.parametrize(
    "question",
    [
        "Who is accused of the theft?",
        "Who made the statement?",
        "Who built the mill?",
        "Did the board dump oil in the bay?",
        "When was the mill said to be sold?",
        "Why did the board hide the inspection report?",
        "What did they do when the mayor denied it?",
        "What has been said about it?",
        "What happened after the allegations?",
        "What was built?",
        "What is the boat made of?",
        "What gave the king the claim to the throne?",
        "what was the fire blamed on",
        "Who made the suggestion?",
        "Does the boat sell film on demand?",
        "Why do they not want to accept it?",
        "Which islands are disputed?",
        "What was rejected on Monday?",
        "according to",
        "the board's boats",
        "?",
        "",
    ],
)
def test_other_questions_ask_for_nobodys_words(question: str) -> None:
    assert voice_asked(question, "en") is None


def test_words_of_saying_are_told_from_those_of_what_was_said() -> None:
    question = "What did the mayor say about the mill?"
    voice = voice_asked(question, "en")
    assert voice is not None
    assert [question[slice(*span)] for span in voice.saying] == ["say"]


def test_a_language_without_a_lexicon_asks_for_nobodys_words() -> None:
    assert voice_asked("Who denied it?", "fr") is None


WORDS = st.sampled_from(
    ["who", "did", "the", "mayor's", "say", "according", "to", ",", "?", "denied", "by"]
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join)))
def test_spans_are_of_the_question(question: str) -> None:
    voice = voice_asked(question, "en")
    if voice is not None:
        for start, end in filter(None, (voice.named, *voice.saying)):
            assert 0 <= start < end <= len(question)


def test_whether_a_text_tells_of_speech_is_seldom_asked_of_each_word() -> None:
    assert tells_of_speech("The mayor Declined to say.", "en")
    assert not tells_of_speech("It was a warnedly odd comments page.", "en")
    assert growth(lambda size: lambda: tells_of_speech("tide " * size, "en"), 100) < 2
