from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import seen
from bot.chat.escaping import clipped
from bot.chat.question_request import (
    QuestionRequest,
    beginning,
    heading,
    question_shown,
    readable,
    topic,
    topic_shown,
)
from tests.chat.discord_markdown import shown
from tests.chat.hostile import texts

pytestmark = pytest.mark.usefixtures("uncovered")


@given(texts, texts)
def test_what_was_asked_is_read_again_from_the_answer(
    question: str, context: str
) -> None:
    asked = QuestionRequest(
        question, context=context, visible=True, cut=len(context) > 9
    )
    above = "\n".join(heading(asked))
    assert {line.kind for line in shown(above)} <= {"small", "plain"}
    assert not [act for line in shown(above) for act in line.acting]
    if asked.kept and seen(question):
        assert question_shown(above) == seen(question)
    assert topic_shown(above) == clipped(context, 200)


def test_a_question_that_a_message_holds_is_not_repeated() -> None:
    asked = QuestionRequest("Who denied it?")
    assert heading(asked) == ()
    assert asked.kept


def test_a_long_question_is_shown_in_part_and_not_taken_for_the_whole() -> None:
    asked = QuestionRequest("word " * 150, visible=True)
    (line,) = heading(asked)
    assert line.startswith("-# Asked, in part: word word")
    assert not asked.kept
    assert question_shown(line) is None


def test_the_topic_of_a_chain_of_questions_keeps_the_first() -> None:
    assert topic("And Russia?", "Who denied it?") == "Who denied it? And Russia?"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One is here. Two is there.", "One is here."),
        ("“One is here.” Two is there.", "“One is here.”"),
        ("One two three four five six", "One two three four"),
        ("x" * 30, "x" * 20),
        ("short", "short"),
    ],
)
def test_the_beginning_ends_with_a_sentence_or_a_word(text: str, kept: str) -> None:
    assert beginning(text, 20) == kept


@given(st.text(alphabet="ab .!?\n”", max_size=60))
def test_the_beginning_is_never_longer_and_never_empty(text: str) -> None:
    head = beginning(text, 20)
    assert len(head) <= 20
    assert text.startswith(head)
    assert bool(head.strip()) or not text[:20].strip()


def test_mentions_emoji_and_addresses_are_no_words() -> None:
    text = "<@1> Russia <:flag:2> denied <#3> it https://a.example/b </ask:4>"
    assert readable(text) == "Russia denied it"
