"""Rows of a table are compared where the most or the least is asked for."""

from __future__ import annotations

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, make_article
from bot.meaning import open_encoder

REGATTA = """The regatta ended on Sunday in a calm. Nobody protested.

| Crew | Starts | Points | Fines paid |
|---|---|---|---|
| Grey Gulls | 9 | 1,204 | 40 |
| Old Salts | 9 | 998.5 | - |
| Lee Shore | 8 | 1,190 | 310 |
| Total | 26 | 3,392.5 | 350 |

The prize of the most cheerful crew went to the Old Salts.
"""
FAIR = "The fair had more visitors than last year. Its points of sale were moved."


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    texts = {"regatta": REGATTA, "fair": FAIR}
    articles = [make_article(slug, text, Source()) for slug, text in texts.items()]
    return Answerer(articles, encoder=open_encoder())


@pytest.mark.parametrize(
    ("question", "row"),
    [
        ("who has the most points", "| Grey Gulls |"),
        ("which crew got the fewest points", "| Old Salts |"),
        ("who paid the highest fines", "| Lee Shore |"),
        ("which crew had the lowest number of starts", "| Lee Shore |"),
        ("what was the most cheerful crew", "The prize of the most cheerful crew"),
    ],
)
def test_the_foremost_row_answers(answerer: Answerer, question: str, row: str) -> None:
    found = answerer.answer(question, article="regatta")
    assert found.evidence[0].text.startswith(row)


def test_a_row_that_has_all_that_is_asked_is_sure(answerer: Answerer) -> None:
    found = answerer.answer("who has the most points")
    assert found.status is Status.ANSWERED
    assert found.evidence[0].text.startswith("| Grey Gulls |")
    assert found.evidence[0].columns is not None


def test_a_row_that_lacks_what_is_asked_is_not_sure(answerer: Answerer) -> None:
    found = answerer.answer("who has the most points in the harbour race")
    assert found.status is not Status.ANSWERED
