from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bot.articles import Source, make_article
from bot.library.paragraphs import carried, paragraphs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

TEXTS = st.lists(st.text("ab c", max_size=12), max_size=6)


def test_a_rewritten_paragraph_keeps_its_number() -> None:
    old = ["The fee is 40 crowns.", "Olga Lind is the director."]
    new = ["The fee is now 50 crowns.", "Olga Lind is the director."]
    assert carried(old, (1, 2), new, 2) == (1, 2)


def test_a_new_paragraph_gets_a_number_that_was_never_used() -> None:
    assert carried(["one", "two"], (1, 2), ["zero", "one", "two"], 7) == (8, 1, 2)


def test_what_no_paragraph_is_like_takes_no_number_from_those_behind_it() -> None:
    old = ["It rained in Oslo.", "The board met in May."]
    new = ["Xyz!", "It snowed in Oslo.", "The board met in June."]
    assert carried(old, (1, 2), new, 2) == (3, 1, 2)


@given(TEXTS, TEXTS)
def test_no_two_paragraphs_ever_have_one_number(old: list[str], new: list[str]) -> None:
    given_ = tuple(range(1, len(old) + 1))
    got = carried(old, given_, new, len(old))
    assert len(set(got)) == len(got) == len(new)
    assert carried(old, given_, old, len(old)) == given_


def test_numbers_go_on_the_paragraphs_in_the_order_of_the_text() -> None:
    article = make_article("a", "# Fees\n\nOne. Two.\n\nThree.\n", Source())
    assert paragraphs(article) == ["Fees", "One. Two.", "Three."]
    assert article.numbers == (1, 2, 3)
    assert article.numbered((1, 9, 4)).numbers == (1, 9, 4)
    assert [s.paragraph for s in article.numbered((1, 9, 4)).sentences] == [1, 9, 9, 4]


def steps(work: Callable[[], object]) -> int:
    """Return how many lines of Python and calls of C some work takes."""
    taken = 0

    def count(_: FrameType, event: str, __: object) -> Any:  # noqa: ANN401 - itself
        nonlocal taken
        taken += event in {"line", "c_call"}
        return count

    before = sys.gettrace()  # coverage's, which would count nothing from here on
    sys.setprofile(count)
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
        sys.setprofile(None)
    return taken


def renumbering(old: Sequence[str], new: Sequence[str]) -> Callable[[], object]:
    return lambda: carried(old, range(1, len(old) + 1), new, len(old))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["a", "b"], ["b", "c"]),
        (["a"], ["a"]),
        (["x", "y", "x"], ["y", "x", "x"]),
        (["a"], ["b"]),
        (["* * *", "one"], ["two", "* * *", "three"]),
    ],
)
def test_paragraphs_that_repeat_take_steps_in_proportion(
    old: list[str], new: list[str]
) -> None:
    short = steps(renumbering(old * 100, new * 100))
    long = steps(renumbering(old * 400, new * 400))
    assert long < 5 * short


def test_a_text_that_is_wholly_rewritten_takes_steps_in_proportion() -> None:
    def rewriting(length: int) -> Callable[[], object]:
        old = [f"{n:04} " + "ab" * 60 for n in range(length)]
        new = [f"{n:04} " + "xy" * 60 for n in range(length)]
        return renumbering(old, new)

    assert steps(rewriting(400)) < 5 * steps(rewriting(100))


def test_long_paragraphs_are_never_compared_character_by_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []
    ratio = fuzz.ratio

    def noted(one: str, other: str, *, score_cutoff: float) -> float:
        compared.append(max(len(one), len(other)))
        return ratio(one, other, score_cutoff=score_cutoff)

    monkeypatch.setattr(fuzz, "ratio", noted)
    old = ["short one", "word " * 5_000 + "end", "another"]
    new = ["short two", "word " * 5_000 + "END", "something else"]
    carried(old, (1, 2, 3), new, 3)
    assert compared
    assert max(compared) <= 1_000


@pytest.mark.parametrize("words", [300, 3_000])
def test_a_long_paragraph_keeps_its_number_when_a_word_in_twenty_changes(
    words: int,
) -> None:
    old = " ".join(f"word{n}" for n in range(words))
    new = " ".join(f"word{n}" if n % 20 else "other" for n in range(words))
    strange = " ".join(f"text{n}" for n in range(words))
    assert carried([old], (1,), [new], 1) == (1,)
    assert carried([old], (1,), [strange], 1) == (2,)


def test_a_paragraph_that_moved_keeps_its_number() -> None:
    assert carried("abcd", (1, 2, 3, 4), "acdb", 4) == (1, 3, 4, 2)


def test_repeated_paragraphs_keep_their_order_beside_what_is_new() -> None:
    old = ["one", "* * *", "two", "* * *", "three"]
    new = ["one", "* * *", "two", "new", "* * *", "three"]
    assert carried(old, (1, 2, 3, 4, 5), new, 5) == (1, 2, 3, 6, 4, 5)


def test_paragraphs_that_repeat_without_one_that_does_not_are_paired_in_order() -> None:
    got = carried(["a", "b"] * 3, range(1, 7), ["b", "c"] * 3, 6)
    assert got == (2, 7, 4, 8, 6, 9)
