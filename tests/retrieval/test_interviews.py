from __future__ import annotations

import numpy as np
import pytest

from bot.retrieval import Document, Index
from bot.retrieval.interviews import asks

ASKED = "How will you deal with a hostile council?"
WORKED = "Many mayors worked with other parties"
ANSWER = f"{WORKED}. We share goals."
OTHER = "The harbour is deep. It was dug by hand."


def index(*paragraphs: str) -> Index:
    sentences, text = [], ""
    for number, paragraph in enumerate(paragraphs):
        for sentence in paragraph.replace("? ", "?|").replace(". ", ".|").split("|"):
            start = len(text)
            text += sentence + " "
            sentences.append((start, start + len(sentence), number, False))
    return Index([Document(text, sentences)])


def best(made: Index, question: str) -> str:
    hit = made.search(made.scores(made.query(question)), 1)[0]
    return made.text(hit.best, hit.best)


def test_a_question_of_the_text_leads_to_the_paragraph_after_it() -> None:
    made = index(OTHER, ASKED, ANSWER, OTHER)
    assert best(made, "dealing with a hostile council") == f"{WORKED}."
    scores = made.scores(made.query("dealing with a hostile council"))
    gains = [dict(scores.parts(n))["answers a question there"] for n in range(7)]
    assert [gain > 0 for gain in gains] == [0, 0, 0, 1, 1, 0, 0]
    assert gains[3] == gains[4]
    assert sum(dict(scores.parts(3)).values()) == pytest.approx(scores.total(3))


def test_a_question_within_a_paragraph_or_at_the_end_leads_nowhere() -> None:
    for made in (index(f"{ASKED} {OTHER}", ANSWER), index(OTHER, ASKED)):
        scores = made.scores(made.query("dealing with a hostile council"))
        gains = [
            dict(scores.parts(n))["answers a question there"] for n in range(len(made))
        ]
        assert not np.any(gains)


def test_a_question_after_a_question_answers_nothing() -> None:
    made = index(ASKED, "Will you raise the tax?", ANSWER)
    scores = made.scores(made.query("a hostile council"))
    assert not dict(scores.parts(1))["answers a question there"]
    assert dict(scores.parts(0))["is a question"] < 0


@pytest.mark.parametrize("text", ["Why?", "“Why?” ", "**Why?**", "لماذا؟", "何故？"])
def test_questions_are_known_by_their_mark_in_many_scripts(text: str) -> None:
    assert asks(text)
    assert not asks(text.replace("?", ".").replace("؟", ".").replace("？", "."))
