from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Article, Source
from bot.articles.duplicates import nearest_duplicate, same_text, similarity
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = (Path(__file__).parent / "seed_article.txt").read_text("utf-8")
OTHER = "It rained all day, and the river rose until the old bridge was gone. " * 20


def article(slug: str, body: str) -> Article:
    return Article(slug, body, Source(), ())


def changed(text: str, share: float) -> str:
    chance = random.Random(1)  # noqa: S311 - no secret
    return " ".join("x" if chance.random() < share else w for w in text.split())


def test_a_text_is_like_itself_and_like_no_other() -> None:
    assert similarity(SEED, SEED) == 1
    assert similarity(SEED, OTHER) == 0


def test_case_marks_and_blanks_do_not_count() -> None:
    assert similarity("It rained — all day.", "IT RAINED,\n\nall “day”") == 1


def test_a_text_that_was_edited_a_little_is_nearly_the_same() -> None:
    assert similarity(SEED, changed(SEED, 0.03)) > 0.7
    assert similarity(SEED, changed(SEED, 0.5)) < 0.2


def test_scripts_without_blanks_are_compared_too() -> None:
    text = "東京では一日中雨が降り、川の水が橋を越えた。"
    assert similarity(text, text.replace("東京", "大阪")) > 0.6
    assert similarity(text, "北京昨天下了一场很大的雪，学校都关门了。") < 0.1


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("size", [5_000, 50_000])
def test_long_texts_are_compared_by_estimate(size: int) -> None:
    words = [str(n) for n in range(size)]
    whole, half = " ".join(words), " ".join(words[: size // 2])
    assert similarity(whole, half) == pytest.approx(0.5, abs=0.06)


@given(st.text(), st.text())
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) == similarity(other, one) <= 1


def test_the_nearest_of_several_is_found() -> None:
    far, near = article("far", changed(SEED, 0.1)), article("near", changed(SEED, 0.01))
    assert nearest_duplicate(SEED, [article("other", OTHER), far, near]) == near
    assert nearest_duplicate(OTHER, [far, near]) is None
    assert nearest_duplicate("", [article("empty", "")]) is None


def test_the_same_words_are_the_same_text_however_they_are_spaced() -> None:
    rain = article("rain", "It rained.\n\nIt snowed.\n")
    assert same_text("It rained. It snowed.", [rain]) == rain
    assert same_text("It rained. it snowed.", [rain]) is None


@pytest.mark.parametrize("piece", ["Rain fell. ", "雨", "x", "\n\n"])
def test_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    def work(length: int) -> Callable[[], object]:
        text = piece * (length // len(piece))
        return partial(similarity, text, f"{text} Snow.")

    assert growth(work, 1_000) < 12
