from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval.spelling import alike, near_words, spelling_arrays

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


@given(
    rest=st.text(alphabet="abcdeéñß", min_size=4, max_size=12),
    others=st.lists(st.text(alphabet="abcdeéñß", min_size=1, max_size=12), min_size=1),
    guess=st.booleans(),
)
def test_of_the_words_that_are_looked_at_none_that_is_near_is_missing(
    *, rest: str, others: list[str], guess: bool
) -> None:
    word = f"a{rest}"
    edited = [word[:at] + word[at + 1 :] for at in range(len(word))]
    words = [*dict.fromkeys([*others, *edited, *(f"{w}e" for w in edited)])]
    letters = [w.encode() for w in words]
    bounds = np.cumsum([0, *map(len, letters)])
    arrays = spelling_arrays(np.frombuffer(b"".join(letters), np.uint8), bounds)
    looked_at = [words[place] for place in alike(arrays, word).tolist()]
    found = [*near_words(word, words, guess=guess)]
    assert [*near_words(word, looked_at, guess=guess)] == found
