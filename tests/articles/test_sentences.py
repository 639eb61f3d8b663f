from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles.sentences import split

MARKS = "“”«»‘’\"'()[]"
TEXTS = st.text(
    st.one_of(
        st.sampled_from(f"{MARKS}.!?。؟। \n\r\t#-*\u200b\u202e\u200d"),
        st.sampled_from("Aaь中文عपあ1"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=60,
)


def sentences(body: str, language: str = "en") -> list[str]:
    return [body[s.start : s.end] for s in split(body, language)]


@given(TEXTS, st.sampled_from(["en", "de", "zh", "ar"]))
@settings(max_examples=400)
def test_each_word_is_in_one_sentence_and_they_are_in_order(
    body: str, language: str
) -> None:
    found = split(body, language)
    assert all(s.start < s.end for s in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    rest = list(body)
    for sentence in found:
        rest[sentence.start : sentence.end] = "\n" * (sentence.end - sentence.start)
    # The number of a list's item is no part of its text.
    outside = re.sub(r"(?m)^\s{0,3}\d{1,3}[.)]\s+", "", "".join(rest))
    assert not re.search(r"\w", outside)


def test_an_opening_mark_at_the_end_takes_no_sentence_with_it() -> None:
    assert sentences("A.«") == ["A.«"]
    assert sentences("It rained. It snowed. “") == ["It rained.", "It snowed. “"]


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        (
            "de",
            "Es kam z. B. Dr. Weiß. Er ging.",
            ["Es kam z. B. Dr. Weiß.", "Er ging."],
        ),
        ("es", "¿Quién vino? Vino el Sr. Gil.", ["¿Quién vino?", "Vino el Sr. Gil."]),
        ("ru", "Пришёл г. Иванов. Он ушёл.", ["Пришёл г. Иванов.", "Он ушёл."]),
        ("zh", "他来了。他走了！为什么？", ["他来了。", "他走了！", "为什么？"]),
        ("ar", "هل جاء؟ نعم جاء.", ["هل جاء؟", "نعم جاء."]),
        ("fa", "آیا آمد؟ بله آمد.", ["آیا آمد؟", "بله آمد."]),
        ("hi", "वह आया। वह गया।", ["वह आया।", "वह गया।"]),
    ],
)
def test_each_language_divides_by_its_own_marks(
    language: str, body: str, expected: list[str]
) -> None:
    assert sentences(body, language) == expected
