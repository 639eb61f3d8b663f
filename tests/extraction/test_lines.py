from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.extraction.parsing.lines import paragraphs

WIDE = "A line as long as the others are, which is what makes it a usual on"


def test_a_divided_word_is_joined_where_the_text_has_it_undivided() -> None:
    assert paragraphs([f"{WIDE} exam-\nple of an Example."]) == (
        f"{WIDE} example of an Example."
    )


def test_a_word_with_a_hyphen_of_its_own_keeps_it() -> None:
    text = f"The well-known {WIDE} well-\nknown thing."
    assert paragraphs([text]) == f"The well-known {WIDE} well-known thing."


def test_where_it_can_not_be_told_the_line_stays_as_it_is_printed() -> None:
    assert paragraphs([f"{WIDE} exam-\nple."]) == f"{WIDE} exam-\nple."


def test_a_soft_hyphen_at_a_line_s_end_divides_a_word() -> None:
    assert paragraphs([f"{WIDE} exam\u00ad\nple."]) == f"{WIDE} example."


def test_a_dash_at_a_line_s_end_is_no_hyphen() -> None:
    assert paragraphs([f"{WIDE} –\nor not."]) == f"{WIDE} – or not."
    assert paragraphs([f"{WIDE} 2020-\n2021."]) == f"{WIDE} 2020- 2021."


def test_heads_feet_and_page_numbers_are_left_out() -> None:
    pages = [f"The Daily, page {n}\n{WIDE} {n}a\ngoes on\n- {n} -" for n in range(1, 5)]
    text = " ".join(f"{WIDE} {n}a goes on" for n in range(1, 5))
    assert paragraphs(pages) == text


def test_a_paragraph_goes_on_behind_a_page() -> None:
    assert paragraphs([WIDE, "and here it ends.\n\nNew."]) == (
        f"{WIDE} and here it ends.\n\nNew."
    )


def test_nothing_gives_nothing() -> None:
    assert paragraphs([]) == paragraphs(["", " \n "]) == ""


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=200), max_size=2))
def test_no_letter_is_lost_or_made_up(pages: list[str]) -> None:
    letters = [c for page in pages for c in page if c.isalpha() and c not in "ivxlc"]
    assert [c for c in paragraphs(pages) if c.isalpha() and c not in "ivxlc"] == letters
