from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.normalisation import normalise
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable

ODD = "\u00ad\u200b\u0301\u0308\u00a0\ufb01*_[]()! \n"
TEXTS = st.one_of(st.text(), st.text(ODD + "ab"))


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ("re\u00adport", "report"),
        ("re\u200bport\ufeff", "report"),
        ("Rene\u0301 Ka\u0308the", "Ren\u00e9 K\u00e4the"),
        ("x\u0301\u0327y", "xy"),
        ("Ann\u00a0Lee, F\u201116", "Ann Lee, F-16"),
        ("o\ufb03cial", "official"),
        ("*Ann* **Lee** ***left*** _so_ __far__", "Ann Lee left so far"),
        ('**[Ann](x)** [Lee](http://a.b/c_(d) "e")', "Ann Lee"),
        ("![A dam](dam.png) Ann", " Ann"),
        (
            "Westward Ho! denied it. Guess? Yahoo!",
            "Westward Ho denied it. Guess Yahoo!",
        ),
        ("5 * 6 * 7, a*b*c, snake_case_name", "5 * 6 * 7, a*b*c, snake_case_name"),
        ("*Ann\n\nLee* left", "*Ann\n\nLee* left"),
        ("[Ann] (x) [y](z", "[Ann] (x) [y](z"),
    ],
)
def test_what_changes_nothing_is_left_out(body: str, plain: str) -> None:
    assert normalise(body).text == plain


@given(body=TEXTS)
def test_each_character_leads_back_to_where_it_comes_from(body: str) -> None:
    plain = normalise(body)
    ends = [plain.span_in_body(at, at + 1) for at in range(len(plain.text))]
    assert all(0 <= start < end <= len(body) for start, end in ends)
    assert ends == sorted(ends)
    for at, (start, end) in enumerate(ends):
        assert at in range(*plain.span_in_plain(start, end))
        letter = unicodedata.normalize("NFKD", plain.text[at])[0]
        assert letter in unicodedata.normalize("NFKD", body[start:end])


@given(body=TEXTS)
def test_a_stretch_of_the_body_has_its_place_in_the_plain_text(body: str) -> None:
    plain = normalise(body)
    assert plain.span_in_plain(0, len(body)) == (0, len(plain.text))
    places = [plain.span_in_plain(at, at).start for at in range(len(body) + 1)]
    assert places == sorted(places)


@given(body=st.text("abc .,\n"))
def test_a_plain_text_stays_as_it_is(body: str) -> None:
    assert normalise(body).text == body


@pytest.mark.parametrize(
    "piece", ["*a", "[x](", "![", "_ ", "e\u0301", "*a* ", "[a](b) "]
)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def work(length: int) -> Callable[[], object]:
        return partial(normalise, piece * (length // len(piece)))

    assert growth(work, 1_000) < 12
