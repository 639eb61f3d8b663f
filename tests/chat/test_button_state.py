from __future__ import annotations

import weakref
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Article, Sentence, Source
from bot.chat.button_state import (
    KEY,
    MOST_MARKS,
    MOST_PLACES,
    Action,
    ButtonState,
    Passage,
    Place,
    address_of,
    find,
    key_of,
    passage_at,
    read,
    write,
)
from bot.errors import QuestionError
from bot.storage import digest

keys = st.binary(min_size=KEY, max_size=KEY)
places = st.builds(
    lambda key, start, length: Place(key, start, start + length),
    keys,
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**24 - 1),
)
marks = st.frozensets(st.binary(min_size=3, max_size=3), max_size=MOST_MARKS)
askers = st.integers(0, 2**64 - 1)
codes = st.one_of(
    st.builds(
        ButtonState,
        askers,
        st.none() | keys,
        st.lists(places, max_size=MOST_PLACES - 1).map(tuple),
    ),
    st.builds(
        ButtonState, askers, places=st.lists(places, max_size=MOST_PLACES).map(tuple)
    ),
    st.builds(ButtonState, askers, st.none() | keys, marks=marks),
)
BODY = "One is here. Two is there."
SENTENCES = (Sentence(0, 12, 1), Sentence(13, 26, 1))
ARTICLE = Article("numbers", BODY, Source(), SENTENCES)


@given(st.sampled_from(Action), codes)
def test_what_is_written_is_read_and_fits_a_button(
    kind: Action, code: ButtonState
) -> None:
    custom_id = write(kind, code)
    assert len(custom_id) <= 100
    assert read(custom_id) == code


@given(st.text(max_size=100))
def test_what_nobody_wrote_is_refused_or_names_someone(text: str) -> None:
    with suppress(QuestionError):
        assert read(f"why1:{text}").asker >= 0


def test_a_code_that_holds_too_much_is_no_button() -> None:
    too_many = frozenset(bytes([n, 0, 0]) for n in range(40))
    with pytest.raises(ValueError, match="too many"):
        write(Action.MORE, ButtonState(1, marks=too_many))


def test_a_code_with_half_a_mark_is_refused() -> None:
    whole = write(Action.MORE, ButtonState(1, marks=frozenset([b"abc"])))
    with pytest.raises(QuestionError, match="no longer works"):
        read(whole[:-2])


def test_a_passage_is_found_by_its_place() -> None:
    passage = passage_at(Place(key_of(ARTICLE), 13, 26), [ARTICLE])
    assert passage.text == "Two is there."


def test_an_article_that_has_gone_is_told_from_one_that_changed() -> None:
    key = key_of(ARTICLE)
    changed = Article("numbers", f"{BODY} Three.", Source(), SENTENCES)
    with pytest.raises(QuestionError, match="has changed"):
        find(key, [changed])
    with pytest.raises(QuestionError, match="no longer"):
        find(key, [Article("other", BODY, Source(), SENTENCES)])


@pytest.mark.parametrize(("start", "end"), [(1, 12), (0, 11), (13, 12), (99, 120)])
def test_a_place_that_is_no_sentence_is_no_passage(start: int, end: int) -> None:
    with pytest.raises(QuestionError, match="does not lead"):
        passage_at(Place(key_of(ARTICLE), start, end), [ARTICLE])


class Body(str):
    """A text that can be seen to have gone."""

    __slots__ = ("__weakref__",)


def test_an_address_has_the_hash_that_the_store_keeps() -> None:
    assert address_of(Passage(ARTICLE, 0, 12)).content_hash == digest(BODY)


def test_nothing_keeps_the_text_of_an_article_that_has_gone() -> None:
    article = Article("gone", Body("Only here. And there."), Source(), ())
    body = weakref.ref(article.body)
    key, address = key_of(article), address_of(Passage(article, 0, 10))
    assert len(key) == KEY
    assert address.slug == "gone"
    del article
    assert body() is None
