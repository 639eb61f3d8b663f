from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import seen
from bot.chat.escaping import clipped, escaped, inline, link
from tests.chat.discord_markdown import shown
from tests.chat.hostile import FRAGMENTS, read, texts

pytestmark = pytest.mark.usefixtures("uncovered")


@given(texts)
def test_any_text_is_shown_as_it_reads_and_nothing_in_it_acts(text: str) -> None:
    lines = shown(escaped(seen(text)))
    assert [line.kind for line in lines] == ["plain"] * len(lines)
    assert read("".join(line.text for line in lines)) == read(text)
    assert not [act for line in lines for act in (*line.acting, *line.bold)]
    assert not [link for line in lines for link in line.links]


@pytest.mark.parametrize("before", ["", "word ", "word"])
@pytest.mark.parametrize("text", FRAGMENTS)
def test_each_construct_is_shown_as_it_reads(text: str, before: str) -> None:
    (line,) = shown(inline(f"{before}{text}x"))
    assert read(line.text) == read(f"{before}{text}x")
    assert (line.kind, line.acting, line.bold, line.links) == ("plain", [], [], [])


@pytest.mark.parametrize("text", ["- x", "1. x", "# x", "> x", "_a_", ":smile:"])
def test_the_model_of_discord_notices_what_is_not_escaped(text: str) -> None:
    (line,) = shown(text)
    assert line.kind != "plain" or line.acting or line.text != text


def test_ordinary_prose_is_left_without_a_backslash() -> None:
    prose = "“Yes,” she said: well-known (U.S.) facts; 3.5% of them, in 2023. No?"
    assert escaped(prose) == prose


@given(texts)
def test_no_control_and_no_direction_survives(text: str) -> None:
    directions = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    for sign in seen(text):
        assert unicodedata.category(sign) != "Cc"
        assert unicodedata.bidirectional(sign) not in directions


def test_joiners_and_the_flag_of_england_are_kept() -> None:
    flag = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
    for text in ("می\u200cرود", "👩\u200d👩\u200d👧", flag):
        assert seen(text) == text
    assert seen("a\U000e0041b") == "ab"


def test_half_a_surrogate_pair_does_not_reach_discord() -> None:
    assert inline("a\ud83db") == "a\ufffdb"


def test_right_to_left_names_do_not_reorder_the_line_around_them() -> None:
    assert inline("אבג") == "\u2068אבג\u2069"


@given(texts, st.integers(2, 50))
def test_a_clipped_name_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(clipped(text, limit)) <= limit


@given(texts)
def test_a_link_stays_one_link_whatever_its_address(text: str) -> None:
    (line,) = shown(link(f"https://a.example/{text}"))
    assert len(line.links) == 1
    assert not line.acting
