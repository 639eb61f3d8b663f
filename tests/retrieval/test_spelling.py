from __future__ import annotations

import pytest

from bot.retrieval.spelling import near_words

WORDS = ["harbour", "thomas", "missiles", "boat", "lighthouse", "1931"]


def nearest(word: str, vocabulary: list[str], *, guess: bool = False) -> str | None:
    return next(near_words(word, vocabulary, guess=guess), None)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("harbor", "harbour"),
        ("harbuor", "harbour"),
        ("tomas", "thomas"),
        ("missles", "missiles"),
        ("lihgthuose", "lighthouse"),
        ("boatt", "boat"),
        ("boa", None),  # too short to tell
        ("bolts", None),  # two edits
        ("tholas", None),  # another letter makes another word
        ("goat", None),  # another first letter
        ("castle", None),
        ("1932", None),  # a number is not misspelt
    ],
)
def test_a_misspelling_is_near_one_word(asked: str, meant: str | None) -> None:
    assert nearest(asked, WORDS) == meant


def test_a_word_with_another_letter_does_not_hide_the_one_that_is_meant() -> None:
    assert nearest("tomas", ["tomos", "thomas"]) == "thomas"
    assert nearest("tomas", ["tomos"]) is None


def test_a_guess_goes_one_edit_further_in_a_long_word() -> None:
    assert nearest("harbrou", WORDS) is None
    assert nearest("harbrou", WORDS, guess=True) == "harbour"
    assert nearest("tholas", WORDS, guess=True) == "thomas"
    assert nearest("tholaz", WORDS, guess=True) is None


def test_nothing_is_near_in_an_empty_vocabulary() -> None:
    assert nearest("harbour", []) is None
