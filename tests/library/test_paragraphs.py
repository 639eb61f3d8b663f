from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Source, make_article
from bot.library.paragraphs import carried, numbered, numbers, paragraphs

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
    assert numbers(article) == (1, 2, 3)
    assert numbers(numbered(article, (1, 9, 4))) == (1, 9, 4)
    assert [s.paragraph for s in numbered(article, (1, 9, 4)).sentences] == [1, 9, 9, 4]
