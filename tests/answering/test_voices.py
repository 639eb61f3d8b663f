"""Whose words are asked for, and whether they are there."""

from __future__ import annotations

import gc
import sys

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, is_unnamed, make_article
from bot.meaning import open_encoder

ASH = """The mill at Orn dumped ash in the lake by night in May, a survey by the town \
found.

The survey names the singer Ada Holt as a guest of the mill when the ash was dumped. \
She owns a house on the lake.

A fisherman, Tom Hale, said the ash had killed trout in the lake. The mayor confirmed \
that the mill dumped ash in the lake.
"""
FEUD = """The mill and the dairy of Vik begin talks on Monday about the water of the \
river, a minister, Ida Moor, said. The mill and the dairy accuse each other of taking \
too much of it. Moor said the talks would last a week.

The dairy lies above the mill.
"""
DREDGED = """Lena Falk said on Monday that the harbour had been dredged for good.

The mill of the town burned down in March. Otto Brink said it would be rebuilt.

The council met on Tuesday. "There is no money for the mill," the mayor said.
"""
RUMOUR = """The singer Ada Holt is ill, the Orn Courier wrote in May.

A doctor, Per Rask, said that Holt had denied that she is ill when he met her.
"""
LINE = """The ferry firm Norlin gives up its line to the island of Vik in May, the \
mayor said.

A clerk of the port told reporters that Norlin's leaving of the line was agreed and \
did not mean that all firms leave Vik.

Norlin said the line "cannot be run at a fair price". But the firm denied reports that \
it was to withdraw from Vik.

The mayor wants a bridge. But the firm denied that a bridge is planned.
"""


def _answerer(text: str) -> Answerer:
    return Answerer([make_article("it", text, Source())], encoder=open_encoder())


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("text", "question", "status"),
    [
        (ASH, "what did ada holt say about the ash", Status.UNSURE),
        (ASH, "did the mill deny dumping ash in the lake", Status.UNSURE),
        (ASH, "what did tom hale say about the ash", Status.ANSWERED),
        (ASH, "what did the mayor say about the ash", Status.ANSWERED),
        (ASH, "what did tom hale deny about the ash", Status.UNSURE),
        (FEUD, "what did the dairy say about the talks", Status.UNSURE),
        (FEUD, "what did ida moor say about the talks", Status.ANSWERED),
        (DREDGED, "what did lena falk say about the mill", Status.UNSURE),
        (DREDGED, "did lena falk say that the mill burned down", Status.UNSURE),
        (DREDGED, "what did otto brink say about the mill", Status.ANSWERED),
        (DREDGED, "what did otto brink say about the harbour", Status.UNSURE),
        (RUMOUR, "did ada holt deny that she is ill", Status.ANSWERED),
    ],
)
def test_whose_words_are_asked_for_and_not_there_leave_it_unsure(
    text: str, question: str, status: Status
) -> None:
    assert _answerer(text).answer(question).status is status


def test_who_has_been_named_speaks_as_the_firm_as_well() -> None:
    first, *_ = _answerer(LINE).answer("did norlin deny leaving vik").evidence
    assert first.article.text(*first.sentence).startswith("But the firm denied reports")


@pytest.mark.parametrize(
    ("before", "speaker", "status"),
    [
        ("The ferry firm Norlin leaves Vik in May", "The firm", Status.ANSWERED),
        ("Norlin, a ferry firm, leaves Vik in May", "The firm", Status.ANSWERED),
        ("Norlin took the ministry to court in May", "The ministry", Status.UNSURE),
        ("Norlin sued two fishermen in May", "They", Status.UNSURE),
        ("Norlin was fined in May", "The court", Status.UNSURE),
        ("Norlin, a ferry firm, sued the firm Larsen", "The firm", Status.UNSURE),
        ("Norlin lost a rival of the firm in May", "The firm", Status.UNSURE),
    ],
)
@pytest.mark.parametrize(
    ("verb", "question"),
    [
        ("said", "what did norlin say about the ferry line"),
        ("denied that", "did norlin deny that the ferry line was unsafe"),
    ],
)
def test_who_is_called_the_firm_is_one_that_the_article_calls_so(
    before: str, speaker: str, status: Status, verb: str, question: str
) -> None:
    text = f"{before} over the ferry line. {speaker} {verb} the ferry line was unsafe."
    assert _answerer(text).answer(question).status is status


def test_who_was_called_a_firm_before_is_the_firm_behind_what_it_does() -> None:
    called = "A clerk paid the ferry firm Norlin.\n\n"
    said = "The firm said the ferry line was unsafe.\n"
    asked = "what did norlin say about the ferry line"
    for doing, status in (
        ("In May Norlin closed its line.", Status.ANSWERED),
        ("Larsen sued Norlin in May.", Status.UNSURE),
    ):
        assert _answerer(f"{called}{doing} {said}").answer(asked).status is status


@pytest.mark.parametrize("verb", ["deny", "dispute"])
def test_no_question_is_kept_once_it_is_answered(verb: str) -> None:
    answerer = _answerer(RUMOUR)
    asked = f"did ada holt ever {verb} that she is ill"
    gc.collect()
    before = sys.getrefcount(asked)
    assert answerer.answer(asked).evidence
    assert answerer.answer("did she?", context=asked).evidence
    gc.collect()
    assert sys.getrefcount(asked) == before


@pytest.mark.parametrize("question", ["did she?", "has it?", "What?", "and who?"])
def test_what_follows_without_a_word_of_its_own_finds_what_was_asked_before(
    question: str,
) -> None:
    earlier = "Did Ada Holt deny that she is ill?"
    answer = _answerer(RUMOUR).answer(question, context=earlier)
    assert "denied that she is ill" in answer.evidence[0].text


@pytest.mark.parametrize(
    ("speaker", "unnamed"),
    [
        ("They", True),
        ("the firm", True),
        ("The city council", True),
        ("the Orn council", False),
        ("the miller", False),
        ("a firm", False),
        ("Norlin", False),
    ],
)
def test_they_and_the_firm_have_a_name_before(speaker: str, *, unnamed: bool) -> None:
    assert is_unnamed(speaker, "en") is unnamed
