from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Source, name_of, seen


@pytest.mark.parametrize(
    ("title", "is_title"),
    [
        ("\u0601", True),  # the Arabic number sign is a format character, but drawn
        ("\ue000", True),  # somebody's own sign
        ("\u200b\u202e \u2028", False),
        ("\u200d\u200c", False),  # joiners with nothing to join
        ("\ud83d", True),  # half a character is shown as a replacement
    ],
)
def test_a_field_is_given_where_something_of_it_is_shown(
    title: str, *, is_title: bool
) -> None:
    assert (Source(title=title).title is not None) is is_title
    assert name_of("slug", title) == (title if is_title else "slug")


@given(st.text(alphabet="a\u200b\u200c\u202e\u0301 \x00\u2028é"))
def test_what_is_named_is_never_shown_as_nothing(title: str) -> None:
    assert seen(name_of("slug", title))
