"""What a passage takes in beyond its paragraph: one voice, and no other side."""

from __future__ import annotations

import pytest

from bot.answering.language_index import LanguageIndex
from bot.answering.widening import goes_on
from bot.articles import Source, Stance, make_article

SAFE = "“The bridge is safe for everybody,” {} said."
CLOSED = "“It will be closed in May,” {} said."


def joins(*paragraphs: str, stances: tuple[Stance, ...] = ()) -> list[bool]:
    """Return whether the first paragraph goes on to the second, and the reverse."""
    article = make_article("bridge", "\n\n".join(paragraphs), Source(), language="en")
    if stances:
        assert tuple(sentence.stance for sentence in article.sentences) == stances
    index = LanguageIndex([article], "en")
    return [goes_on(index, 0, 1), goes_on(index, 1, 0)]


@pytest.mark.parametrize(
    ("one", "two"),
    [("Ann Roe", "Ann Roe"), ("Ann Roe", "she"), ("The council", "the council")],
)
def test_words_of_one_speaker_are_put_together(one: str, two: str) -> None:
    assert joins(SAFE.format(one), CLOSED.format(two)) == [True, True]


@pytest.mark.parametrize(
    ("one", "two"), [("Ann Roe", "Bea Lund"), ("she", "Bea Lund"), ("she", "he")]
)
def test_words_of_two_speakers_are_not_nor_of_whoever_he_is(one: str, two: str) -> None:
    assert joins(SAFE.format(one), CLOSED.format(two)) == [False, False]


def test_what_nobody_says_stands_beside_what_somebody_says() -> None:
    assert joins("The bridge was built in 1971.", CLOSED.format("Ann Roe")) == [
        True,
        True,
    ]


def test_an_allegation_is_not_taken_in_but_goes_on() -> None:
    paragraphs = "The bridge has nine piles.", "The union claimed that they rot."
    stances = Stance.REPORT, Stance.CLAIM
    assert joins(*paragraphs, stances=stances) == [False, True]
    denied = "The union claimed that the piles rot.", "The council denied that."
    assert joins(*denied, stances=(Stance.CLAIM, Stance.DENIAL)) == [False, False]
