from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer
from bot.articles import Stance, read_article

if TYPE_CHECKING:
    from pathlib import Path

QUARREL = """Mayor Anna Berg accused the harbour board of hiding the inspection \
report. The board dumped oil in the bay, she alleged.

Divers work in the bay every summer. The water is cold.

The board’s director, Olga Lind, denied the allegations. “We never dumped oil,” \
Lind said.

The ferry sails twice a day.
"""
OTHER = "The mill’s owner, Bo Ek, denied that the mill was sold.\n"


@pytest.fixture
def answerer(tmp_path: Path) -> Answerer:
    (tmp_path / "quarrel.md").write_text(QUARREL, "utf-8")
    (tmp_path / "other.md").write_text(OTHER, "utf-8")
    names = ("quarrel.md", "other.md")
    return Answerer([read_article(tmp_path / name) for name in names])


def test_an_allegation_has_its_denial_beside_it(answerer: Answerer) -> None:
    answer = answerer.answer("What did the mayor accuse the board of hiding?")
    claim, denial, *rest = answer.evidence
    assert (claim.stance, claim.opposes) == (Stance.CLAIM, False)
    assert (denial.stance, denial.opposes) == (Stance.DENIAL, True)
    assert denial.article is claim.article
    assert not any(evidence.opposes for evidence in rest)


def test_a_denial_has_its_allegation_beside_it(answerer: Answerer) -> None:
    answer = answerer.answer("What did Olga Lind deny?")
    stances = [(evidence.stance, evidence.opposes) for evidence in answer.evidence[:2]]
    assert stances == [(Stance.DENIAL, False), (Stance.CLAIM, True)]


def test_the_other_side_is_never_another_articles(answerer: Answerer) -> None:
    answer = answerer.answer("Who denied that the mill was sold?")
    assert answer.evidence[0].article.slug == "other"
    for one, other in pairwise(answer.evidence):
        assert other.article is one.article or not other.opposes


def test_what_is_undisputed_has_no_other_side(answerer: Answerer) -> None:
    answer = answerer.answer("How often does the ferry sail?")
    assert not answer.disputed
    assert not any(evidence.opposes for evidence in answer.evidence[:1])


@pytest.mark.parametrize(
    "question",
    ["Why did the board dump oil in the bay?", "When was oil dumped by the board?"],
)
def test_a_question_that_takes_a_charge_for_granted_is_told(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)
    assert answer.disputed
    assert {e.stance for e in answer.evidence} >= {Stance.CLAIM, Stance.DENIAL}


@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor allege about the oil?",
        "Who is Olga Lind?",
        "Who is the director of the board?",
        "How often does the ferry sail?",
        "Who denied the allegations?",
    ],
)
def test_other_questions_are_not_told_so(answerer: Answerer, question: str) -> None:
    assert not answerer.answer(question).disputed


def test_one_passage_alone_can_be_asked_for(answerer: Answerer) -> None:
    answer = answerer.answer("What did Olga Lind deny?", limit=1)
    assert len(answer.evidence) == 1


def test_each_voice_of_a_passage_is_named(answerer: Answerer) -> None:
    answer = answerer.answer("What did the mayor accuse the board of hiding?")
    assert [voice.stance for voice in answer.evidence[0].voices] == [Stance.CLAIM]
    assert answer.evidence[0].voices[0].speaker == answer.evidence[0].speaker
