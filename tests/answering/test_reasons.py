"""What gives a reason answers why."""

from __future__ import annotations

import pytest

from bot.answering import Answerer
from bot.articles import Source, make_article
from bot.meaning import open_encoder

MILL = """The mill at Orn closed its gates in May.

In spring the mill at Orn closed its gates {} the river ran dry.
"""


@pytest.mark.parametrize("because", ["because", "as a result of what had", "when"])
@pytest.mark.parametrize("asks", ["why", "when"])
def test_why_is_answered_by_what_gives_a_reason(because: str, asks: str) -> None:
    article = make_article("mill", MILL.format(because), Source())
    answerer = Answerer([article], encoder=open_encoder())
    first, *_ = answerer.answer(f"{asks} did the mill at orn close its gates").evidence
    reason = asks == "why" and because != "when"
    assert ("ran dry" in first.article.text(*first.sentence)) is reason
